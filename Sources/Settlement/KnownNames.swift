import Money
import Rating
package import Rules
package import Vocabulary

/// The apps, taxes, roles and entry order of the current rules and of all closed months.
///
/// The current rules come first, then the newest closed month that has the name. Closed months are needed because an
/// adjustment can concern an app, a tax, a party or a tariff that has since been removed from the rules.
package struct KnownNames: Sendable {
    private let current: Rules
    private var rulesOfPeriod: [Period: Rules] = [:]
    /// Those of closed months.
    private var apps: [Identifier: App] = [:]
    private var taxes: [Identifier: Tax] = [:]
    private var parties: [Identifier: Party] = [:]
    private var taxOfCurrency: [Currency: Identifier] = [:]
    /// The role of every party named in any of the rules.
    package private(set) var roles: [Identifier: Role] = [:]
    /// Who issues and collects.
    package let issuers: Issuers
    private var places: [Stream: [Identifier: Place]] = [:]

    /// The position of an entry in the order of the rules: entries of the current rules, then removed ones.
    struct Place: Comparable, Hashable {
        let isGone: Bool
        /// The index among tariffs (or income entries), then fees; for a removed entry, in its newest rules.
        let index: Int

        static func < (a: Place, b: Place) -> Bool {
            a.isGone != b.isGone ? b.isGone : a.index < b.index
        }
    }

    /// - Parameters:
    ///   - rules: the current rules; they override all frozen ones.
    ///   - frozen: the rules of the closed months, by month; a later month overrides an earlier one.
    package init(_ rules: Rules, frozen: [(period: Period, rules: Rules)] = []) {
        current = rules
        issuers = Issuers(rules, past: frozen)
        for (period, rules) in frozen { rulesOfPeriod[period] = rules }
        for (position, rules) in (frozen.map(\.rules) + [rules]).enumerated() {
            let isGone = position < frozen.count
            for (stream, ids) in [
                (Stream.invoice, rules.tariffs.map(\.id) + rules.fees.map(\.id)), (.income, rules.income.map(\.id)),
            ] {
                for (index, id) in ids.enumerated() {
                    places[stream, default: [:]][id] = Place(isGone: isGone, index: index)
                }
            }
            // The rules look up their own apps, of which there can be a hundred thousand.
            if isGone { for app in rules.apps { apps[app.id] = app } }
            for tax in rules.taxes { taxes[tax.id] = tax }
            for party in rules.parties {
                roles[party.id] = party.role
                if isGone { parties[party.id] = party }
            }
            taxOfCurrency.merge(rules.invoice.taxes) { $1 }
        }
    }

    /// The place of a charge's entry. An entry that no rules have comes after all others.
    func place(of key: ChargeKey) -> Place {
        places[key.stream]?[key.tariff] ?? Place(isGone: true, index: .max)
    }

    /// The app with this id; if no rules name it, an app whose name is its id.
    package func app(_ id: Identifier) -> App { current.app(id) ?? apps[id] ?? App(id: id, name: id.text) }

    /// The party with this id; if no rules name it, one whose name is its id.
    func party(_ id: Identifier) -> Party {
        current.party(id) ?? parties[id] ?? Party(id: id, role: .host, name: id.text)
    }

    /// The form of an issuer's numbers: by the rules in force if they have this issuer, else by the newest past period that
    /// has it. A debit note of an issuer that had none then is numbered as those in force are.
    func numberFormat(_ type: InvoiceType, of issuer: Identifier) -> NumberFormat {
        let newest = rulesOfPeriod.filter { $0.value.invoice.issuer == issuer }.max { $0.key < $1.key }?.value
        let invoice = current.invoice.issuer == issuer ? current.invoice : newest?.invoice ?? current.invoice
        switch type {
        case .invoice: return invoice.number
        case .creditNote: return invoice.creditNoteNumber
        case .debitNote:
            guard let format = invoice.debitNoteNumber ?? current.invoice.debitNoteNumber else {
                preconditionFailure("the rules have debit notes and no form of their numbers")
            }
            return format
        }
    }

    /// The tax that a charge's lines bear on an invoice of `period` (S4.19, S4.20).
    ///
    /// It is that of the charge's own period: of the rules in force for the invoice's own charges, of its period's newest
    /// ones for an adjustment. There always is one: rules name a tax for every currency that they bill in, and an
    /// adjustment's currency comes from the rules frozen with its period.
    func tax(of charge: SettledCharge, on period: Period) -> LineTax {
        let (app, currency) = (charge.key.app, charge.currency)
        let tax: Tax?
        let day = current.edition.taxesEachLine ? charge.period.lastDay : period.lastDay
        if !current.edition.taxesEachLine {
            // Adjustments bore the tax in force.
            tax = (self.app(app).tax(on: day) ?? taxOfCurrency[currency]).flatMap { taxes[$0] }
        } else if charge.isAdjustment, let frozen = rulesOfPeriod[charge.period] {
            tax = frozen.tax(of: app, in: currency, on: day)
        } else {
            // Not through a local: it would be a copy of all the rules for each charge.
            tax = current.tax(of: app, in: currency, on: day)
        }
        guard let tax else { preconditionFailure("no rules name a tax for \(currency)") }
        // Periods before a tax's first rate are refused before they are worked out.
        return LineTax(id: tax.id, rate: tax.rate(on: day) ?? tax.rates.first?.rate ?? .zero)
    }

    /// The name of a tax, by the current rules, else by the newest closed month that has it.
    func taxName(_ id: Identifier) -> String { taxes[id]?.name ?? id.text }
}
