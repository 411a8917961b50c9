/// What calls have in common that rating and the usage report look at, but for the day and the amounts.
///
/// A month has millions of calls and a few thousand profiles; everything that is text is held here, once.
public struct CallProfile: Hashable, Sendable {
    public var source: Source
    public var app: Identifier
    public var service: Identifier
    /// As logged; empty where the log names none.
    public var provider: Identifier
    /// `sms`, `ussd` or `stcpay`.
    public var channel: Identifier
    public var authType: Identifier
    public var routeMode: Identifier
    public var mode: Mode
    public var status: Status
    public var delivery: Delivery
    public var providerCode: Identifier
    /// The first 6 digits of the international number, or fewer; nothing more of it is kept.
    public var destination: Identifier

    public init(
        source: Source, app: Identifier, service: Identifier, provider: Identifier, channel: Identifier,
        authType: Identifier, routeMode: Identifier, mode: Mode, status: Status, delivery: Delivery,
        providerCode: Identifier, destination: Identifier
    ) {
        self.source = source
        self.app = app
        self.service = service
        self.provider = provider
        self.channel = channel
        self.authType = authType
        self.routeMode = routeMode
        self.mode = mode
        self.status = status
        self.delivery = delivery
        self.providerCode = providerCode
        self.destination = destination
    }
}

/// A group of calls alike in all that rating looks at: the roll-up that a period is rated from.
public struct UsageRow: Hashable, Sendable {
    /// The local day, for the windows of tariffs.
    public var day: CivilDate
    /// Position in the `profiles` of the `Usage` that the row belongs to.
    public var profile: Int
    /// Of each call (GSM 03.38); 1 for what is no SMS.
    public var segments: Int32
    /// Of each call, in minor units of its source's currency.
    public var amountMinor: Int64
    /// What the provider charged for each call, in minor units.
    public var costMinor: Int64
    /// How many calls are in the group.
    public var calls: Int64

    public init(
        day: CivilDate, profile: Int, segments: Int32, amountMinor: Int64, costMinor: Int64, calls: Int64
    ) {
        self.day = day
        self.profile = profile
        self.segments = segments
        self.amountMinor = amountMinor
        self.costMinor = costMinor
        self.calls = calls
    }
}

/// The calls of one period, rolled up; the order of rows and profiles means nothing.
public struct Usage: Sendable {
    public var profiles: [CallProfile]
    public var rows: [UsageRow]

    public init(profiles: [CallProfile] = [], rows: [UsageRow] = []) {
        self.profiles = profiles
        self.rows = rows
    }
}
