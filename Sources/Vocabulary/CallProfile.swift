/// What very many calls have in common, held once: a month has millions of calls and some thousand kinds, with whatever many
/// apps, networks and provider codes. So those three are no part of it.
public struct CallKind: Hashable, Sendable {
    public var source: Source
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

    public init(
        source: Source, service: Identifier, provider: Identifier, channel: Identifier, authType: Identifier,
        routeMode: Identifier, mode: Mode, status: Status, delivery: Delivery
    ) {
        self.source = source
        self.service = service
        self.provider = provider
        self.channel = channel
        self.authType = authType
        self.routeMode = routeMode
        self.mode = mode
        self.status = status
        self.delivery = delivery
    }
}

/// All of a call that rating and the usage report look at, but for its day and its amounts.
@dynamicMemberLookup
public struct CallProfile: Hashable, Sendable {
    public var kind: CallKind
    public var app: Identifier
    public var providerCode: Identifier
    /// The first 6 digits of the international number, or fewer; nothing more of it is kept.
    public var destination: Identifier

    public init(_ kind: CallKind, app: Identifier, providerCode: Identifier, destination: Identifier) {
        self.kind = kind
        self.app = app
        self.providerCode = providerCode
        self.destination = destination
    }

    public init(
        source: Source, app: Identifier, service: Identifier, provider: Identifier, channel: Identifier,
        authType: Identifier, routeMode: Identifier, mode: Mode, status: Status, delivery: Delivery,
        providerCode: Identifier, destination: Identifier
    ) {
        self.init(
            CallKind(
                source: source, service: service, provider: provider, channel: channel, authType: authType,
                routeMode: routeMode, mode: mode, status: status, delivery: delivery),
            app: app, providerCode: providerCode, destination: destination)
    }

    public subscript<Field>(dynamicMember field: WritableKeyPath<CallKind, Field>) -> Field {
        get { kind[keyPath: field] }
        set { kind[keyPath: field] = newValue }
    }
}
