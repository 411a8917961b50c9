public import Money
public import Vocabulary

/// The validated rules of a settlement: what `settle.yaml` says, with every name resolved (S3.8 to S3.36).
///
/// A value of this type has no faults. Only the reader in `RulesFile` makes it from a file.
public struct Rules: Sendable {
    /// Decides on which local day, and in which period, a call falls.
    public var calendar: LocalCalendar
    /// The services whose calls are read; lines of all others are counted as other.
    public var services: [Identifier]
    public var unsetMode: UnsetMode
    public var rounding: Rounding
    public var sources: [Source: SourceRules]
    public var invoice: InvoiceRules
    public let taxes: [Tax]
    public let parties: [Party]
    public let apps: [App]
    /// The charges that the issuer invoices; each call takes the first tariff that matches.
    public let tariffs: [Tariff]
    /// The charges that a provider collects itself; matched in the same way, but independently of `tariffs`.
    public let income: [Tariff]
    public let fees: [Fee]
    public let splits: [Split]
    /// How amounts are worked out under these rules: for rules frozen with a closed month, as they were then.
    public var edition = Edition.current
    private let index: RulesIndex

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
        self.apps = apps
        self.tariffs = tariffs
        self.income = income
        self.fees = fees
        self.splits = splits
        index = RulesIndex(
            parties: parties, apps: apps, taxes: taxes, splits: splits, tariffs: tariffs, income: income, fees: fees)
    }

    // A look-up by id takes O(id), however many entries there are. No list is ever searched for an id: real rules have
    // as many apps as a gateway has callers, so a look-up for each app must not go through all of them.

    /// The party with this id.
    public func party(_ id: Identifier) -> Party? { index.parties[id].map { parties[$0] } }
    /// The app with this id.
    public func app(_ id: Identifier) -> App? { index.apps[id].map { apps[$0] } }
    /// The tax with this id.
    public func tax(_ id: Identifier) -> Tax? { index.taxes[id].map { taxes[$0] } }
    /// The split with this id.
    public func split(_ id: Identifier) -> Split? { index.splits[id].map { splits[$0] } }
    /// The fee with this id.
    public func fee(_ id: Identifier) -> Fee? { index.fees[id].map { fees[$0] } }
    /// The tariff with this id.
    public func tariff(_ id: Identifier) -> Tariff? { index.tariffs[id].map { tariffs[$0] } }
    /// The income entry with this id.
    public func incomeEntry(_ id: Identifier) -> Tariff? { index.income[id].map { income[$0] } }

    /// Whether the rules have an app with this id. Unlike `app(_:)`, it copies nothing. O(id).
    public func hasApp(_ id: Identifier) -> Bool { index.apps[id] != nil }
    /// The place of a tariff in `tariffs`. O(id).
    public func tariffPosition(_ id: Identifier) -> Int? { index.tariffs[id] }
    /// The place of an entry in `income`. O(id).
    public func incomePosition(_ id: Identifier) -> Int? { index.income[id] }
    /// The place of a fee in `fees`. O(id).
    public func feePosition(_ id: Identifier) -> Int? { index.fees[id] }

    /// The provider that has a name of the log as its id or alias, ignoring letter case. O(name).
    public func provider(named name: Identifier) -> Party? {
        index.providersByName[name.lowercased].map { parties[$0] }
    }
}

/// How one of the two interfaces is read.
public struct SourceRules: Sendable, Hashable {
    public var currency: Currency
    /// The digits put before a national number to make it international.
    public var countryCode: String
    /// How many digits stand for `{otp}` when segments are counted; 6 by default. For OnePipe only.
    public var otpLength: Int

    public init(currency: Currency, countryCode: String, otpLength: Int) {
        self.currency = currency
        self.countryCode = countryCode
        self.otpLength = otpLength
    }
}

/// The section `invoice` of the rules.
public struct InvoiceRules: Sendable, Hashable {
    /// The party that issues the invoices and collects their payments.
    public var issuer: Identifier
    public var number: NumberFormat
    public var creditNoteNumber: NumberFormat
    /// Always set if adjustments are documents of their own.
    public var debitNoteNumber: NumberFormat?
    /// Where adjustments stand.
    public var adjustments: AdjustmentForm
    /// Days from the issue date to the due date.
    public var dueDays: Int
    /// The tax for each currency, unless an app has its own.
    public var taxes: [Currency: Identifier]

    public init(
        issuer: Identifier, number: NumberFormat, creditNoteNumber: NumberFormat, debitNoteNumber: NumberFormat? = nil,
        adjustments: AdjustmentForm = .line, dueDays: Int,
        taxes: [Currency: Identifier]
    ) {
        self.issuer = issuer
        self.number = number
        self.creditNoteNumber = creditNoteNumber
        self.debitNoteNumber = debitNoteNumber
        self.adjustments = adjustments
        self.dueDays = dueDays
        self.taxes = taxes
    }
}

/// Where adjustments of past periods stand (S4.49).
public enum AdjustmentForm: String, CaseIterable, Sendable, Hashable {
    /// On the app's next invoice.
    case line
    /// For each document concerned, on a credit note or debit note of its own.
    case document
}

/// An entry of `taxes`.
public struct Tax: Sendable, Hashable {
    public var id: Identifier
    public var name: String
    /// By their first days.
    public var rates: [DatedRate]

    /// A rate that holds until the next one begins.
    public struct DatedRate: Sendable, Hashable {
        public var rate: Rate
        /// The first day on which it is in force; `nil` for a rate that always was.
        public var from: CivilDate?

        public init(_ rate: Rate, from: CivilDate? = nil) {
            self.rate = rate
            self.from = from
        }
    }

    public init(id: Identifier, name: String, rates: [DatedRate]) {
        self.id = id
        self.name = name
        self.rates = rates
    }

    /// The rate in force on a day; `nil` before the first one.
    public func rate(on day: CivilDate) -> Rate? {
        rates.last { $0.from.map { $0 <= day } ?? true }?.rate
    }
}

extension Rules {
    /// The tax of an app in a currency on a day: its own, else that of the currency (S4.20).
    public func tax(of app: Identifier, in currency: Currency, on day: CivilDate) -> Tax? {
        (self.app(app)?.tax(on: day) ?? invoice.taxes[currency]).flatMap { tax($0) }
    }

    /// The taxes in use that have no rate yet on the last day of a period.
    public func taxesWithoutRate(in period: Period) -> [Tax] {
        let used = Set(invoice.taxes.values).union(apps.compactMap { $0.tax(on: period.lastDay) })
        return taxes.filter { used.contains($0.id) && $0.rate(on: period.lastDay) == nil }
    }
}

/// The role of a party in the settlement.
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
    /// The lines of the address.
    public var address: [String]
    /// The bank account that invoices show.
    public var account: String?
    /// The other names of a provider in the logs.
    public var aliases: [Identifier]
    /// How to read a provider's statement, if its columns do not have the usual names.
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
    /// The independent sales organisations that brought the app or took it over, in the order of their days; empty for an
    /// app that has none.
    public var isos: [Dated<Identifier>]
    public var taxID: String?
    public var address: [String]
    /// Each overrides `invoice.tax` for all currencies (S4.20). In the order of their days.
    public var taxes: [Dated<Identifier>]

    public init(
        id: Identifier, name: String, isos: [Dated<Identifier>] = [], taxID: String? = nil, address: [String] = [],
        taxes: [Dated<Identifier>] = []
    ) {
        self.id = id
        self.name = name
        self.isos = isos
        self.taxID = taxID
        self.address = address
        self.taxes = taxes
    }

    /// The ISO on a day; `nil` if the app has none then.
    public func iso(on day: CivilDate) -> Identifier? { isos.value(on: day) }

    /// The app's own tax on a day; `nil` if it bears that of `invoice.tax`.
    public func tax(on day: CivilDate) -> Identifier? { taxes.value(on: day) }
}
