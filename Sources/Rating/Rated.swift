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

    /// - Parameters:
    ///   - apps: in byte order.
    ///   - parts: rows by app, those of an app in any order, with the traits that their numbers are places of.
    /// - Complexity: O(rows), and a sort of the traits and of each app's rows, by numbers.
    init(_ apps: [Identifier], _ parts: [(rows: [Row], traits: [UsageTraits])]) {
        let columns = Set(parts.flatMap(\.traits)).map { (traits: $0, columns: $0.columns) }.sorted {
            $0.columns.lexicographicallyPrecedes($1.columns)
        }
        self.apps = apps
        traits = columns.map(\.traits)
        var rankOfTraits = [UsageTraits: Int32](minimumCapacity: traits.count)
        for (rank, traits) in traits.enumerated() { rankOfTraits[traits] = Int32(rank) }
        rows.reserveCapacity(parts.reduce(0) { $0 + $1.rows.count })
        for part in parts {
            let ranks = part.traits.map { rankOfTraits[$0, default: 0] }
            var begin = 0
            while begin < part.rows.count {
                let app = part.rows[begin].app
                let first = rows.count
                while begin < part.rows.count, part.rows[begin].app == app {
                    rows.append(part.rows[begin])
                    rows[rows.count - 1].traits = ranks[Int(part.rows[begin].traits)]
                    begin += 1
                }
                rows[first...].sort { $0.traits < $1.traits }
            }
        }
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

    /// Most calls first; of as many, in byte order.
    mutating func sort() {
        func precedes(_ a: Name, _ b: Name) -> Bool { a.calls != b.calls ? a.calls > b.calls : a.name < b.name }
        apps.sort(by: precedes)
        providers.sort(by: precedes)
    }
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
