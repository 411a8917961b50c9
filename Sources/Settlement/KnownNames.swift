public import Money
import Rating
public import Rules
public import Vocabulary

/// Apps, taxes, roles and the order of entries as the rules in force know them, else as the newest closed month that did:
/// an adjustment can concern an app, a tax, a party or a tariff that is gone from the rules since.
public struct KnownNames: Sendable {
    private var apps: [Identifier: App] = [:]
    private var taxes: [Identifier: Tax] = [:]
    private var taxOfCurrency: [Currency: Identifier] = [:]
    /// The role of every party that any of the rules names.
    public private(set) var roles: [Identifier: Role] = [:]
    private var places: [Stream: [Identifier: Place]] = [:]

    /// Where an entry stands in the order of the rules: those in force, then what is gone from them.
    struct Place: Comparable, Hashable {
        let isGone: Bool
        /// Of tariffs (or income entries), then fees; of what is gone, in the newest rules that had it.
        let index: Int

        static func < (a: Place, b: Place) -> Bool {
            a.isGone != b.isGone ? b.isGone : a.index < b.index
        }
    }

    /// - Parameters:
    ///   - rules: in force; they win over all frozen ones.
    ///   - frozen: those of the closed months, in the order of their months; the newest that has a name wins.
    public init(_ rules: Rules, frozen: [Rules] = []) {
        for (position, rules) in (frozen + [rules]).enumerated() {
            let isGone = position < frozen.count
            for (stream, ids) in [
                (Stream.invoice, rules.tariffs.map(\.id) + rules.fees.map(\.id)), (.income, rules.income.map(\.id)),
            ] {
                for (index, id) in ids.enumerated() {
                    places[stream, default: [:]][id] = Place(isGone: isGone, index: index)
                }
            }
            for app in rules.apps { apps[app.id] = app }
            for tax in rules.taxes { taxes[tax.id] = tax }
            for party in rules.parties { roles[party.id] = party.role }
            taxOfCurrency.merge(rules.invoice.taxes) { $1 }
        }
    }

    /// The place of a charge's entry; of one that no rules have, behind all others.
    func place(of key: ChargeKey) -> Place {
        places[key.stream]?[key.tariff] ?? Place(isGone: true, index: .max)
    }

    public func app(_ id: Identifier) -> App { apps[id] ?? App(id: id, name: id.text) }

    /// The app's own tax, else that of the currency.
    ///
    /// Rules name a tax for every currency that they bill in, and an adjustment is in a currency of the rules frozen with its
    /// period: there always is one.
    public func tax(_ app: App, _ currency: Currency) -> Tax {
        guard let id = app.tax ?? taxOfCurrency[currency], let tax = taxes[id] else {
            preconditionFailure("no rules name a tax for \(currency)")
        }
        return tax
    }
}
