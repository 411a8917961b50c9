import Documents
import Ledger
import LedgerFile
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary
import Workflow

/// Rules, and the name by which `explain` refers to them.
struct RulesInForce {
    let rules: Rules
    let name: String

    /// A place in the rules, such as `settle.yaml:71`.
    func place(_ line: Int) -> String { "\(name):\(line)" }
}

/// The ledger, options and closings in which `explain` looks things up.
struct ExplainContext {
    let ledger: Ledger
    let options: CommonOptions
    let closings: [Closing]
    /// The periods that were billed.
    let past: [PastPeriod]

    init(ledger: Ledger, options: CommonOptions) throws {
        self.ledger = ledger
        self.options = options
        closings = try ledger.closings()
        past = try ledger.pastPeriods()
    }

    // MARK: - Rules

    /// The rules given on the command line. Open periods are worked out under them.
    ///
    /// - Throws: `Failure` with every fault; `LedgerError.readingRules` if the ledger was filled under other reading
    ///   rules.
    func givenRules() throws -> RulesInForce {
        let rules = try LoadedRules(at: options.rules).rules
        try ledger.adopt(rules)
        return RulesInForce(rules: rules, name: options.rules)
    }

    /// The rules frozen with a month.
    func frozenRules(_ closing: Closing) throws -> RulesInForce {
        try rules(
            RulesVersion(
                period: closing.period, number: 1, bytes: closing.rules, edition: closing.edition, closing: closing.id))
    }

    /// A version of a past period's rules. If the given file is identical, places refer to that file.
    func rules(_ version: RulesVersion) throws -> RulesInForce {
        let isGiven = (try? FileBytes.read(options.rules, atMost: LoadedRules.readLimit)) == version.bytes
        let name = isGiven ? options.rules : RulesWords.name(version, isClosed: closing(of: version.period) != nil)
        return RulesInForce(rules: try version.rules(named: name), name: name)
    }

    // MARK: - Periods

    func closing(of period: Period) -> Closing? { closings.first { $0.period == period } }

    func past(_ period: Period) -> PastPeriod? { past.first { $0.period == period } }

    /// Whether a later period was closed and this one was not.
    func isPassedOver(_ period: Period) -> Bool {
        closing(of: period) == nil && closings.contains { period < $0.period }
    }

    /// The state of knowledge when a month was closed.
    func moment(_ closing: Closing) throws -> Moment {
        .closing(closing, rules: try frozenRules(closing).rules)
    }

    /// The earliest period with transactions that is still to be closed.
    func earliestOpenPeriod() throws -> Period? {
        try ledger.transactionsByPeriod().map(\.period).first { closing(of: $0) == nil && !isPassedOver($0) }
    }

    /// Works out what an app owes in a period, from usage as it was known at `moment`.
    func worked(
        _ period: Period, app: Identifier, under rules: RulesInForce, at moment: Moment, fees: Bool = true
    ) throws -> WorkedPeriod {
        var usage = try ledger.usage(of: period, app: app, under: rules.rules, at: moment)
        let rated: Rated
        do {
            rated = try Rater(rules.rules).rateEach(usage, period: period, fees: fees)
        } catch is CoarseUsage {
            usage = try ledger.usage(of: period, app: app, under: rules.rules, at: moment, madeAnew: true)
            rated = try Rater(rules.rules).rateEach(usage, period: period, fees: fees)
        }
        return WorkedPeriod(
            period: period, app: app, rules: rules, moment: moment, usage: usage,
            charges: rated.charges.filter { $0.key.app == app },
            overflows: rated.overflows.filter { $0.key.app == app })
    }

    // MARK: - Invoices

    /// Finds an invoice by its number or by a draft's name.
    ///
    /// - Throws: `Failure` (65) if the ledger no longer gives what was billed.
    func invoice(_ id: String, period: Period?) throws -> ExplainedInvoice? {
        if let issued = try ledger.issued(id) { return try final(issued) }
        guard id.hasPrefix("DRAFT-"), let period = try period ?? earliestOpenPeriod(), closing(of: period) == nil
        else { return nil }
        return try draft(of: period) { app, currency in
            let own = Invoicing.draftNumber(app, currency)
            return id == own || id.hasPrefix(own + "-")
        } where: {
            $0.number == id
        }
    }

    /// The app's invoice for its supplies in a currency in a period, numbered or draft.
    func invoice(of period: Period, app: Identifier, _ currency: Currency) throws -> ExplainedInvoice? {
        if closing(of: period) != nil {
            guard let number = try ledger.invoiceNumber(period: period, app: app, currency: currency) else {
                return nil
            }
            return try ledger.issued(number).map(final)
        }
        guard !isPassedOver(period) else { return nil }
        return try draft(of: period) {
            $0 == app && $1 == currency
        } where: {
            $0.part == 1
        }
    }

    /// The names of a period's drafts that can be worked out, for hints.
    func draftNames(of period: Period) throws -> [String] {
        try DraftPeriod(ledger, rules: try givenRules().rules).draftsThatFit(of: period)
            .invoices.map(\.number)
    }

    /// Finds a draft among those of an app and currency.
    ///
    /// - Throws: `AmountOverflow` that names why they can't be worked out.
    /// - Complexity: O(charges of the period).
    private func draft(
        of period: Period, ofApp isMeant: (Identifier, Currency) -> Bool, where isIt: (Invoice) -> Bool
    ) throws -> ExplainedInvoice? {
        let rules = try givenRules()
        let found = try DraftPeriod(ledger, rules: rules.rules).draftsThatFit(of: period)
        if let overflow = found.overflows.first(where: { isMeant($0.key.app, $0.currency) }) { throw overflow.cause }
        return found.invoices.first { isMeant($0.app.id, $0.currency) && isIt($0) }.map { invoice in
            ExplainedInvoice(
                invoice: invoice, period: period, closing: nil, rules: rules, names: found.names, moment: .now,
                adjustments: found.charges.filter {
                    $0.isAdjustment && $0.key.app == invoice.app.id && $0.currency == invoice.currency
                },
                entries: found.charges.filter {
                    $0.byHand != nil && $0.key.app == invoice.app.id && $0.currency == invoice.currency
                }, known: nil)
        }
    }

    /// A numbered document, worked out again from usage as it was when its month was closed.
    private func final(_ issued: IssuedDocument) throws -> ExplainedInvoice {
        let closing = issued.closing
        let rules = try frozenRules(closing)
        let moment = try moment(closing)
        let worked = try worked(closing.period, app: issued.app, under: rules, at: moment)
        let adjustments = try ledger.adjustments(bookedWith: closing.period).map(\.charge).filter {
            $0.key.app == issued.app && $0.currency.code == issued.currencyCode
        }
        let splitter = Splitter(rules.rules)
        let own = try worked.charges.filter { $0.currency.code == issued.currencyCode }.map {
            SettledCharge($0, period: closing.period, shares: try splitter.shares(of: $0))
        }
        try check(own, issued)
        let booked = try ledger.entries(bookedWith: closing).filter {
            $0.app == issued.app && $0.currency.code == issued.currencyCode
        }
        let entries = try EntryCharges.of(booked, on: closing.period, under: rules.rules, ledger)
        let documents = try ledger.documents(carrying: adjustments, before: closing)
        let earlier =
            adjustments.isEmpty && entries.isEmpty
            ? [] : past.filter { $0.period != closing.period }.compactMap { $0.known(after: closing) }
        let names = KnownNames(rules.rules, frozen: try earlier.newestRules())
        let drafts = try Invoicing.drafts(
            of: own + adjustments + entries, period: closing.period, under: rules.rules, names: names,
            documents: documents)
        guard var invoice = drafts.first(where: { $0.part == issued.part }),
            invoice.subtotalMinor == issued.subtotalMinor,
            invoice.taxMinor == issued.taxMinor, invoice.totalMinor == issued.totalMinor
        else { throw Self.differs(issued.number) }
        invoice.number = issued.number
        invoice.type = issued.type
        invoice.status = .final
        return ExplainedInvoice(
            invoice: invoice, period: closing.period, closing: closing, rules: rules, names: names, moment: moment,
            adjustments: adjustments, entries: entries, known: worked)
    }

    /// - Throws: `Failure` (65) if the charges or shares worked out again differ from those booked at closing.
    private func check(_ charges: [SettledCharge], _ issued: IssuedDocument) throws {
        let booked = try ledger.bookings(of: issued.closing.period).filter {
            $0.closing.id == issued.closing.id && !$0.charge.isAdjustment && !$0.isByHand
                && $0.charge.key.app == issued.app
                && $0.charge.currency.code == issued.currencyCode
        }
        func amounts(_ charges: [SettledCharge]) -> [ChargeKey: [Int64]] {
            Dictionary(charges.map { ($0.key, [$0.amountMinor] + $0.shares.map(\.amountMinor)) }) { $1 }
        }
        guard amounts(charges) == amounts(booked.map(\.charge)) else { throw Self.differs(issued.number) }
    }

    private static func differs(_ number: String) -> Failure {
        Failure(
            .data,
            "\(number) can't be worked out again: the ledger's calls and the frozen rules do not give what was billed. "
                + "Another program changed the ledger, or an early version of settle read a log again for more "
                + "services; `settle verify` checks the sealed folder.")
    }
}

/// How `explain` names versions of rules.
enum RulesWords {
    /// As the file of places in them.
    static func name(_ version: RulesVersion, isClosed: Bool) -> String {
        version.correction == nil
            ? isClosed ? "rules frozen with \(version.period)" : "rules that first billed \(version.period)"
            : "version \(version.number) of the rules of \(version.period)"
    }

    /// With the reason for it.
    static func about(_ version: RulesVersion) -> String {
        "version \(version.number)" + (version.correction.map { ", \($0.reason.rawValue): \($0.note)" } ?? "")
    }
}
