import Documents
import Glibc
package import Ledger
import Rating
package import Rules
package import Settlement
package import Store
package import Vocabulary

/// What there is to say of a ledger: its logs and periods, what keeps a period from closing, and what waits for the
/// next close.
package struct LedgerStatus {
    /// Where a period stands. Raw values are the words for machines.
    package enum State: String {
        case open, closed
        /// A later period is closed, and this one is not: its calls are late knowledge.
        case passedOver = "passed_over"
    }

    /// A period with calls, or a closed one.
    package struct Month {
        package var period: Period
        package var transactions: Int64
        package var state: State
        /// Documents numbered at closing.
        package var numbers: [String]
        /// Past, and something became known since or was corrected.
        package var isLate: Bool
        /// Closed, and its folder is not below the output.
        package var isFolderGone: Bool
        /// What keeps an open period from closing; of a past one, what of its late knowledge can't be worked out.
        package var obstacles: [Obstacle]
    }

    package let logs: [LogSummary]
    /// By period.
    package let months: [Month]
    /// Rejected lines of the logs, by code.
    package let rejected: [(code: String, count: Int)]
    /// The corrections that the next close bills by.
    package let corrections: [RulesVersion]
    /// Calls of past periods that closings let pass and that are not billed yet.
    package let waiting: [(period: Period, count: Int)]
    /// Entries by hand that no closing has booked, by id.
    package let entries: [HandEntry]
    /// What the next close books of past periods.
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
        let past = try ledger.pastPeriods()
        corrections = past.flatMap(\.waiting)
        waiting = try Waiting.counts(in: ledger)
        entries = try ledger.openEntries()
        let passedOver = Set(try ledger.passedOver())
        let late = Set(try ledger.latePeriods()).union(corrections.map(\.period)).union(passedOver)
        let knowledge = try Self.lateKnowledge(ledger, rules, passedOver)
        var adjustments: [SettledCharge] = []
        var byPeriod = Dictionary(
            uniqueKeysWithValues: try ledger.transactionsByPeriod().map { ($0.period, $0.transactions) })
        for closing in closings { byPeriod[closing.period, default: 0] += 0 }
        let closed = Set(closings.map(\.period))
        var months: [Month] = []
        var lateUnrated = try knowledge.unratedCount()
        for (period, transactions) in byPeriod.sorted(by: { $0.key < $1.key }) {
            var obstacles: [Obstacle] = []
            let state: State =
                closed.contains(period)
                ? .closed : closed.max().map { period < $0 } ?? false ? .passedOver : .open
            if let rules, state == .open {
                // A period that can't be worked out has that as an obstacle; all other periods are still told of.
                let rated = try ledger.ratedEach(period, under: rules)
                obstacles = try Obstacle.toClosing(
                    period, today: rules.calendar.day(ofNanoseconds: nowNanoseconds), rules: rules,
                    earlier: try Obstacle.earlier(than: period, rules, ledger),
                    Obstacle.NeedingPermission(
                        unrated: Int(rated.counts.unrated), lateUnrated: lateUnrated, rejected: rejectedLines))
                // The earliest open month is the one whose close looks at late knowledge.
                lateUnrated = 0
                obstacles += Obstacle.ofDates(in: period, rules)
                obstacles += DraftPeriod.overflows(of: rated, period: period, under: rules).map { .overflow($0) }
            } else if late.contains(period) {
                if let rules, passedOver.contains(period) {
                    obstacles = Obstacle.ofDates(in: period, rules)
                }
                let found = try knowledge.adjustments(of: period)
                adjustments += found.charges
                obstacles += found.overflows.map { .lateOverflow($0.cause) }
            }
            let manifest = "\(output)/\(period)/\(ManifestHead.fileName)"
            months.append(
                Month(
                    period: period, transactions: transactions, state: state,
                    numbers: try ledger.issuedNumbers(period), isLate: late.contains(period),
                    isFolderGone: closed.contains(period) && access(manifest, F_OK) != 0, obstacles: obstacles))
        }
        self.months = months
        self.adjustments = adjustments
    }

    /// Late knowledge, without the periods passed over if a tax has no rate for one of them: that is told as an obstacle.
    private static func lateKnowledge(
        _ ledger: Ledger, _ rules: Rules?, _ passedOver: Set<Period>
    ) throws -> LateKnowledge {
        let rated = rules.flatMap { rules in
            passedOver.allSatisfy { Obstacle.ofDates(in: $0, rules).isEmpty } ? rules : nil
        }
        return try LateKnowledge(store: ledger, rules: rated)
    }
}
