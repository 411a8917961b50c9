/// The calls of one period, rolled up by everything that the rules tell apart. The order of the lists has no meaning.
public struct Usage: Sendable {
    public var apps: [Identifier]
    public var kinds: [CallKind]
    /// Each code stands for all codes that the rules treat like it; see `UsageRow`.
    public var providerCodes: [Identifier]
    /// Each destination likewise stands for all that the rules treat like it.
    public var destinations: [Identifier]
    public var rows: [UsageRow]

    public init(
        apps: [Identifier] = [], kinds: [CallKind] = [], providerCodes: [Identifier] = [],
        destinations: [Identifier] = [], rows: [UsageRow] = []
    ) {
        self.apps = apps
        self.kinds = kinds
        self.providerCodes = providerCodes
        self.destinations = destinations
        self.rows = rows
    }

    /// The profile by which rating treats the calls of a row.
    public func profile(of row: UsageRow) -> CallProfile {
        CallProfile(
            kinds[Int(row.kind)], app: apps[Int(row.app)], providerCode: providerCodes[Int(row.providerCode)],
            destination: destinations[Int(row.destination)])
    }
}

/// A group of calls that are alike in everything the rules tell apart.
///
/// Its day, provider code and destination each stand for all those that the rules treat alike: rating by them gives
/// each call of the group the same result as rating by its own. Rows separate calls by amount or cost only where the
/// rules charge calls one by one.
public struct UsageRow: Hashable, Sendable {
    /// A local day; it decides which tariffs hold.
    public var day: CivilDate
    /// Places in the lists of the `Usage` that holds the row.
    public var app: Int32
    public var kind: Int32
    public var providerCode: Int32
    public var destination: Int32
    /// The amount of each call, in minor units of its source's currency; `mixed` if the amounts may differ.
    public var amountMinor: Int64
    /// The provider's cost of each call, in minor units; `mixed` if the costs may differ.
    public var costMinor: Int64
    /// The number of calls in the group.
    public var calls: Int64
    /// Σ of the calls' segments (GSM 03.38); a call that is not an SMS counts 1.
    public var segments: Int64
    /// Σ of the calls' amounts and costs. The log may give any figures, so a sum may exceed 64 bits.
    public var amountSumMinor: Int128
    public var costSumMinor: Int128

    /// Stands for an amount or cost that the row does not tell. Real ones are never negative.
    public static let mixed: Int64 = -1

    public init(
        day: CivilDate, app: Int32, kind: Int32, providerCode: Int32, destination: Int32,
        amountMinor: Int64 = UsageRow.mixed, costMinor: Int64 = UsageRow.mixed, calls: Int64, segments: Int64,
        amountSumMinor: Int128, costSumMinor: Int128
    ) {
        self.day = day
        self.app = app
        self.kind = kind
        self.providerCode = providerCode
        self.destination = destination
        self.amountMinor = amountMinor
        self.costMinor = costMinor
        self.calls = calls
        self.segments = segments
        self.amountSumMinor = amountSumMinor
        self.costSumMinor = costSumMinor
    }
}
