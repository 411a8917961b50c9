import LineParsing
package import Vocabulary

/// One record of a call as the ledger stores it: a transaction, or a duplicate of one.
package struct StoredRecord: Sendable {
    /// The ledger's id of the log.
    package var logID: Int64
    package var line: Int64
    package var timeNanoseconds: Int64
    package var kindID: Int64
    package var profile: CallProfile
    package var transactionRef: Identifier
    package var reference: Identifier
    package var segments: Int32
    package var amountMinor: Int64
    package var costMinor: Int64

    /// The record's value of a field, as text.
    package subscript(field: CallField) -> Identifier {
        switch field {
        case .transactionRef: transactionRef
        case .amount: Identifier(String(amountMinor))
        case .segments: Identifier(String(segments))
        case .cost: Identifier(String(costMinor))
        case .reference: reference
        default: profile[field] ?? .none
        }
    }

    /// The billing fields in which another record of the same call differs, in the order of S2.4.
    package func billingFields(differingFrom other: StoredRecord) -> [CallField] {
        CallField.billing.filter { self[$0] != other[$0] }
    }

    /// The billing fields in which a duplicate of this transaction contradicts it (S2.7, S2.25).
    ///
    /// - Parameter answer: the record that answers the transaction, if one does. A duplicate that does not agree with
    ///   the transaction in the fields of an answer is compared with that record in them.
    package func billingFields(
        contradictedBy duplicate: StoredRecord, answeredBy answer: StoredRecord?
    ) -> [CallField] {
        let differing = billingFields(differingFrom: duplicate)
        guard let answer, !CallField.answered.isDisjoint(with: differing) else { return differing }
        return CallField.billing.filter { field in
            (CallField.answered.contains(field) ? answer[field] : self[field]) != duplicate[field]
        }
    }

    /// Whether all billing fields are equal, that is, `billingFields(differingFrom:)` is empty. Compares numbers where
    /// possible, which is faster.
    package func hasSameBillingFields(as other: StoredRecord) -> Bool {
        (kindID == other.kindID || profile.kind.isAlike(other.profile.kind)) && amountMinor == other.amountMinor
            && costMinor == other.costMinor
            && segments == other.segments && profile.destination == other.profile.destination
            && transactionRef == other.transactionRef && reference == other.reference
            && profile.providerCode == other.profile.providerCode
    }

    /// Whether this record, and not the other one of the same identity, is the transaction: the earlier one or, at the
    /// same time, the one whose billing fields come first. Of two records that are equal in all of that, it is the one
    /// without a response.
    package func precedes(_ other: StoredRecord) -> Bool {
        if timeNanoseconds != other.timeNanoseconds { return timeNanoseconds < other.timeNanoseconds }
        let (own, others) = (CallField.billing.map { self[$0] }, CallField.billing.map { other[$0] })
        if own != others { return own.lexicographicallyPrecedes(others) }
        return hasNoResponse && !other.hasNoResponse
    }

    /// Whether no response came with the record (S2.22). Of a pending record that 0.2.0 or earlier has read, this is
    /// told by its fields: whether any is there that only a response has (S2.28).
    package var hasNoResponse: Bool {
        switch profile.response {
        case .present: false
        case .absent: true
        case .unknown:
            profile.delivery == .none && profile.providerCode.isEmpty && reference.isEmpty && costMinor == 0
        }
    }
}

extension StoredRecord {
    /// The key of the queries about the record's call; `nil` if no query can ask about it.
    package var queryKey: UInt64? {
        guard profile.source.canBeQueried, !transactionRef.isEmpty else { return nil }
        return Key.transaction(app: profile.app, ref: transactionRef)
    }
}

extension StoredRecord {
    /// The twelve columns that `init(_:from:_:)` reads: of `call`, and of a `duplicate d` joined to its call.
    package static let callColumns = columns(of: "call")
    package static let duplicateColumns = columns(of: "d")

    /// The columns of a `duplicate` under another name, joined to its call.
    package static func columns(of table: String) -> String {
        let own = [
            "kind", "destination", "segments", "amount", "cost", "transaction_ref", "reference", "provider_code",
        ]
        let columns =
            ["log", "line", "time"].map { "\(table).\($0)" } + ["call.app"] + own.map { "\(table).\($0)" }
        return columns.joined(separator: ", ")
    }

    /// Reads a record from the columns of `callColumns` or `duplicateColumns`.
    package init(_ row: Statement, from first: Int32, _ names: Names) throws(LedgerError) {
        guard let destination = DestinationNumber.digits(row.int(first + 5)),
            let segments = Int32(exactly: row.int(first + 6))
        else { throw .damaged("a record holds a number that none can have") }
        self.init(
            logID: row.int(first), line: row.int(first + 1), timeNanoseconds: row.int(first + 2),
            kindID: row.int(first + 4),
            profile: CallProfile(
                try names.kind(row.int(first + 4)), app: try names.app(row.int(first + 3)),
                providerCode: row.identifier(first + 11), destination: destination),
            transactionRef: row.identifier(first + 9), reference: row.identifier(first + 10), segments: segments,
            amountMinor: row.int(first + 7), costMinor: row.int(first + 8))
    }
}
