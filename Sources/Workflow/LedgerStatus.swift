import Documents
import Glibc
package import Ledger
import Rating
package import Rules
package import Settlement
import Store
package import Vocabulary

/// What there is to say of a ledger: its logs and periods, what keeps a period from closing, and what waits for the
/// next close.
package struct LedgerStatus {
    /// A period, open or closed.
    package struct Month {
        package var period: Period
        package var transactions: Int64
        package var isClosed: Bool
        /// Documents numbered at closing.
        package var numbers: [String]
        /// Closed, and something became known since.
        package var isLate: Bool
        /// Closed, and its folder is not below the output.
        package var isFolderGone: Bool
        /// What keeps an open period from closing; of a closed one, what of its late knowledge can't be worked out.
        package var obstacles: [Obstacle]
    }

    package let logs: [LogSummary]
    /// By period.
    package let months: [Month]
    /// Rejected lines of the logs, by code.
    package let rejected: [(code: String, count: Int)]
    /// What the next close books of closed periods.
    package let adjustments: [SettledCharge]

    /// - Parameters:
    ///   - rules: those in force; without them nothing is said about what keeps a period from closing.
    ///   - nowNanoseconds: since 1970 UTC.
    ///   - output: the folder of the reports.
    /// - Throws: `LedgerError`; `AmountOverflow` where there are more calls than can be counted.
    package init(_ ledger: Ledger, rules: Rules?, nowNanoseconds: Int64, output: String) throws {
        logs = try ledger.logs()
        rejected = try ledger.rejectedCounts()
        let rejectedLines = rejected.reduce(0) { $0 + $1.count }
        let closings = try ledger.closings()
        let late = Set(try ledger.latePeriods())
        let knowledge = try LateKnowledge(store: ledger, closings: closings)
        var adjustments: [SettledCharge] = []
        var byPeriod = Dictionary(
            uniqueKeysWithValues: try ledger.transactionsByPeriod().map { ($0.period, $0.transactions) })
        for closing in closings { byPeriod[closing.period, default: 0] += 0 }
        let closed = Set(closings.map(\.period))
        var months: [Month] = []
        var lateUnrated = try knowledge.unratedCount()
        for (period, transactions) in byPeriod.sorted(by: { $0.key < $1.key }) {
            var obstacles: [Obstacle] = []
            if let rules, !closed.contains(period) {
                // A period that can't be worked out has that as an obstacle; all other periods are still told of.
                let rated = try ledger.ratedEach(period, under: rules)
                obstacles = try Obstacle.toClosing(
                    period, today: rules.calendar.day(ofNanoseconds: nowNanoseconds), rules: rules, store: ledger,
                    Obstacle.NeedingPermission(
                        unrated: Int(rated.counts.unrated), lateUnrated: lateUnrated, rejected: rejectedLines))
                // The earliest open month is the one whose close looks at late knowledge.
                lateUnrated = 0
                obstacles += rules.taxesWithoutRate(in: period).map {
                    .taxWithoutRate($0.id, period, from: $0.rates.first?.from)
                }
                if let gap = rules.divisionGap(in: period) { obstacles.append(.undivided(gap, period)) }
                obstacles += DraftPeriod.overflows(of: rated, period: period, under: rules).map { .overflow($0) }
            } else if late.contains(period) {
                let found = try knowledge.adjustments(of: period)
                adjustments += found.charges
                obstacles = found.overflows.map { .lateOverflow($0.cause) }
            }
            let manifest = "\(output)/\(period)/\(ManifestHead.fileName)"
            months.append(
                Month(
                    period: period, transactions: transactions, isClosed: closed.contains(period),
                    numbers: try ledger.issuedNumbers(period), isLate: late.contains(period),
                    isFolderGone: closed.contains(period) && access(manifest, F_OK) != 0, obstacles: obstacles))
        }
        self.months = months
        self.adjustments = adjustments
    }
}
