import Foundation

/// A calendar day.
struct Day: Hashable, Comparable, Sendable {
    let year: Int
    let month: Int
    let day: Int

    static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    static func length(year: Int, month: Int) -> Int {
        [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1]
    }

    /// Days since 1970-01-01.
    var number: Int {
        var days = day - 1
        for earlier in 1..<month { days += Day.length(year: year, month: earlier) }
        let before = year - 1
        let leaps = { (y: Int) in y / 4 - y / 100 + y / 400 }
        return days + 365 * (year - 1970) + leaps(before) - leaps(1969)
    }

    init(year: Int, month: Int, day: Int) { (self.year, self.month, self.day) = (year, month, day) }

    /// The day `number` days after 1970-01-01 (years 1 to 9999).
    init(number: Int) {
        var year = 1970 + (number < 0 ? number / 365 - 1 : number / 366)
        while Day(year: year + 1, month: 1, day: 1).number <= number { year += 1 }
        var rest = number - Day(year: year, month: 1, day: 1).number
        var month = 1
        while rest >= Day.length(year: year, month: month) {
            rest -= Day.length(year: year, month: month)
            month += 1
        }
        self.init(year: year, month: month, day: rest + 1)
    }

    /// Parses a day such as `2026-10-03`.
    init?(_ text: String) {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        guard text.utf8.count == 10, parts.count == 3 else { return nil }
        self.init(year: parts[0], month: parts[1], day: parts[2])
    }

    static func < (a: Day, b: Day) -> Bool { a.number < b.number }

    var text: String { padded(year, 4) + "-" + padded(month, 2) + "-" + padded(day, 2) }
}

/// A number with leading zeros, at least `width` digits long.
func padded(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}

/// Nanoseconds since 1970 UTC of an RFC 3339 time; nil if the text is not one, or its year is outside 1678…2261.
func instant(_ text: [UInt8]) -> Int64? {
    func number(_ from: Int, _ count: Int) -> Int? {
        guard from + count <= text.count else { return nil }
        var value = 0
        for b in text[from..<(from + count)] {
            guard (0x30...0x39).contains(b) else { return nil }
            value = value * 10 + Int(b - 0x30)
        }
        return value
    }
    func has(_ index: Int, _ allowed: String) -> Bool { index < text.count && allowed.utf8.contains(text[index]) }

    guard let year = number(0, 4), has(4, "-"), let month = number(5, 2), has(7, "-"), let day = number(8, 2),
        has(10, "Tt"), let hour = number(11, 2), has(13, ":"), let minute = number(14, 2), has(16, ":"),
        let second = number(17, 2), (1678...2261).contains(year), (1...12).contains(month),
        (1...Day.length(year: year, month: month)).contains(day), hour < 24, minute < 60, second <= 60
    else { return nil }

    var at = 19
    var nanoseconds: Int64 = 0
    if has(at, ".") {
        at += 1
        let start = at
        var unit: Int64 = 100_000_000
        while has(at, "0123456789") {
            nanoseconds += Int64(text[at] - 0x30) * unit
            unit /= 10
            at += 1
        }
        if at == start { return nil }
    }

    var offset = 0
    if has(at, "Zz") {
        at += 1
    } else {
        guard has(at, "+-"), let hours = number(at + 1, 2), has(at + 3, ":"), let minutes = number(at + 4, 2),
            hours < 24,
            minutes < 60
        else { return nil }
        offset = (hours * 60 + minutes) * (text[at] == UInt8(ascii: "-") ? -60 : 60)
        at += 6
    }
    guard at == text.count else { return nil }

    var seconds = Day(year: year, month: month, day: day).number * 86400 + hour * 3600 + minute * 60 + second - offset
    if second == 60 {
        // A leap second before 00:00:00 becomes the last nanosecond before it.
        guard seconds % 86400 == 0 else { return nil }
        seconds -= 1
        nanoseconds = 999_999_999
    }
    return Int64(seconds) * 1_000_000_000 + nanoseconds
}

/// The local day of an instant in a time zone.
func localDay(_ nanoseconds: Int64, _ zone: TimeZone) -> Day {
    func floorDivide(_ a: Int, _ b: Int) -> Int { a / b - (a % b < 0 ? 1 : 0) }
    let seconds = floorDivide(Int(nanoseconds), 1_000_000_000)
    let offset = zone.secondsFromGMT(for: Date(timeIntervalSince1970: TimeInterval(seconds)))
    return Day(number: floorDivide(seconds + offset, 86400))
}
