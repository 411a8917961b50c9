import Documents
import Ledger
import LedgerFile
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// From what the ledger holds of a period to all that its folder is written from.
struct PeriodAssembly {
    let ledger: Ledger
    let rules: Rules

    /// A period worked out, and what a close needs to know of it besides.
    struct Result {
        var report: PeriodReport
        /// What stands in the exceptions, with the ledger's numbers of it: unrated calls, late ones of closed periods
        /// included, conflicts and unanswered queries.
        var exceptions: PeriodExceptions
    }

    /// What the ledger lists of a period, beside its roll-up.
    private struct Listed {
        let periods: [(period: Period, transactions: Int64)]
        let logs: [LogSummary]
        let exceptions: PeriodExceptions

        init(of ledger: Ledger, _ period: Period, _ calendar: LocalCalendar) throws(LedgerError) {
            periods = try ledger.transactionsByPeriod()
            logs = try ledger.contents()
            exceptions = try ledger.exceptions(of: period, calendar: calendar)
        }
    }

    /// What a period's invoices are made from.
    private struct Booked {
        /// Own ones and adjustments, in report order.
        let charges: [SettledCharge]
        /// Own ones and adjustments that can't be worked out.
        let overflows: [ChargeOverflow]
        let late: LateKnowledge?
        let names: KnownNames
        /// Those that have carried the charges of the adjustments so far.
        let documents: [SettledCharge: [CarryingDocument]]

        func invoices(of charges: [SettledCharge], period: Period, under rules: Rules) throws -> [Invoice] {
            try Invoicing.drafts(
                of: charges, period: period, under: rules, names: names, carriedBy: { documents[$0] ?? [] })
        }
    }

    private func booked(
        _ rated: Rated, period: Period, _ periods: [(period: Period, transactions: Int64)]
    ) throws -> Booked {
        let own = SettledCharges(rated, period: period, under: rules)
        let closings = try ledger.closings()
        let late =
            isNextToClose(period, closings, periods)
            ? try LateKnowledge(ledger: ledger, closings: closings.filter { $0.period < period }) : nil
        let adjustments = try late?.adjustments() ?? SettledCharges()
        let documents = try ledger.documents(carrying: adjustments.charges)
        let names = KnownNames(rules, frozen: adjustments.charges.isEmpty ? [] : try FrozenRules.byMonth(closings))
        return Booked(
            charges: SettledCharge.inReportOrder(own.charges + adjustments.charges, names),
            overflows: own.overflows + adjustments.overflows, late: late, names: names, documents: documents)
    }

    /// The drafts of a period as far as each can be worked out, for looking at one: what does not fit keeps back the invoice
    /// that it would stand on.
    func draftsThatFit(
        of period: Period
    ) throws -> (invoices: [Invoice], charges: [SettledCharge], names: KnownNames, overflows: [ChargeOverflow]) {
        let rated = try ledger.ratedEach(period, under: rules)
        let booked = try booked(rated, period: period, try ledger.transactionsByPeriod())
        var overflows = booked.overflows
        var invoices: [Invoice] = []
        let kept = booked.charges.filter { charge in
            !overflows.contains { $0.key.app == charge.key.app && $0.currency == charge.currency }
        }
        for (_, charges) in Dictionary(grouping: kept, by: { [$0.key.app, Identifier($0.currency.code)] })
            .sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
        {
            do {
                invoices += try booked.invoices(of: charges, period: period, under: rules)
            } catch let error as AmountOverflow {
                overflows.append(
                    ChargeOverflow(key: charges[0].key, currency: charges[0].currency, providers: [], cause: error))
            }
        }
        return (invoices, booked.charges, booked.names, overflows)
    }

    /// Why a period can't be worked out; nothing where it can.
    static func overflows(of rated: Rated, period: Period, under rules: Rules) -> [AmountOverflow] {
        let settled = SettledCharges(rated, period: period, under: rules)
        guard settled.overflows.isEmpty else { return settled.overflows.map(\.cause) }
        do throws(AmountOverflow) {
            _ = try Invoicing.drafts(
                of: settled.charges, period: period, under: rules, names: KnownNames(rules),
                carriedBy: { _ in [] })
            _ = try Positions.of(settled.charges, under: rules)
            return []
        } catch {
            return [error]
        }
    }

    /// The period under the rules, as drafts; with the adjustments of closed periods where it is the next to be closed.
    ///
    /// - Throws: `LedgerError`, or `AmountOverflow` naming the charge or the sum that does not fit.
    func drafts(of period: Period) throws -> Result {
        let usage = try ledger.usage(of: period, under: rules)
        // Rating is arithmetic alone; meanwhile the ledger is asked for all else. A roll-up too coarse is made anew after.
        let (found, listed) = try sideBySide(
            { [rules] in try? Rater(rules).rateEach(usage, period: period) },
            { try Listed(of: ledger, period, rules.calendar) })
        let rated = try found ?? ledger.ratedEach(period, under: rules)
        if let overflow = rated.overflows.first { throw overflow.cause }
        let booked = try booked(rated, period: period, listed.periods)
        if let overflow = booked.overflows.first { throw overflow.cause }
        let charges = booked.charges
        let (late, names) = (booked.late, booked.names)
        let invoices = try booked.invoices(of: charges, period: period, under: rules)
        let positions = try Positions.of(charges, under: rules)

        let exceptions = listed.exceptions
        if rated.counts.unrated > 0 { try exceptions.addUnrated(of: period, under: rules) }
        try late?.addUnrated(to: exceptions)
        let report = PeriodReport(
            period: period, status: .draft, rules: rules, invoices: invoices, charges: charges, positions: positions,
            transfers: Positions.transfers(positions), usage: rated.usage, counts: rated.counts,
            exceptions: try file(exceptions), unknowns: rated.unknowns,
            postings: Journal.postings(invoices: invoices, charges: charges, period: period, under: rules),
            logs: listed.logs, periods: listed.periods, roles: names.roles)
        return Result(report: report, exceptions: exceptions)
    }

    /// `exceptions.csv`; where it grows large, beside the ledger, which has as many rows.
    private func file(_ exceptions: PeriodExceptions) throws -> ExceptionsFile {
        try ExceptionsFile(folder: ledger.folder) { take in try exceptions.forEach(take) }
    }

    /// Adjustments go on the next invoice: that of the earliest period that is still to be closed.
    private func isNextToClose(
        _ period: Period, _ closings: [Closing], _ periods: [(period: Period, transactions: Int64)]
    ) -> Bool {
        let closed = Set(closings.map(\.period))
        guard !closed.contains(period) else { return false }
        return !periods.contains { $0.period < period && !closed.contains($0.period) }
    }
}

/// What became known of closed periods since, re-rated under their frozen rules (contract 4).
struct LateKnowledge {
    private let ledger: Ledger
    private let periods: [(period: Period, rules: Rules)]
    private let known = Known()

    /// What was rated, so that adjustments and unrated calls are of one rating.
    private final class Known {
        var rated: [Period: Rated] = [:]
    }

    /// - Throws: `LedgerError.damaged` where frozen rules can't be read any more.
    init(ledger: Ledger, closings: [Closing]) throws {
        self.ledger = ledger
        let late = Set(try ledger.latePeriods())
        periods = try closings.filter { late.contains($0.period) }.sorted { $0.period < $1.period }.map {
            ($0.period, try $0.frozenRules())
        }
    }

    /// What the next close books, by period; with the charges that can't be worked out.
    ///
    /// - Parameter only: of this closed period alone.
    func adjustments(of only: Period? = nil) throws -> SettledCharges {
        var all = SettledCharges()
        for (period, rules) in periods where only.map({ $0 == period }) ?? true {
            let rated = try rated(period, under: rules)
            let found = Adjustments.of(
                period, current: SettledCharges(rated, period: period, under: rules),
                billed: try ledger.billed(period))
            all.charges += found.charges
            all.overflows += found.overflows
        }
        return all
    }

    private func rated(_ period: Period, under rules: Rules) throws -> Rated {
        if let rated = known.rated[period] { return rated }
        var rated = try ledger.ratedEach(period, under: rules, fees: false)
        // Nobody asks for it here, and it is most of the memory.
        rated.usage = UsageReport()
        known.rated[period] = rated
        return rated
    }

    /// Adds the calls of closed periods that their frozen rules can't bill, and that no close let pass.
    func addUnrated(to exceptions: PeriodExceptions) throws {
        for (period, rules) in periods where try rated(period, under: rules).counts.unrated > 0 {
            try exceptions.addUnrated(of: period, under: rules, isLate: true)
        }
    }

    /// How many of those there are.
    func unratedCount() throws -> Int {
        guard let (period, rules) = periods.first else { return 0 }
        let exceptions = try ledger.exceptions(of: period, calendar: rules.calendar)
        try addUnrated(to: exceptions)
        return exceptions.lateUnratedCalls.count
    }
}

/// The rules that months were closed under.
enum FrozenRules {
    /// Those of several months, in the order of the months.
    static func byMonth(_ closings: [Closing]) throws -> [Rules] {
        try closings.sorted { $0.period < $1.period }.map { try $0.frozenRules() }
    }
}
