import Documents
import Ledger
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// From what the ledger holds of a period to all that its folder is written from.
struct PeriodAssembly {
    let ledger: Ledger
    let rules: Rules

    /// The period under the rules, as drafts.
    ///
    /// - Throws: `LedgerError`, or `AmountOverflow` naming the sum that does not fit.
    func drafts(of period: Period) throws -> PeriodReport {
        let rated = try Rater(rules).rate(try ledger.usage(of: period), period: period)
        let splitter = Splitter(rules)
        var charges: [SettledCharge] = []
        for charge in rated.charges {
            charges.append(SettledCharge(charge, period: period, shares: try splitter.shares(of: charge)))
        }
        let apps = Dictionary(uniqueKeysWithValues: rules.apps.map { ($0.id, $0) })
        let invoices = try Invoicing.drafts(
            of: charges, period: period, under: rules, app: { apps[$0] ?? App(id: $0, name: $0.text) },
            billedOn: { _, _, _ in nil })
        let positions = try Positions.of(charges, under: rules)
        return PeriodReport(
            period: period, status: .draft, rules: rules, invoices: invoices, charges: charges, positions: positions,
            transfers: Positions.transfers(positions), usage: rated.usage, counts: rated.counts,
            exceptions: try exceptions(of: period, unrated: rated.counts.unrated),
            postings: Journal.postings(invoices: invoices, charges: charges, period: period, under: rules),
            logs: try ledger.contents(), periods: try ledger.transactionsByPeriod(), roles: [:])
    }

    private func exceptions(of period: Period, unrated: Int64) throws -> [ExceptionRow] {
        var exceptions = try ledger.rejects()
        exceptions += try ledger.conflicts(in: period, calendar: rules.calendar)
        exceptions += try ledger.unansweredQueries(in: period, calendar: rules.calendar)
        // Finding the calls means a look at each; the roll-up has told whether there are any.
        if unrated > 0 {
            var classes: [CallProfile: Classification] = [:]
            exceptions += try ledger.calls(in: period, calendar: rules.calendar) { profile, day in
                let classification = classes[profile] ?? Classification(of: profile, under: rules)
                classes[profile] = classification
                guard case .unrated(let code) = classification.outcome(on: day) else { return nil }
                return code
            }
        }
        return exceptions.sorted(by: ExceptionRow.inFileOrder)
    }
}
