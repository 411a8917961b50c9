/// An endpoint that is read.
enum Endpoint {
    case transact
    case query
    case paylink

    /// Reads an endpoint from a path, ignoring one leading version segment (`/v2`) and one trailing slash. `nil` for
    /// any other endpoint. O(bytes).
    @inline(__always)
    init?(_ path: Text) {
        var start = 0
        var end = path.count
        if end > 3, path[0] == UInt8(ascii: "/"), path[1] == UInt8(ascii: "v"), Bytes.isDigit(path[2]) {
            var index = 3
            while index < end, Bytes.isDigit(path[index]) { index &+= 1 }
            if index < end, path[index] == UInt8(ascii: "/") { start = index }
        }
        if end > start, path[end &- 1] == UInt8(ascii: "/") { end &-= 1 }
        let rest = Text(rebasing: path[start..<end])
        if rest.equals("/transact") {
            self = .transact
        } else if rest.equals("/transact/query") {
            self = .query
        } else if rest.equals("/rest/pay/stcpay/sendOtp") {
            self = .paylink
        } else {
            return nil
        }
    }
}
