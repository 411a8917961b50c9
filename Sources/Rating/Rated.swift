public import Money
public import Vocabulary

/// What calls of a row of `usage.csv` have in common, but for their app.
public struct UsageTraits: Hashable, Sendable {
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

    /// The columns in the file's order, as text, after that of the app: rows are sorted by them, byte by byte.
    public var columns: [Identifier] {
        [
            Identifier(source.rawValue), Identifier(currency.code), service, provider, channel, authType,
            Identifier(mode.rawValue), Identifier(status.rawValue), Identifier(delivery.rawValue), tariff, income,
        ]
    }
}

/// What the calls of a row of `usage.csv` add up to. Amounts are the callers' own figures and bill nothing as they are: two
/// calls may be beyond 64 bits.
public struct UsageTotals: Hashable, Sendable {
    public var transactions: Int64 = 0
    /// In the unit of the tariff; calls where no tariff takes them.
    public var units: Int128 = 0
    /// Σ of the calls' amounts, in minor units.
    public var amountMinor: Int128 = 0
    /// Σ of what the providers charged, in minor units.
    public var costMinor: Int128 = 0
}

/// The rows of `usage.csv`, in byte order of their columns. A large gateway has a million of them, so what they have in
/// common is held once.
public struct UsageReport: Sendable {
    public struct Row: Sendable {
        /// Places in `apps` and `traits`.
        public var app: Int32
        public var traits: Int32
        public var totals: UsageTotals
    }

    public var apps: [Identifier] = []
    public var traits: [UsageTraits] = []
    public var rows: [Row] = []

    public init() {}

    /// Brings the rows into byte order of their columns. O(rows log rows) comparisons of numbers.
    mutating func sort() {
        func ranks(_ order: [Int]) -> [UInt64] {
            var ranks = [UInt64](repeating: 0, count: order.count)
            for (rank, place) in order.enumerated() { ranks[place] = UInt64(rank) }
            return ranks
        }
        let appRanks = ranks(apps.indices.sorted { apps[$0] < apps[$1] })
        let columns = traits.map(\.columns)
        let traitRanks = ranks(columns.indices.sorted { columns[$0].lexicographicallyPrecedes(columns[$1]) })
        let keys = rows.map { appRanks[Int($0.app)] << 32 | traitRanks[Int($0.traits)] }
        rows = keys.indices.sorted { keys[$0] < keys[$1] }.map { rows[$0] }
    }
}

/// How many calls of a period came to what: transactions = rated + free + test + pending + unrated (S5.31).
public struct RatingCounts: Hashable, Sendable {
    public var transactions: Int64 = 0
    public var rated: Int64 = 0
    public var free: Int64 = 0
    public var test: Int64 = 0
    public var pending: Int64 = 0
    public var unrated: Int64 = 0
}

/// What calls could not be billed for, most calls first; a call may be counted under an app and under a provider.
public struct Unknowns: Sendable, Hashable {
    public struct Name: Sendable, Hashable {
        /// As logged; empty where the log names none.
        public var name: Identifier
        public var calls: Int64
    }

    /// Apps that the rules do not name.
    public var apps: [Name] = []
    /// Providers that no party of the rules is.
    public var providers: [Name] = []

    public init() {}
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
    public var usage = UsageReport()
    public var counts = RatingCounts()
    public var unknowns = Unknowns()
}
