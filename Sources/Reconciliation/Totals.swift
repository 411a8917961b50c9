public import Vocabulary

/// How old items are: days from their local day to the day after the period; the period's last day is 1 day old.
///
/// An item's day is its call's; of a row alone, that of the row's time. No clock comes into it.
public enum Ageing {
    /// The bands that open items are counted in.
    public enum Band: String, CaseIterable, Sendable, Hashable {
        case days1to7 = "1-7"
        case days8to14 = "8-14"
        case days15to21 = "15-21"
        case days22to31 = "22-31"
        /// Rows of the statement whose day is not in the period.
        case outside = "outside_period"
        /// Rows of the statement that name no time.
        case unknown = "no_time"

        public init(days: Int?, in period: Period) {
            let length = Int(period.dayAfter.daysSinceEpoch - period.firstDay.daysSinceEpoch)
            switch days {
            case nil: self = .unknown
            case .some(let days) where days < 1 || days > length: self = .outside
            case .some(...7): self = .days1to7
            case .some(...14): self = .days8to14
            case .some(...21): self = .days15to21
            default: self = .days22to31
            }
        }
    }

    public static func days(_ day: CivilDate, in period: Period) -> Int {
        Int(period.dayAfter.daysSinceEpoch) - Int(day.daysSinceEpoch)
    }
}

/// The items of one class, added up.
public struct ClassTotals: Sendable, Hashable {
    public var items = 0
    public var calls = 0
    public var rows = 0
    /// Σ of the calls' costs, in minor units. No sum of 2³¹ costs leaves 128 bits.
    public var ledgerMinor: Int128 = 0
    /// Σ of the rows' costs.
    public var statementMinor: Int128 = 0
    /// The greatest age in days; `nil` where no item has a day.
    public var oldestDays: Int?
    public var bands: [Ageing.Band: Int] = [:]

    public init() {}

    /// What the statement asks beyond the ledger.
    public var differenceMinor: Int128 { statementMinor - ledgerMinor }

    mutating func add(_ item: Item, _ reconciliation: Reconciliation, _ period: Period) {
        items += 1
        if let call = item.call {
            calls += 1
            ledgerMinor += Int128(reconciliation.calls[call].costMinor)
        }
        if let row = item.row {
            rows += 1
            statementMinor += Int128(reconciliation.rows[row].costMinor)
        }
        let days = reconciliation.ageDays(of: item, in: period)
        if let days { oldestDays = max(oldestDays ?? days, days) }
        bands[Ageing.Band(days: days, in: period), default: 0] += 1
    }
}

extension Reconciliation {
    /// `nil` for a row alone that names no time.
    public func ageDays(of item: Item, in period: Period) -> Int? {
        let day = item.call.map { calls[$0].day } ?? item.row.flatMap { rows[$0].day }
        return day.map { Ageing.days($0, in: period) }
    }

    /// Every class, those without an item too.
    public func totals(in period: Period) -> [ItemClass: ClassTotals] {
        var totals = Dictionary(uniqueKeysWithValues: ItemClass.allCases.map { ($0, ClassTotals()) })
        for item in items { totals[item.itemClass, default: ClassTotals()].add(item, self, period) }
        return totals
    }

    /// The calls that the statement leaves out and may, by reason.
    public func absences() -> [AbsenceReason: Int] {
        var absences: [AbsenceReason: Int] = [:]
        for item in items where item.itemClass == .notExpected {
            guard let call = item.call, let reason = calls[call].reasonToBeAbsent else { continue }
            absences[reason, default: 0] += 1
        }
        return absences
    }
}
