/// The unit of invoicing: a month, a half month, a week or a quarter of local time (S2.17, S2.29 to S2.32). It lasts from
/// 00:00 of its first day to 00:00 of the day after its last one, in the rules' time zone.
public struct Period: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// The count of the period among those of its rhythm, times 4, plus the place of the rhythm. So the next period of a
    /// rhythm has the next count, and a period takes no more memory than a number.
    ///
    /// Months, half months and quarters are counted from year 0; weeks from the one that holds 1970-01-01.
    private let raw: Int32

    private init(_ rhythm: Rhythm, index: Int) {
        raw = Int32(truncatingIfNeeded: index &<< 2 | Period.place(of: rhythm))
    }

    private static func place(of rhythm: Rhythm) -> Int {
        switch rhythm {
        case .month: 0
        case .halfMonth: 1
        case .week: 2
        case .quarter: 3
        }
    }

    private var index: Int { Int(raw >> 2) }

    public var rhythm: Rhythm {
        switch raw & 3 {
        case 0: .month
        case 1: .halfMonth
        case 2: .week
        default: .quarter
        }
    }

    /// The period with a number among those of a year: month 1 to 12, half month 1 to 24, ISO week 1 to 53, quarter 1 to 4.
    ///
    /// - Returns: `nil` for a number that the year does not have.
    public init?(_ rhythm: Rhythm, year: Int, number: Int) {
        guard (1...9998).contains(year), (1...rhythm.mostInYear).contains(number) else { return nil }
        switch rhythm {
        case .month: self.init(.month, index: year * 12 + number - 1)
        case .halfMonth: self.init(.halfMonth, index: year * 24 + number - 1)
        case .quarter: self.init(.quarter, index: year * 4 + number - 1)
        case .week:
            // The first ISO week of a year is the one that holds 4 January.
            let first = Period.week(ofDay: CivilDate.days(year: year, month: 1, day: 4))
            self.init(.week, index: first + number - 1)
            guard place.year == year else { return nil }
        }
    }

    public init?(year: Int, month: Int) {
        self.init(.month, year: year, number: month)
    }

    /// Reads `2026-10`, `2026-10-H1`, `2026-W41` or `2026-Q4`; `nil` for any other form, and for a period that does not
    /// exist.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        func number(_ range: Range<Int>) -> Int? {
            var value = 0
            for byte in bytes[range] {
                guard byte >= 48, byte <= 57 else { return nil }
                value = value * 10 + Int(byte - 48)
            }
            return value
        }
        func has(_ place: Int, _ letter: Unicode.Scalar) -> Bool { bytes[place] == UInt8(ascii: letter) }
        guard (7...10).contains(bytes.count), has(4, "-"), let year = number(0..<4) else { return nil }
        switch bytes.count {
        case 7 where has(5, "Q"):
            guard let quarter = number(6..<7) else { return nil }
            self.init(.quarter, year: year, number: quarter)
        case 7:
            guard let month = number(5..<7) else { return nil }
            self.init(.month, year: year, number: month)
        case 8 where has(5, "W"):
            guard let week = number(6..<8) else { return nil }
            self.init(.week, year: year, number: week)
        case 10 where has(7, "-") && has(8, "H"):
            guard let month = number(5..<7), (1...12).contains(month), let half = number(9..<10), half == 1 || half == 2
            else { return nil }
            self.init(.halfMonth, year: year, number: month * 2 - 2 + half)
        default: return nil
        }
    }

    /// Reads a period of this rhythm; `nil` for any other text.
    public init?(_ text: some StringProtocol, _ rhythm: Rhythm) {
        guard let period = Period(text), period.rhythm == rhythm else { return nil }
        self = period
    }

    /// The period of a rhythm that contains a local day.
    public init(of day: CivilDate, _ rhythm: Rhythm) {
        switch rhythm {
        case .month: self.init(.month, index: day.year * 12 + day.month - 1)
        case .halfMonth:
            self.init(.halfMonth, index: (day.year * 12 + day.month - 1) * 2 + (day.day <= Period.firstHalf ? 0 : 1))
        case .week: self.init(.week, index: Period.week(ofDay: Int(day.daysSinceEpoch)))
        case .quarter: self.init(.quarter, index: day.year * 4 + (day.month - 1) / 3)
        }
    }

    /// The last day of the month's first half (S2.30).
    private static let firstHalf = 15

    /// The count of the week, Monday to Sunday, that holds a day. 1970-01-01 was a Thursday.
    private static func week(ofDay days: Int) -> Int { Int(floorDivide(Int64(days + 3), 7)) }

    /// The year and the number within it by which the period is written. Of a week it is the ISO year, in which its
    /// Thursday lies.
    public var place: (year: Int, number: Int) {
        switch rhythm {
        case .month: return (index / 12, index % 12 + 1)
        case .halfMonth: return (index / 24, index % 24 + 1)
        case .quarter: return (index / 4, index % 4 + 1)
        case .week:
            let year = CivilDate(daysSinceEpoch: Int32(index * 7)).year
            return (year, index - Period.week(ofDay: CivilDate.days(year: year, month: 1, day: 4)) + 1)
        }
    }

    /// The first day of the period.
    public var firstDay: CivilDate {
        let days: Int
        switch rhythm {
        case .month: days = CivilDate.days(year: index / 12, month: index % 12 + 1, day: 1)
        case .halfMonth:
            let month = index / 2
            let day = index % 2 == 0 ? 1 : Period.firstHalf + 1
            days = CivilDate.days(year: month / 12, month: month % 12 + 1, day: day)
        case .week: days = index * 7 - 3
        case .quarter: days = CivilDate.days(year: index / 4, month: index % 4 * 3 + 1, day: 1)
        }
        return CivilDate(daysSinceEpoch: Int32(days))
    }

    /// The day after the period: the issue date of its invoices (S4.22).
    public var dayAfter: CivilDate { next.firstDay }

    public var lastDay: CivilDate { dayAfter.adding(days: -1) }

    /// The year in which its documents are numbered: that of its last day (S2.33). Week 2026-W53 ends in 2027.
    public var numberYear: Int {
        // Only a week can end in another year than it is written by.
        rhythm == .week ? lastDay.year : place.year
    }

    public var next: Period { Period(rhythm, index: index + 1) }
    public var previous: Period { Period(rhythm, index: index - 1) }

    /// Whether a local day falls in the period.
    public func contains(_ day: CivilDate) -> Bool {
        day >= firstDay && day < dayAfter
    }

    /// As somebody writes it (S2.32). Within a rhythm, the texts have the order of the periods.
    public var description: String {
        let (year, number) = place
        let text = padded(year, 4)
        switch rhythm {
        case .month: return "\(text)-\(padded(number, 2))"
        case .halfMonth: return "\(text)-\(padded((number + 1) / 2, 2))-H\(number % 2 == 1 ? 1 : 2)"
        case .week: return "\(text)-W\(padded(number, 2))"
        case .quarter: return "\(text)-Q\(number)"
        }
    }

    /// By time. A ledger has one rhythm; periods of two meet only where somebody lays the folders of two ledgers side by
    /// side, and then stand by their first days.
    public static func < (a: Period, b: Period) -> Bool {
        if a.raw & 3 == b.raw & 3 { return a.raw < b.raw }
        let (first, second) = (a.firstDay, b.firstDay)
        return first == second ? a.raw & 3 < b.raw & 3 : first < second
    }
}
