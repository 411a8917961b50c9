/// The calls of one period, rolled up by all that the rules tell apart; the order of rows, and of what they name, means
/// nothing.
public struct Usage: Sendable {
    public var apps: [Identifier]
    public var kinds: [CallKind]
    /// Codes that stand for all that the rules treat like them; see `UsageRow`.
    public var providerCodes: [Identifier]
    /// Likewise of destinations.
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

    /// All that rating looks at of the calls of a row.
    public func profile(of row: UsageRow) -> CallProfile {
        CallProfile(
            kinds[Int(row.kind)], app: apps[Int(row.app)], providerCode: providerCodes[Int(row.providerCode)],
            destination: destinations[Int(row.destination)])
    }
}

/// A group of calls alike in all that the rules tell apart.
///
/// Its day, provider code and destination each stand for all those that the rules treat alike: rated by them, each call of
/// the group comes to what it would by its own. Amounts and costs are told apart only where calls are charged one by one.
public struct UsageRow: Hashable, Sendable {
    /// A local day, for the windows of tariffs.
    public var day: CivilDate
    /// Places in the lists of the `Usage` that the row belongs to.
    public var app: Int32
    public var kind: Int32
    public var providerCode: Int32
    public var destination: Int32
    /// Of each call, in minor units of its source's currency; `untold` where calls of several amounts are in the row.
    public var amountMinor: Int64
    /// What the provider charged for each call, in minor units; `untold` likewise.
    public var costMinor: Int64
    /// How many calls are in the group.
    public var calls: Int64
    /// Σ of the calls' segments (GSM 03.38); 1 each for what is no SMS.
    public var segments: Int64
    /// Σ of the calls' amounts and costs. They are the callers' own figures, so that many may be beyond 64 bits.
    public var amountSumMinor: Int128
    public var costSumMinor: Int128

    /// What no amount is: amounts and costs are never negative.
    public static let untold: Int64 = -1

    public init(
        day: CivilDate, app: Int32, kind: Int32, providerCode: Int32, destination: Int32,
        amountMinor: Int64 = UsageRow.untold, costMinor: Int64 = UsageRow.untold, calls: Int64, segments: Int64,
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
