/// A field of a call by its name in files, tables, rules and messages: the one list of them.
///
/// From it come the byte form of a kind, the columns of the table `kind`, which fields make duplicates conflict and how these
/// are named, and what `explain` says of a match. `MatchKey` says what it takes to add one that rules can match.
public enum CallField: String, CaseIterable, Sendable, Hashable {
    case app, source, service, provider, channel
    case authType = "auth_type"
    case routeMode = "route_mode"
    case mode, status, delivery
    case providerCode = "provider_code"
    case destination
    case transactionRef = "transaction_ref"
    case amount, segments, cost, reference

    /// Those of `CallKind`, as the table `kind` has them.
    public static let ofKind: [CallField] = [
        .source, .service, .provider, .channel, .authType, .routeMode, .mode, .status, .delivery,
    ]

    /// Those of a kind that are no words of ours but texts as logged, in the order of its byte form.
    public static let textsOfKind: [CallField] = [.service, .provider, .channel, .authType, .routeMode]

    /// The billing fields, in the order in which they are compared (S2.4, S2.6).
    public static let billing: [CallField] = [
        .service, .authType, .routeMode, .mode, .transactionRef, .amount, .destination, .channel, .segments, .status,
        .providerCode, .delivery, .cost, .provider, .reference,
    ]
}

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

extension CallKind {
    /// - Parameter text: what the kind has for each field of `textsOfKind`.
    public init(
        source: Source, mode: Mode, status: Status, delivery: Delivery, text: (CallField) -> Identifier
    ) {
        self.init(
            source: source, service: text(.service), provider: text(.provider), channel: text(.channel),
            authType: text(.authType), routeMode: text(.routeMode), mode: mode, status: status, delivery: delivery)
    }

    /// - Parameter text: what the kind has for each field of `ofKind`.
    /// - Returns: `nil` where a word is none of ours.
    public init?(text: (CallField) -> Identifier) {
        guard let source = Source(rawValue: text(.source).text), let mode = Mode(rawValue: text(.mode).text),
            let status = Status(rawValue: text(.status).text), let delivery = Delivery(rawValue: text(.delivery).text)
        else { return nil }
        self.init(source: source, mode: mode, status: status, delivery: delivery, text: text)
    }

    /// What calls of the kind have for a field, as text; `nil` where that is no part of a kind.
    public subscript(field: CallField) -> Identifier? {
        switch field {
        case .source: Identifier(source.rawValue)
        case .service: service
        case .provider: provider
        case .channel: channel
        case .authType: authType
        case .routeMode: routeMode
        case .mode: Identifier(mode.rawValue)
        case .status: Identifier(status.rawValue)
        case .delivery: Identifier(delivery.rawValue)
        case .app, .providerCode, .destination, .transactionRef, .amount, .segments, .cost, .reference: nil
        }
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

    /// What calls of the profile have for a field, as text; `nil` where that is no part of a profile.
    public subscript(field: CallField) -> Identifier? {
        switch field {
        case .app: app
        case .providerCode: providerCode
        case .destination: destination
        default: kind[field]
        }
    }
}
