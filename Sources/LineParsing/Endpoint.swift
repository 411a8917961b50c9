/// The paths of requests.
enum Endpoint {
    /// A path without what means nothing: one leading version segment (`/v2`) and one trailing slash (S1.17). O(bytes).
    @inline(__always)
    static func name(of path: Text) -> Text {
        var start = 0
        var end = path.count
        if end > 3, path[0] == UInt8(ascii: "/"), path[1] == UInt8(ascii: "v"), Bytes.isDigit(path[2]) {
            var index = 3
            while index < end, Bytes.isDigit(path[index]) { index &+= 1 }
            if index < end, path[index] == UInt8(ascii: "/") { start = index }
        }
        if end > start, path[end &- 1] == UInt8(ascii: "/") { end &-= 1 }
        return Text(rebasing: path[start..<end])
    }
}
