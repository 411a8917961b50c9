import Vocabulary

/// The rows of a usage by app, the apps in byte order. Every charge belongs to one app, so each app is rated by itself.
struct UsageByApp: Sendable {
    let usage: Usage
    /// In byte order, each once.
    let apps: [Identifier]
    /// Places in `usage.rows`: first those of the first app, then those of the second, …
    private let rows: [Int32]
    /// Where the rows of each app begin in `rows`, and where those of the last app end.
    private let begins: [Int]

    /// - Parameter more: apps to include even if they have no rows.
    /// - Complexity: O(rows), and a sort of the apps.
    init(_ usage: Usage, and more: some Sequence<Identifier>) {
        self.usage = usage
        apps = Set(usage.apps).union(more).sorted()
        var placeOfApp = [Identifier: Int](minimumCapacity: apps.count)
        for (place, app) in apps.enumerated() { placeOfApp[app] = place }
        let places = usage.apps.map { placeOfApp[$0, default: 0] }
        var begins = [Int](repeating: 0, count: apps.count + 1)
        for row in usage.rows { begins[places[Int(row.app)] + 1] += 1 }
        for place in apps.indices { begins[place + 1] += begins[place] }
        var next = begins
        var rows = [Int32](repeating: 0, count: usage.rows.count)
        for (place, row) in usage.rows.enumerated() {
            let app = places[Int(row.app)]
            rows[next[app]] = Int32(place)
            next[app] += 1
        }
        self.rows = rows
        self.begins = begins
    }

    /// The places in `usage.rows` of the rows of an app.
    func rows(ofApp place: Int) -> ArraySlice<Int32> { rows[begins[place]..<begins[place + 1]] }

    /// Divides the apps into at most `count` parts with about equally many rows and apps, for threads to rate.
    func parts(_ count: Int) -> [Range<Int>] {
        var parts: [Range<Int>] = []
        var begin = 0
        for number in 1...max(1, count) {
            var end = begin
            let untilHere = (rows.count + apps.count) * number / max(1, count)
            while end < apps.count, number == count || begins[end + 1] + end + 1 <= untilHere { end += 1 }
            if end > begin { parts.append(begin..<end) }
            begin = end
        }
        return parts
    }
}
