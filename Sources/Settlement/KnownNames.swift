public import Money
public import Rules
public import Vocabulary

/// Apps, taxes and roles as the rules in force know them, else as those frozen with closed months did: an adjustment can
/// concern an app, a tax or a party that is gone from the rules since.
public struct KnownNames: Sendable {
    private var apps: [Identifier: App] = [:]
    private var taxes: [Identifier: Tax] = [:]
    private var taxOfCurrency: [Currency: Identifier] = [:]
    /// The role of every party that any of the rules names.
    public private(set) var roles: [Identifier: Role] = [:]

    /// - Parameters:
    ///   - rules: in force; they win over all frozen ones.
    ///   - frozen: in the order of closing; the newest that has a name wins.
    public init(_ rules: Rules, frozen: [Rules] = []) {
        for rules in frozen + [rules] {
            for app in rules.apps { apps[app.id] = app }
            for tax in rules.taxes { taxes[tax.id] = tax }
            for party in rules.parties { roles[party.id] = party.role }
            taxOfCurrency.merge(rules.invoice.taxes) { $1 }
        }
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
