import Rating
import Rules
package import Settlement
package import Store
package import Vocabulary

/// What became known of closed periods since, re-rated under their frozen rules (S7.10).
package struct LateKnowledge {
    private let store: any PeriodStore
    private let periods: [(period: Period, rules: Rules)]
    private let known = Known()

    /// What was rated, so that adjustments and unrated calls are of one rating.
    private final class Known {
        var rated: [Period: Rated] = [:]
    }

    /// - Throws: `UnreadableRules` where frozen rules can't be read any more.
    package init(store: any PeriodStore, closings: [Closing]) throws {
        self.store = store
        let late = Set(try store.latePeriods())
        periods = try closings.filter { late.contains($0.period) }.sorted { $0.period < $1.period }.map {
            ($0.period, try $0.frozenRules())
        }
    }

    /// What the next close books, by period; with the charges that can't be worked out.
    ///
    /// - Parameter only: of this closed period alone.
    package func adjustments(of only: Period? = nil) throws -> SettledCharges {
        var all = SettledCharges()
        for (period, rules) in periods where only.map({ $0 == period }) ?? true {
            let rated = try rated(period, under: rules)
            let found = Adjustments.of(
                period, current: SettledCharges(rated, period: period, under: rules),
                billed: try store.billed(period))
            all.charges += found.charges
            all.overflows += found.overflows
        }
        return all
    }

    private func rated(_ period: Period, under rules: Rules) throws -> Rated {
        if let rated = known.rated[period] { return rated }
        var rated = try store.ratedEach(period, under: rules, fees: false)
        // Nobody asks for it here, and it is most of the memory.
        rated.usage = UsageReport()
        known.rated[period] = rated
        return rated
    }

    /// Adds the calls of closed periods that their frozen rules can't bill, and that no close let pass.
    package func addUnrated(to exceptions: any PeriodExceptions) throws {
        for (period, rules) in periods where try rated(period, under: rules).counts.unrated > 0 {
            try exceptions.addUnrated(of: period, under: rules, isLate: true)
        }
    }

    /// How many of those there are.
    package func unratedCount() throws -> Int {
        guard let (period, rules) = periods.first else { return 0 }
        let exceptions = try store.exceptions(of: period, calendar: rules.calendar)
        try addUnrated(to: exceptions)
        return exceptions.lateUnratedCount
    }
}
