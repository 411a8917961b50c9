package import Vocabulary

/// The answer of a query, with the fields that can change a call. A field that the answer does not name is empty,
/// `none` or `nil`.
///
/// This file is the only place of the rules for answers (S2.9 to S2.11): which answer holds (`AnswerChoice`), and what
/// it changes in a call (`AnsweredFields`). Ingestion and `explain` both use it and add nothing of their own.
package struct Answer: Hashable, Sendable {
    package var timeNanoseconds: Int64
    package var status: Status
    package var delivery: Delivery
    package var providerCode: Identifier
    package var provider: Identifier
    package var reference: Identifier
    /// In minor units of the source's currency.
    package var costMinor: Int64?

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

    /// Whether this answer holds rather than another; both are final. The later one holds; at the same time, the one
    /// whose fields come first byte by byte.
    func holds(over other: Answer) -> Bool {
        if timeNanoseconds != other.timeNanoseconds { return timeNanoseconds > other.timeNanoseconds }
        return tieFields.lexicographicallyPrecedes(other.tieFields)
    }

    /// The fields that decide between answers of the same time, in the order of S2.10.
    private var tieFields: [Identifier] {
        [
            Identifier(status.rawValue), providerCode, provider, Identifier(delivery.rawValue),
            Identifier(costMinor.map(String.init) ?? ""), reference,
        ]
    }
}

/// Chooses the answer that holds among those to the queries about one call: the latest final one. The order in which
/// they are considered does not matter.
package struct AnswerChoice {
    /// The answer that holds, with the id of its query; `nil` while no final answer was considered.
    package private(set) var held: (query: Int64, answer: Answer)?

    package init() {}

    /// Keeps the answer if it is final and holds over the one kept so far.
    package mutating func consider(_ answer: Answer, of query: Int64) {
        guard answer.status.isFinal else { return }
        if let held, !answer.holds(over: held.answer) { return }
        held = (query, answer)
    }
}

/// The fields of a call that an answer can change.
package struct AnsweredFields: Hashable {
    package var kind: CallKind
    package var providerCode: Identifier
    package var reference: Identifier
    /// In minor units of the source's currency.
    package var costMinor: Int64

    /// The fields as logged.
    package init(_ record: StoredRecord) {
        kind = record.profile.kind
        providerCode = record.profile.providerCode
        reference = record.reference
        costMinor = record.costMinor
    }

    /// Replaces the fields that the answer names.
    package mutating func apply(_ answer: Answer) {
        kind.status = answer.status
        if answer.delivery != .none { kind.delivery = answer.delivery }
        if !answer.provider.isEmpty { kind.provider = answer.provider }
        if !answer.providerCode.isEmpty { providerCode = answer.providerCode }
        if !answer.reference.isEmpty { reference = answer.reference }
        if let costMinor = answer.costMinor { self.costMinor = costMinor }
    }
}
