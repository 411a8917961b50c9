import Vocabulary

/// Reads RFC 3339 times as nanoseconds since 1970 UTC.
enum Timestamp {
    /// The years that fit completely into `Int64` nanoseconds: 1678 to 2261, UTC.
    private static let firstSecond = CivilDate.days(year: 1678, month: 1, day: 1) * 86_400
    private static let endSecond = CivilDate.days(year: 2262, month: 1, day: 1) * 86_400

    /// The nanoseconds of a date-time; `nil` if the text is not a date-time with an offset, if the day or time does not
    /// exist, or if nanoseconds can't hold the year. Digits after the nanosecond are cut. A leap second counts as the
    /// last nanosecond before it. O(bytes).
    static func nanoseconds(_ text: Text) -> Int64? {
        // 2026-10-03T11:22:33Z is the shortest form.
        guard text.count >= 20, text[4] == UInt8(ascii: "-"), text[7] == UInt8(ascii: "-"),
            text[10] | 0x20 == UInt8(ascii: "t"), text[13] == UInt8(ascii: ":"), text[16] == UInt8(ascii: ":"),
            let century = two(text, 0), let yearOfCentury = two(text, 2), let month = two(text, 5),
            let day = two(text, 8), let hour = two(text, 11), let minute = two(text, 14), let second = two(text, 17)
        else { return nil }
        let year = century &* 100 &+ yearOfCentury
        guard month &- 1 < 12, month > 0, day > 0, day <= CivilDate.daysInMonth(year: year, month: month), hour < 24,
            minute < 60, second <= 60
        else { return nil }

        var index = 19
        var fraction: Int64 = 0
        if text[index] == UInt8(ascii: ".") {
            index = 20
            var place: Int64 = 100_000_000
            while index < text.count, Bytes.isDigit(text[index]) {
                fraction &+= Int64(text[index] &- 0x30) &* place
                place /= 10
                index &+= 1
            }
            guard index > 20 else { return nil }
        }
        guard let offset = offsetSeconds(text, index) else { return nil }

        let days = CivilDate.days(year: year, month: month, day: day)
        let leap = second == 60
        let local = days &* 86_400 &+ hour &* 3600 &+ minute &* 60 &+ (leap ? 59 : second)
        let utc = local &- offset
        guard utc >= firstSecond, utc < endSecond else { return nil }
        if leap {
            guard (utc % 86_400 &+ 86_400) % 86_400 == 86_399 else { return nil }
            fraction = 999_999_999
        }
        return Int64(utc) &* 1_000_000_000 &+ fraction
    }

    /// The seconds of `Z` or `±hh:mm`, which must reach from `index` to the end.
    @inline(__always)
    private static func offsetSeconds(_ text: Text, _ index: Int) -> Int? {
        guard index < text.count else { return nil }
        if text[index] | 0x20 == UInt8(ascii: "z") { return index &+ 1 == text.count ? 0 : nil }
        guard text.count &- index == 6, text[index] == UInt8(ascii: "+") || text[index] == UInt8(ascii: "-"),
            text[index &+ 3] == UInt8(ascii: ":"), let hours = two(text, index &+ 1), hours < 24,
            let minutes = two(text, index &+ 4), minutes < 60
        else { return nil }
        let seconds = hours &* 3600 &+ minutes &* 60
        return text[index] == UInt8(ascii: "-") ? -seconds : seconds
    }

    /// The number that the two digits at `index` form. The caller knows that both are in bounds.
    @inline(__always)
    private static func two(_ text: Text, _ index: Int) -> Int? {
        let tens = text[index]
        let units = text[index &+ 1]
        guard Bytes.isDigit(tens), Bytes.isDigit(units) else { return nil }
        return Int(tens &- 0x30) &* 10 &+ Int(units &- 0x30)
    }
}
