public import Money
public import Vocabulary

/// The validated rules of a settlement: what `settle.yaml` says, with every name resolved (contract 3).
///
/// A value of this type has no fault left in it; the reader in `RulesFile` is the only one that makes it from a file.
public struct Rules: Sendable {
    /// Days and months are those of this zone.
    public var calendar: LocalCalendar
    /// The services that are read; all others are counted as other.
    public var services: [Identifier]
    public var unsetMode: UnsetMode
    public var rounding: Rounding
    public var sources: [Source: SourceRules]
    public var invoice: InvoiceRules
    public var taxes: [Tax]
    public let parties: [Party]
    /// The providers by their ids and aliases in lower case.
    private let providersByName: [Identifier: Party]
    public var apps: [App]
    /// What the host invoices; each call takes the first that matches.
    public var tariffs: [Tariff]
    /// What a provider collected itself; matched likewise and independently.
    public var income: [Tariff]
    public var fees: [Fee]
    public var splits: [Split]

    public init(
        calendar: LocalCalendar, services: [Identifier], unsetMode: UnsetMode, rounding: Rounding,
        sources: [Source: SourceRules], invoice: InvoiceRules, taxes: [Tax], parties: [Party], apps: [App],
        tariffs: [Tariff], income: [Tariff], fees: [Fee], splits: [Split]
    ) {
        self.calendar = calendar
        self.services = services
        self.unsetMode = unsetMode
        self.rounding = rounding
        self.sources = sources
        self.invoice = invoice
        self.taxes = taxes
        self.parties = parties
        providersByName = Dictionary(
            parties.filter { $0.role == .provider }
                .flatMap { party in ([party.id] + party.aliases).map { ($0.lowercased, party) } },
            uniquingKeysWith: { first, _ in first })
        self.apps = apps
        self.tariffs = tariffs
        self.income = income
        self.fees = fees
        self.splits = splits
    }

    public func party(_ id: Identifier) -> Party? { parties.first { $0.id == id } }
    public func app(_ id: Identifier) -> App? { apps.first { $0.id == id } }
    public func tax(_ id: Identifier) -> Tax? { taxes.first { $0.id == id } }
    public func split(_ id: Identifier) -> Split? { splits.first { $0.id == id } }

    /// The provider party that a provider name of the log means: by id or alias, ignoring letter case. O(name).
    public func provider(named name: Identifier) -> Party? { providersByName[name.lowercased] }
}

/// How one of the two interfaces is read.
public struct SourceRules: Sendable, Hashable {
    public var currency: Currency
    /// Digits, put before a national number to make it international.
    public var countryCode: String
    /// The digits that stand for `{otp}` when segments are counted; 6 unless said. OnePipe alone.
    public var otpLength: Int

    public init(currency: Currency, countryCode: String, otpLength: Int) {
        self.currency = currency
        self.countryCode = countryCode
        self.otpLength = otpLength
    }
}

/// What `invoice` of the rules says.
public struct InvoiceRules: Sendable, Hashable {
    /// The party that issues invoices and collects what they bring.
    public var issuer: Identifier
    public var number: NumberFormat
    public var creditNoteNumber: NumberFormat
    /// Days from the issue date to the due date.
    public var dueDays: Int
    /// The tax of each currency, unless an app has one of its own.
    public var taxes: [Currency: Identifier]

    public init(
        issuer: Identifier, number: NumberFormat, creditNoteNumber: NumberFormat, dueDays: Int,
        taxes: [Currency: Identifier]
    ) {
        self.issuer = issuer
        self.number = number
        self.creditNoteNumber = creditNoteNumber
        self.dueDays = dueDays
        self.taxes = taxes
    }
}

/// An entry of `taxes`: charged once per invoice, on its subtotal.
public struct Tax: Sendable, Hashable {
    public var id: Identifier
    public var name: String
    public var rate: Rate

    public init(id: Identifier, name: String, rate: Rate) {
        self.id = id
        self.name = name
        self.rate = rate
    }
}

/// What a party is in the settlement.
public enum Role: String, CaseIterable, Sendable, Hashable {
    case host
    case onepipe
    case provider
    case iso
}

/// Somebody who takes part in the settlement.
public struct Party: Sendable, Hashable {
    public var id: Identifier
    public var role: Role
    public var name: String
    public var taxID: String?
    /// Its lines.
    public var address: [String]
    /// The bank account that invoices name.
    public var account: String?
    /// Names under which the logs know a provider.
    public var aliases: [Identifier]
    /// How a provider's statement is read, where its columns are not named as usual.
    public var statement: StatementRules?

    public init(
        id: Identifier, role: Role, name: String, taxID: String? = nil, address: [String] = [],
        account: String? = nil, aliases: [Identifier] = [], statement: StatementRules? = nil
    ) {
        self.id = id
        self.role = role
        self.name = name
        self.taxID = taxID
        self.address = address
        self.account = account
        self.aliases = aliases
        self.statement = statement
    }
}

/// A calling app, the customer of invoices.
public struct App: Sendable, Hashable {
    public var id: Identifier
    public var name: String
    /// The independent sales organisation that brought the app.
    public var iso: Identifier?
    public var taxID: String?
    public var address: [String]
    /// Overrides `invoice.tax` for all currencies.
    public var tax: Identifier?

    public init(
        id: Identifier, name: String, iso: Identifier? = nil, taxID: String? = nil, address: [String] = [],
        tax: Identifier? = nil
    ) {
        self.id = id
        self.name = name
        self.iso = iso
        self.taxID = taxID
        self.address = address
        self.tax = tax
    }
}
