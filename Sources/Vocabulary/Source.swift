/// The interface that a call came through (S1.17), with all that sets one apart from another but for the reading of its
/// lines (`LineParsing`). A further source is described here first.
public enum Source: String, CaseIterable, Sendable, Hashable {
    case onepipe
    case paylink

    /// The service of all its calls; `nil` where each call names its own.
    public var onlyService: Identifier? {
        switch self {
        case .onepipe: nil
        case .paylink: "stcpay_send_otp"
        }
    }

    /// The provider, as logged, of all its calls; `nil` where each call names its own.
    public var onlyProvider: Identifier? {
        switch self {
        case .onepipe: nil
        case .paylink: "stcpay"
        }
    }

    /// The channel of all its calls; `nil` where each call names its own.
    public var onlyChannel: Identifier? {
        switch self {
        case .onepipe: nil
        case .paylink: "stcpay"
        }
    }

    /// Whether a query can ask what became of a call (S1.22).
    public var canBeQueried: Bool {
        switch self {
        case .onepipe: true
        case .paylink: false
        }
    }

    /// Whether its lines say what the provider charged for a call; without that the cost is 0 (S1.24).
    public var reportsCost: Bool {
        switch self {
        case .onepipe: true
        case .paylink: false
        }
    }

    /// Where it comes in lists and in stored bytes: fixed for good.
    public var number: UInt8 {
        switch self {
        case .onepipe: 0
        case .paylink: 1
        }
    }

    /// The source that calls of a service come through: the one whose only service it is, else one whose calls name
    /// theirs.
    public static func of(service: Identifier) -> Source {
        allCases.first { $0.onlyService == service } ?? .onepipe
    }
}
