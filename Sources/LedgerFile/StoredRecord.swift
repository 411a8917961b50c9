import LineParsing
public import Vocabulary

/// The fields of one record of a call as the ledger keeps them: a transaction, or a duplicate of one.
public struct StoredRecord: Sendable {
    package var content: Int64
    public var line: Int64
    public var timeNanoseconds: Int64
    package var kindID: Int64
    public var profile: CallProfile
    public var transactionRef: Identifier
    public var reference: Identifier
    public var segments: Int32
    public var amountMinor: Int64
    public var costMinor: Int64

    /// The billing fields by name, in the order in which contract 2 compares them, as text.
    public var namedBillingFields: [(name: String, value: Identifier)] {
        [
            ("service", profile.service), ("auth_type", profile.authType), ("route_mode", profile.routeMode),
            ("mode", Identifier(profile.mode.rawValue)), ("transaction_ref", transactionRef),
            ("amount", Identifier(String(amountMinor))), ("destination", profile.destination),
            ("channel", profile.channel), ("segments", Identifier(String(segments))),
            ("status", Identifier(profile.status.rawValue)), ("provider_code", profile.providerCode),
            ("delivery", Identifier(profile.delivery.rawValue)), ("cost", Identifier(String(costMinor))),
            ("provider", profile.provider), ("reference", reference),
        ]
    }

    /// Whether none of the billing fields differs.
    public func hasBillingFields(of other: StoredRecord) -> Bool {
        kindID == other.kindID && amountMinor == other.amountMinor && costMinor == other.costMinor
            && segments == other.segments && profile.destination == other.profile.destination
            && transactionRef == other.transactionRef && reference == other.reference
            && profile.providerCode == other.profile.providerCode
    }

    /// Whether this record, of two of one identity, is the transaction: the earlier one, or, at the same time, the one
    /// whose billing fields come first.
    package func precedes(_ other: StoredRecord) -> Bool {
        if timeNanoseconds != other.timeNanoseconds { return timeNanoseconds < other.timeNanoseconds }
        return namedBillingFields.map(\.value).lexicographicallyPrecedes(other.namedBillingFields.map(\.value))
    }
}

extension StoredRecord {
    /// The key under which queries about the record's call stand; `nil` where none can ask about it.
    package var questionKey: UInt64? {
        guard profile.source == .onepipe, !transactionRef.isEmpty else { return nil }
        return Key.transaction(app: profile.app, ref: transactionRef)
    }
}

extension StoredRecord {
    /// From twelve columns: content, line, time, app, kind, destination, segments, amount, cost, transaction_ref, reference,
    /// provider_code.
    package init(_ row: Statement, from first: Int32, _ names: Names) throws(LedgerError) {
        guard let destination = DestinationNumber.digits(row.int(first + 5)),
            let segments = Int32(exactly: row.int(first + 6))
        else { throw .damaged("a record holds a number that none can have") }
        self.init(
            content: row.int(first), line: row.int(first + 1), timeNanoseconds: row.int(first + 2),
            kindID: row.int(first + 4),
            profile: CallProfile(
                try names.kind(row.int(first + 4)), app: try names.app(row.int(first + 3)),
                providerCode: row.identifier(first + 11), destination: destination),
            transactionRef: row.identifier(first + 9), reference: row.identifier(first + 10), segments: segments,
            amountMinor: row.int(first + 7), costMinor: row.int(first + 8))
    }
}
