public import Vocabulary

/// What a query was answered, as far as it can change a call; empty, `none` or `nil` is what the answer did not say.
///
/// This file is the one place of the rules of answers (S2.9 to S2.11): which answer holds (`AnswerChoice`), and what a
/// call becomes by it (`AnsweredFields`). Ingestion books by them, `explain` goes back in time by them; neither adds to
/// them.
public struct Answer: Hashable, Sendable {
    public var timeNanoseconds: Int64
    public var status: Status
    public var delivery: Delivery
    public var providerCode: Identifier
    public var provider: Identifier
    public var reference: Identifier
    /// In minor units of the source's currency.
    public var costMinor: Int64?

    package init(
        timeNanoseconds: Int64, status: Status, delivery: Delivery, providerCode: Identifier, provider: Identifier,
        reference: Identifier, costMinor: Int64?
    ) {
        self.timeNanoseconds = timeNanoseconds
        self.status = status
        self.delivery = delivery
        self.providerCode = providerCode
        self.provider = provider
        self.reference = reference
        self.costMinor = costMinor
    }

    /// Whether, of two final answers, this is the one that holds: the later; at one time the one whose fields come first,
    /// byte by byte.
    func holds(over other: Answer) -> Bool {
        if timeNanoseconds != other.timeNanoseconds { return timeNanoseconds > other.timeNanoseconds }
        return tieFields.lexicographicallyPrecedes(other.tieFields)
    }

    /// In the order of S2.10.
    private var tieFields: [Identifier] {
        [
            Identifier(status.rawValue), providerCode, provider, Identifier(delivery.rawValue),
            Identifier(costMinor.map(String.init) ?? ""), reference,
        ]
    }
}

/// Which of the answers to the queries about one call holds: the latest final one. The outcome is the same in whatever order
/// they are considered.
package struct AnswerChoice {
    /// With the ledger's number of its query; `nil` while no final answer was considered.
    package private(set) var held: (query: Int64, answer: Answer)?

    package init() {}

    package mutating func consider(_ answer: Answer, of query: Int64) {
        guard answer.status.isFinal else { return }
        if let held, !answer.holds(over: held.answer) { return }
        held = (query, answer)
    }
}

/// What of a call an answer can change.
package struct AnsweredFields: Hashable {
    package var kind: CallKind
    package var providerCode: Identifier
    package var reference: Identifier
    /// In minor units of the source's currency.
    package var costMinor: Int64

    /// As logged.
    package init(_ record: StoredRecord) {
        kind = record.profile.kind
        providerCode = record.profile.providerCode
        reference = record.reference
        costMinor = record.costMinor
    }

    /// Replaces what the answer says.
    package mutating func apply(_ answer: Answer) {
        kind.status = answer.status
        if answer.delivery != .none { kind.delivery = answer.delivery }
        if !answer.provider.isEmpty { kind.provider = answer.provider }
        if !answer.providerCode.isEmpty { providerCode = answer.providerCode }
        if !answer.reference.isEmpty { reference = answer.reference }
        if let costMinor = answer.costMinor { self.costMinor = costMinor }
    }
}
