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
public struct UsageTotals: Hashable, Sendable {
    public var transactions: Int64 = 0
    /// In the unit of the tariff; calls where no tariff takes them.
    public var units: Int64 = 0
    /// Σ of the calls' amounts, in minor units.
    public var amountMinor: Int64 = 0
    /// Σ of what the providers charged, in minor units.
    public var costMinor: Int64 = 0
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

/// What rating a period gives.
public struct Rated: Sendable {
    /// In report order.
    public var charges: [Charge] = []
    /// In byte order of the columns.
    public var usage: [(group: UsageGroup, totals: UsageTotals)] = []
    public var counts = RatingCounts()
}
