/// The interface that a call came through (S1.17), with all that sets one apart from another. Only how its lines are read
/// stands elsewhere, in its file in `LineParsing`, and how the rules name its currency and numbers, in
/// `RulesFile/SourceForm`. A further source is described here first.
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

    /// Whether its lines hold the message that was sent, whose segments are counted; without one a call has one segment
    /// (S1.46).
    public var carriesMessage: Bool {
        switch self {
        case .onepipe: true
        case .paylink: false
        }
    }

    /// Where it comes in lists and in stored bytes, counted from 0 without a gap: fixed for good.
    public var number: UInt8 {
        switch self {
        case .onepipe: 0
        case .paylink: 1
        }
    }

    /// Keeps the keys of its calls apart from those of other sources (S2.3). Keys are stored, so it is fixed for good.
    public var keySeed: UInt64 {
        switch self {
        case .onepipe: 0x9E37_79B9_7F4A_7C15
        case .paylink: 0xD1B5_4A32_D192_ED03
        }
    }

    /// Whether calls of a service can come through it: those of its only service or, where each call names its own, of
    /// any that is no other source's only one. O(sources).
    public func mayCarry(_ service: Identifier) -> Bool {
        if let onlyService { return onlyService == service }
        return !Source.allCases.contains { $0.onlyService == service }
    }
}
