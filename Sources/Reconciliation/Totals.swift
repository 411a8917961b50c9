package import Vocabulary

/// The age of items: days from their local day to the day after the period. The period's last day is 1 day old.
///
/// An item's day is the day of its call, or of its row's time if it has no call. No clock is read.
package enum Ageing {
    /// The age bands in which open items are counted.
    package enum Band: String, CaseIterable, Sendable, Hashable {
        case days1to7 = "1-7"
        case days8to14 = "8-14"
        case days15to21 = "15-21"
        case days22to31 = "22-31"
        case days32to92 = "32-92"
        /// Rows of the statement with a day outside the period.
        case outside = "outside_period"
        /// Rows of the statement without a time.
        case unknown = "no_time"

        package init(days: Int?, in period: Period) {
            let length = Int(period.dayAfter.daysSinceEpoch - period.firstDay.daysSinceEpoch)
            switch days {
            case nil: self = .unknown
            case .some(let days) where days < 1 || days > length: self = .outside
            case .some(...7): self = .days1to7
            case .some(...14): self = .days8to14
            case .some(...21): self = .days15to21
            case .some(...31): self = .days22to31
            default: self = .days32to92
            }
        }

        /// The bands that an item of the period can be in.
        package static func all(in period: Period) -> [Band] {
            let oldest = Band(days: Int(period.dayAfter.daysSinceEpoch - period.firstDay.daysSinceEpoch), in: period)
            return allCases.filter { band in
                switch band {
                case .outside, .unknown: true
                default: allCases.firstIndex(of: band)! <= allCases.firstIndex(of: oldest)!
                }
            }
        }
    }

    /// Returns the age in days; 0 or less for a day after the period.
    package static func days(_ day: CivilDate, in period: Period) -> Int {
        Int(period.dayAfter.daysSinceEpoch) - Int(day.daysSinceEpoch)
    }
}

/// The totals of all items of one class.
package struct ClassTotals: Sendable, Hashable {
    package var items = 0
    package var calls = 0
    package var rows = 0
    /// The sum of the calls' costs, in minor units.
    ///
    /// **Bounds**: 2³¹ costs of 64 bits add up to less than 128 bits.
    package var ledgerMinor: Int128 = 0
    /// The sum of the rows' costs, in minor units.
    package var statementMinor: Int128 = 0
    /// The greatest age in days; `nil` if no item has a day.
    package var oldestDays: Int?
    package var bands: [Ageing.Band: Int] = [:]

    package init() {}

    /// The statement's cost minus the ledger's.
    package var differenceMinor: Int128 { statementMinor - ledgerMinor }

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
    /// Returns the age of an item; `nil` for a row alone that has no time.
    package func ageDays(of item: Item, in period: Period) -> Int? {
        let day = item.call.map { calls[$0].day } ?? item.row.flatMap { rows[$0].day }
        return day.map { Ageing.days($0, in: period) }
    }

    /// Returns the totals of every class, including classes without items.
    package func totals(in period: Period) -> [ItemClass: ClassTotals] {
        var totals = Dictionary(uniqueKeysWithValues: ItemClass.allCases.map { ($0, ClassTotals()) })
        for item in items { totals[item.itemClass, default: ClassTotals()].add(item, self, period) }
        return totals
    }

    /// Returns, for each reason, the number of calls that the statement may omit and does.
    package func absences() -> [AbsenceReason: Int] {
        var absences: [AbsenceReason: Int] = [:]
        for item in items where item.itemClass == .notExpected {
            guard let call = item.call, let reason = calls[call].reasonToBeAbsent else { continue }
            absences[reason, default: 0] += 1
        }
        return absences
    }
}
