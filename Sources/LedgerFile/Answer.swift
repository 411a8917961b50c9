package import Vocabulary

/// The answer of a query or of a further record, with the fields that can change a call. A field that the answer does
/// not name is empty, `none` or `nil`.
///
/// This file is the only place of the rules for answers (S2.9 to S2.11, S2.23): which answer holds (`AnswerChoice`),
/// and what it changes in a call (`AnsweredFields`). Ingestion and `explain` both use it and add nothing of their own.
/// `RecordAnswers` tells which record answers.
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

extension Answer {
    /// What a further record of a call says of it (S2.23). The cost that the record does not name is 0, as is that of a
    /// call without a response.
    package init(_ record: StoredRecord) {
        self.init(
            timeNanoseconds: record.timeNanoseconds, status: record.profile.status, delivery: record.profile.delivery,
            providerCode: record.profile.providerCode, provider: record.profile.provider, reference: record.reference,
            costMinor: record.costMinor)
    }
}

/// What an answer comes from, with its id in the ledger.
package enum AnswerSource: Hashable, Sendable {
    case query(Int64)
    /// A further record of the call, stored as a duplicate.
    case record(Int64)
}

/// Chooses the answer that holds for a call: the latest final one of the queries about it or, unless that is later,
/// that of the record that answers it. The order in which they are considered does not matter.
package struct AnswerChoice {
    private var query: (id: Int64, answer: Answer)?
    private var record: (id: Int64, answer: Answer)?

    package init() {}

    /// The answer that holds, with its source; `nil` while no final answer was considered.
    package var held: (source: AnswerSource, answer: Answer)? {
        if let record {
            guard let query, query.answer.timeNanoseconds > record.answer.timeNanoseconds else {
                return (.record(record.id), record.answer)
            }
        }
        return query.map { (.query($0.id), $0.answer) }
    }

    /// Keeps the answer of a query if it is final and holds over those of the queries considered so far.
    package mutating func consider(_ answer: Answer, of id: Int64) {
        guard answer.status.isFinal else { return }
        if let query, !answer.holds(over: query.answer) { return }
        query = (id, answer)
    }

    /// Keeps the answer of the one record that answers the call.
    package mutating func consider(recordThatAnswers record: StoredRecord, _ id: Int64) {
        self.record = (id, Answer(record))
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
        kind.response = .present
        if answer.delivery != .none { kind.delivery = answer.delivery }
        if !answer.provider.isEmpty { kind.provider = answer.provider }
        if !answer.providerCode.isEmpty { providerCode = answer.providerCode }
        if !answer.reference.isEmpty { reference = answer.reference }
        if let costMinor = answer.costMinor { self.costMinor = costMinor }
    }
}
