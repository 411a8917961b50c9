/// A field of a call, with its name in files, tables, rules and messages.
///
/// These follow from this list: the byte form of a kind, the columns of the table `kind`, the fields in which
/// duplicates can conflict, and what `explain` says about a match. `MatchKey` says how to add a field that rules can
/// match.
public enum CallField: String, CaseIterable, Sendable, Hashable {
    case app, source, service, provider, channel
    case authType = "auth_type"
    case routeMode = "route_mode"
    case mode, status, delivery
    case providerCode = "provider_code"
    case destination
    case transactionRef = "transaction_ref"
    case amount, segments, cost, reference

    /// The fields of `CallKind`, which are the columns of the table `kind`.
    public static let ofKind: [CallField] = [
        .source, .service, .provider, .channel, .authType, .routeMode, .mode, .status, .delivery,
    ]

    /// The fields of a kind that hold text as logged rather than one of settle's words, in the order of its byte form.
    public static let textsOfKind: [CallField] = [.service, .provider, .channel, .authType, .routeMode]

    /// The billing fields, in the order in which they are compared (S2.4, S2.6).
    public static let billing: [CallField] = [
        .service, .authType, .routeMode, .mode, .transactionRef, .amount, .destination, .channel, .segments, .status,
        .providerCode, .delivery, .cost, .provider, .reference,
    ]

    /// The billing fields that an answer can change (S2.11).
    public static let answered: Set<CallField> = [.status, .providerCode, .delivery, .cost, .provider, .reference]
}

/// The fields that very many calls share, held once for all of them.
///
/// A month has millions of calls but only some thousand kinds, however many apps, networks and provider codes there
/// are. That is why those three are not part of a kind.
public struct CallKind: Hashable, Sendable {
    public var source: Source
    public var service: Identifier
    /// As logged; empty if the log names no provider.
    public var provider: Identifier
    /// `sms`, `ussd` or `stcpay`.
    public var channel: Identifier
    public var authType: Identifier
    public var routeMode: Identifier
    public var mode: Mode
    public var status: Status
    public var delivery: Delivery
    /// `present` for every final status. It is no billing field: records that differ in it alone are alike.
    public var response: Response

    public init(
        source: Source, service: Identifier, provider: Identifier, channel: Identifier, authType: Identifier,
        routeMode: Identifier, mode: Mode, status: Status, delivery: Delivery, response: Response = .present
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
        self.response = response
    }

    /// Whether all fields of `CallField.ofKind` are equal.
    public func isAlike(_ other: CallKind) -> Bool {
        var other = other
        other.response = response
        return self == other
    }
}

extension CallKind {
    /// Makes a kind from settle's own words and the logged texts.
    ///
    /// - Parameter text: gives the value of each field of `textsOfKind`.
    public init(
        source: Source, mode: Mode, status: Status, delivery: Delivery, response: Response = .present,
        text: (CallField) -> Identifier
    ) {
        self.init(
            source: source, service: text(.service), provider: text(.provider), channel: text(.channel),
            authType: text(.authType), routeMode: text(.routeMode), mode: mode, status: status, delivery: delivery,
            response: response)
    }

    /// Makes a kind from texts alone.
    ///
    /// - Parameter text: gives the value of each field of `ofKind`.
    /// - Returns: `nil` if a source, mode, status or delivery is not one of settle's words.
    public init?(text: (CallField) -> Identifier) {
        guard let source = Source(rawValue: text(.source).text), let mode = Mode(rawValue: text(.mode).text),
            let status = Status(rawValue: text(.status).text), let delivery = Delivery(rawValue: text(.delivery).text)
        else { return nil }
        self.init(source: source, mode: mode, status: status, delivery: delivery, text: text)
    }

    /// The value of a field as text; `nil` if the field is not part of a kind.
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

/// Everything about a call that rating and the usage report look at, except its day and its amounts.
@dynamicMemberLookup
public struct CallProfile: Hashable, Sendable {
    public var kind: CallKind
    public var app: Identifier
    public var providerCode: Identifier
    /// The first 6 digits of the international number, or fewer. settle keeps nothing more of the number.
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
        providerCode: Identifier, destination: Identifier, response: Response = .present
    ) {
        self.init(
            CallKind(
                source: source, service: service, provider: provider, channel: channel, authType: authType,
                routeMode: routeMode, mode: mode, status: status, delivery: delivery, response: response),
            app: app, providerCode: providerCode, destination: destination)
    }

    public subscript<Field>(dynamicMember field: WritableKeyPath<CallKind, Field>) -> Field {
        get { kind[keyPath: field] }
        set { kind[keyPath: field] = newValue }
    }

    /// The value of a field as text; `nil` if the field is not part of a profile.
    public subscript(field: CallField) -> Identifier? {
        switch field {
        case .app: app
        case .providerCode: providerCode
        case .destination: destination
        default: kind[field]
        }
    }
}
