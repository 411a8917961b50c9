public import Money
public import Vocabulary

/// The traits that the calls of a row of `usage.csv` share, except their app.
public struct UsageTraits: Hashable, Sendable {
    public var source: Source
    public var currency: Currency
    public var service: Identifier
    /// The party's id, or the name as logged if no party has it.
    public var provider: Identifier
    public var channel: Identifier
    public var authType: Identifier
    public var mode: Mode
    public var status: Status
    public var delivery: Delivery
    /// Empty if no tariff takes the calls.
    public var tariff: Identifier
    /// Empty if no income entry takes the calls.
    public var income: Identifier

    /// The columns after that of the app, as text, in the order of the file. Rows are sorted by them, byte by byte.
    public var columns: [Identifier] {
        [
            Identifier(source.rawValue), Identifier(currency.code), service, provider, channel, authType,
            Identifier(mode.rawValue), Identifier(status.rawValue), Identifier(delivery.rawValue), tariff, income,
        ]
    }
}

/// The sums over the calls of a row of `usage.csv`.
///
/// Callers choose the amounts freely, and an amount itself is not billed. So the sum of two may exceed 64 bits.
public struct UsageTotals: Hashable, Sendable {
    public var transactions: Int64 = 0
    /// Counted in the unit of the tariff; in calls if no tariff takes them.
    public var units: Int128 = 0
    /// Σ of the calls' amounts, in minor units.
    public var amountMinor: Int128 = 0
    /// Σ of the providers' costs, in minor units.
    public var costMinor: Int128 = 0
}

/// The calls of a period, counted by outcome: transactions = rated + free + test + pending + unrated (S5.31).
public struct RatingCounts: Hashable, Sendable {
    public var transactions: Int64 = 0
    public var rated: Int64 = 0
    public var free: Int64 = 0
    public var test: Int64 = 0
    public var pending: Int64 = 0
    public var unrated: Int64 = 0
}

/// The unknown names for which calls could not be billed, most calls first.
///
/// A call may be counted under both its app and its provider.
public struct Unknowns: Sendable, Hashable {
    public struct Name: Sendable, Hashable {
        /// As logged; empty if the log names none.
        public var name: Identifier
        public var calls: Int64
    }

    /// Apps that the rules do not name.
    public var apps: [Name] = []
    /// Provider names that no party of the rules has.
    public var providers: [Name] = []

    public init() {}

    /// Sorts names by their calls, most first; names with equally many calls in byte order.
    mutating func sort() {
        func precedes(_ a: Name, _ b: Name) -> Bool { a.calls != b.calls ? a.calls > b.calls : a.name < b.name }
        apps.sort(by: precedes)
        providers.sort(by: precedes)
    }
}

/// A charge that can't be billed because a figure that it needs does not fit. Other charges are not affected.
public struct ChargeOverflow: Error, Hashable, Sendable {
    public var key: ChargeKey
    public var currency: Currency
    /// The providers of its calls.
    public var providers: [Identifier]
    /// The figure that does not fit.
    public var cause: AmountOverflow

    public init(key: ChargeKey, currency: Currency, providers: [Identifier], cause: AmountOverflow) {
        self.key = key
        self.currency = currency
        self.providers = providers
        self.cause = cause
    }

    /// For a charge that was worked out, but from which a later step makes a figure that does not fit.
    public init(_ charge: Charge, _ cause: AmountOverflow) {
        self.init(
            key: charge.key, currency: charge.currency, providers: charge.parts.map(\.provider), cause: cause)
    }
}

/// The result of rating a period.
public struct Rated: Sendable {
    /// In the order of the report; empty if something else took them as they were rated.
    public var charges: [Charge] = []
    /// The charges that can't be worked out, by app, stream, tariff, provider.
    public var overflows: [ChargeOverflow] = []
    public var usage = UsageReport()
    public var counts = RatingCounts()
    public var unknowns = Unknowns()
}
