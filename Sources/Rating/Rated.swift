public import Money
public import Vocabulary

/// A row of `usage.csv`: calls alike in all its columns.
public struct UsageGroup: Hashable, Sendable {
    public var app: Identifier
    public var source: Source
    public var currency: Currency
    public var service: Identifier
    /// The party id, or the name as logged where no party has it.
    public var provider: Identifier
    public var channel: Identifier
    public var authType: Identifier
    public var mode: Mode
    public var status: Status
    public var delivery: Delivery
    /// Empty where no tariff takes the calls.
    public var tariff: Identifier
    /// Empty where no income entry takes the calls.
    public var income: Identifier

    public init(
        app: Identifier, source: Source, currency: Currency, service: Identifier, provider: Identifier,
        channel: Identifier, authType: Identifier, mode: Mode, status: Status, delivery: Delivery,
        tariff: Identifier, income: Identifier
    ) {
        self.app = app
        self.source = source
        self.currency = currency
        self.service = service
        self.provider = provider
        self.channel = channel
        self.authType = authType
        self.mode = mode
        self.status = status
        self.delivery = delivery
        self.tariff = tariff
        self.income = income
    }

    /// The columns in the file's order, as text: rows are sorted by them, byte by byte.
    public var columns: [Identifier] {
        [
            app, Identifier(source.rawValue), Identifier(currency.code), service, provider, channel, authType,
            Identifier(mode.rawValue), Identifier(status.rawValue), Identifier(delivery.rawValue), tariff, income,
        ]
    }
}

/// What the calls of a group add up to.
///
/// The sums are of 128 bits: an app chooses the amounts of its calls itself, each may be as large as 64 bits hold, and no
/// charge need depend on them. What is counted has fewer than 2⁶³ calls, so that no sum of them leaves 128 bits.
public struct UsageTotals: Hashable, Sendable {
    public var transactions: Int64 = 0
    /// In the unit of the tariff; calls where no tariff takes them.
    public var units: Int128 = 0
    /// Σ of the calls' amounts, in minor units.
    public var amountMinor: Int128 = 0
    /// Σ of what the providers charged, in minor units.
    public var costMinor: Int128 = 0
}

/// How many calls of a period came to what: transactions = rated + free + test + pending + unrated (contract 5).
public struct RatingCounts: Hashable, Sendable {
    public var transactions: Int64 = 0
    public var rated: Int64 = 0
    public var free: Int64 = 0
    public var test: Int64 = 0
    public var pending: Int64 = 0
    public var unrated: Int64 = 0
}

/// A charge of which a figure that it needs leaves the range of amounts: it can't be billed, and stops no other.
public struct ChargeOverflow: Error, Hashable, Sendable {
    public var key: ChargeKey
    public var currency: Currency
    /// Those of its calls.
    public var providers: [Identifier]
    /// What does not fit.
    public var cause: AmountOverflow

    public init(key: ChargeKey, currency: Currency, providers: [Identifier], cause: AmountOverflow) {
        self.key = key
        self.currency = currency
        self.providers = providers
        self.cause = cause
    }

    /// Of a charge that was worked out, and that something is to be made of that does not fit.
    public init(_ charge: Charge, _ cause: AmountOverflow) {
        self.init(
            key: charge.key, currency: charge.currency, providers: charge.parts.map(\.provider), cause: cause)
    }
}

/// What rating a period gives.
public struct Rated: Sendable {
    /// In report order.
    public var charges: [Charge] = []
    /// The charges that can't be worked out, by app, stream, tariff, provider.
    public var overflows: [ChargeOverflow] = []
    /// In byte order of the columns.
    public var usage: [(group: UsageGroup, totals: UsageTotals)] = []
    public var counts = RatingCounts()
}
