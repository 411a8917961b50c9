/// A time, formatted for people and machines.
package struct Instant {
    private let nanoseconds: Int64

    /// - Parameter nanoseconds: since 1970 UTC.
    package init(_ nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// The time as `2026-10-03T11:22:33.123Z`.
    package var utc: String { text(offset: 0, separator: "T") + "Z" }

    /// The local time as `2026-10-03 12:22:33.123 +01:00`.
    package func local(_ calendar: LocalCalendar) -> String {
        let offset = calendar.offset(at: seconds)
        let minutes = abs(offset) / 60
        return text(offset: offset, separator: " ")
            + " \(offset < 0 ? "-" : "+")\(two(minutes / 60)):\(two(minutes % 60))"
    }

    private var seconds: Int64 {
        nanoseconds / 1_000_000_000 - (nanoseconds % 1_000_000_000 < 0 ? 1 : 0)
    }

    private func text(offset: Int64, separator: String) -> String {
        let local = seconds + offset
        let day = local >= 0 ? local / 86_400 : (local - 86_399) / 86_400
        let second = local - day * 86_400
        var fraction = String(nanoseconds - seconds * 1_000_000_000)
        fraction = String(repeating: "0", count: 9 - fraction.count) + fraction
        while fraction.last == "0", fraction.count > 3 { fraction.removeLast() }
        return "\(CivilDate(daysSinceEpoch: Int32(day)))\(separator)\(two(second / 3600)):\(two(second / 60 % 60)):"
            + "\(two(second % 60)).\(fraction)"
    }

    private func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
}
