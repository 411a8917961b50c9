/// A calendar month, the unit of invoicing: `[first day 00:00, next first day 00:00)` in the rules' time zone.
public struct Period: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Months since year 0, so that the next period has the next number.
    private let index: Int32

    public init?(year: Int, month: Int) {
        guard (1...9998).contains(year), (1...12).contains(month) else { return nil }
        index = Int32(year * 12 + month - 1)
    }

    /// Reads `YYYY-MM`; `nil` for any other form, and for a month that does not exist.
    public init?(_ text: some StringProtocol) {
        guard text.utf8.count == 7, let first = CivilDate(text + "-01") else { return nil }
        self.init(year: first.year, month: first.month)
    }

    /// The period that contains a local day.
    public init(of day: CivilDate) {
        index = Int32(day.year * 12 + day.month - 1)
    }

    private init(index: Int32) {
        self.index = index
    }

    public var year: Int { Int(index) / 12 }
    public var month: Int { Int(index) % 12 + 1 }

    /// The first day of the month.
    public var firstDay: CivilDate {
        CivilDate(daysSinceEpoch: Int32(CivilDate.days(year: year, month: month, day: 1)))
    }

    /// The day after the period: the issue date of its invoices (S4.22).
    public var dayAfter: CivilDate { next.firstDay }

    public var lastDay: CivilDate { dayAfter.adding(days: -1) }

    public var next: Period { Period(index: index + 1) }
    public var previous: Period { Period(index: index - 1) }

    /// Whether a local day falls in the period.
    public func contains(_ day: CivilDate) -> Bool {
        day >= firstDay && day < dayAfter
    }

    public var description: String { "\(padded(year, 4))-\(padded(month, 2))" }

    public static func < (a: Period, b: Period) -> Bool { a.index < b.index }
}
