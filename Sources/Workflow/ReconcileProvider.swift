package import Documents
package import Ledger
import LedgerFile
package import Money
import Rating
package import Reconciliation
package import Rules
import Store
package import Vocabulary

/// From the ledger and a statement to all that a reconciliation's folder is written from.
package struct ReconcileProvider {
    package let currency: Currency
    /// How the provider's statement is read.
    package let statementRules: StatementRules

    private let ledger: Ledger
    private let period: Period
    /// Those that the period is rated under: of a closed one, the rules frozen with it.
    private let rules: Rules
    private let provider: Party
    private let usage: Usage

    /// - Parameters:
    ///   - rules: those in force.
    ///   - name: of the provider, by id or alias.
    ///   - code: of the currency, where it was said.
    /// - Throws: `Refusal` where the provider or the currency can't be told.
    package init(ledger: Ledger, period: Period, rules: Rules, provider name: String, currency code: String?) throws {
        self.ledger = ledger
        self.period = period
        guard let known = rules.party(Identifier(name)) ?? rules.provider(named: Identifier(name)) else {
            throw Refusal.reconciling(
                .unknownProvider(
                    name, providers: rules.parties.filter { $0.role == .provider }.map(\.id)))
        }
        guard known.role == .provider else { throw Refusal.reconciling(.notAProvider(name, known.role)) }
        statementRules = known.statement ?? StatementRules()
        self.rules = try ReconcileProvider.rules(of: period, ledger, inForce: rules)
        guard let provider = self.rules.party(known.id), provider.role == .provider else {
            throw Refusal.reconciling(.unknownProviderThen(known.id, period))
        }
        self.provider = provider
        usage = try ledger.usage(of: period, under: self.rules)
        currency = try ReconcileProvider.currency(code, provider, usage, self.rules)
    }

    /// The rules that a period is billed under: of a closed one, those frozen with it.
    private static func rules(of period: Period, _ books: any Books, inForce rules: Rules) throws -> Rules {
        try books.pastPeriods().first { $0.period == period }?.newest.rules() ?? rules
    }

    /// The currency of the provider's calls; if it has none, that of the sources. If there are several, the caller must
    /// name one.
    private static func currency(
        _ code: String?, _ provider: Party, _ usage: Usage, _ rules: Rules
    ) throws -> Currency {
        let sources = Set(
            usage.kinds.filter { rules.provider(named: $0.provider)?.id == provider.id }.map(\.source))
        let all = Set(rules.sources.values.map(\.currency))
        let own = Set(sources.compactMap { rules.sources[$0]?.currency })
        if let code {
            guard let currency = Currency(code: code), all.contains(currency) else {
                throw Refusal.reconciling(.unknownCurrency(code, currencies: all.sorted()))
            }
            return currency
        }
        let candidates = own.isEmpty ? all : own
        guard candidates.count == 1, let only = candidates.first else {
            throw Refusal.reconciling(.openCurrency(provider: provider.id, candidates.sorted()))
        }
        return only
    }

    /// What is known of a kind's calls before one is looked at.
    private enum Choice {
        /// The provider's, in the statement's currency: compared where their day is in the period.
        case own
        /// Somebody else's, or in another currency.
        case other(provider: Identifier)
    }

    /// Compares a statement with the provider's calls, one by one, and ties the outcome to what was charged.
    ///
    /// - Parameter pool: holds the statement's references.
    /// - Throws: `Refusal.brokenControls`; `LedgerError`, `AmountOverflow`.
    package func report(
        of statement: LoadedStatement, _ pool: TextPool, toleranceMinor: Int64
    ) throws -> ReconciliationReport {
        var pool = pool
        let textsOfStatement = pool.count
        var calls: [LedgerCall] = []
        var elsewhere: [TextID: ReconciliationReport.Elsewhere] = [:]
        func note(_ text: UnsafeRawBufferPointer, _ day: CivilDate, _ provider: Identifier) {
            guard let id = pool.find(text), !id.isEmpty, id.index < textsOfStatement else { return }
            let found = ReconciliationReport.Elsewhere(period: rules.calendar.period(of: day), provider: provider)
            if let known = elsewhere[id], !ReconciliationReport.Elsewhere.precedes(found, known) { return }
            elsewhere[id] = found
        }
        var classifications: [CallProfile: Classification] = [:]
        try ledger.streamCalls(calendar: rules.calendar) { kind in
            isOwn(kind)
                ? Choice.own : Choice.other(provider: rules.provider(named: kind.provider)?.id ?? kind.provider)
        } _: { call, choice in
            switch choice {
            case .own where period.contains(call.day):
                let profile = CallProfile(
                    call.kind, app: call.app, providerCode: call.providerCode, destination: call.destination)
                let classification = classifications[profile] ?? Classification(of: profile, under: rules)
                classifications[profile] = classification
                calls.append(
                    LedgerCall(
                        timeNanoseconds: call.timeNanoseconds, day: call.day, source: call.kind.source,
                        app: pool.intern(call.app), requestRef: pool.intern(call.requestRef),
                        reference: pool.intern(call.reference), status: call.kind.status, costMinor: call.costMinor,
                        outcome: classification.outcome(on: call.day)))
            case .own:
                note(call.reference, call.day, provider.id)
                note(call.requestRef, call.day, provider.id)
            case .other(let provider):
                note(call.reference, call.day, provider)
                note(call.requestRef, call.day, provider)
            }
        }
        let reconciliation = Reconciliation(
            calls: calls, rows: statement.rows, pool: pool, toleranceMinor: toleranceMinor)
        let rated = try Rater(rules).rateEach(usage, period: period, fees: false)
        // A charge without a call of this provider has no part in the tie-out.
        if let overflow = rated.overflows.first(where: { $0.providers.contains(provider.id) }) {
            throw overflow.cause
        }
        let charges = rated.charges
        let report = ReconciliationReport(
            period: period, provider: provider, currency: currency, statementSHA256: statement.sha256, rules: rules,
            reconciliation: reconciliation,
            tieOut: try TieOut(
                reconciliation, charges: charges, provider: provider.id, currency: currency, under: rules),
            elsewhere: elsewhere)
        try check(report)
        return report
    }

    private func isOwn(_ kind: CallKind) -> Bool {
        rules.provider(named: kind.provider)?.id == provider.id
            && rules.sources[kind.source]?.currency == currency
    }

    /// The calls looked at one by one must be those that the period is rated from.
    private func check(_ report: ReconciliationReport) throws {
        let own = usage.rows.filter { isOwn(usage.kinds[Int($0.kind)]) }
        let breaks = report.brokenControls(
            usageCalls: own.reduce(0) { $0 + $1.calls },
            usageCostMinor: own.reduce(0) { $0 + $1.costSumMinor })
        guard breaks.isEmpty else { throw Refusal.brokenControls(breaks) }
    }
}
