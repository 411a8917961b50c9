public import Vocabulary

/// The fields of one record of a call as the ledger keeps them: a transaction, or a duplicate of one.
public struct StoredRecord: Sendable {
    var content: Int64
    public var line: Int64
    public var timeNanoseconds: Int64
    var profileID: Int64
    public var profile: CallProfile
    public var transactionRef: Identifier
    public var reference: Identifier
    public var segments: Int32
    public var amountMinor: Int64
    public var costMinor: Int64

    /// The billing fields in the order in which contract 2 compares them, as text.
    public var billingFields: [Identifier] {
        [
            profile.service, profile.authType, profile.routeMode, Identifier(profile.mode.rawValue), transactionRef,
            Identifier(String(amountMinor)), profile.destination, profile.channel, Identifier(String(segments)),
            Identifier(profile.status.rawValue), profile.providerCode, Identifier(profile.delivery.rawValue),
            Identifier(String(costMinor)), profile.provider, reference,
        ]
    }

    /// Whether none of the billing fields differs.
    func hasBillingFields(of other: StoredRecord) -> Bool {
        if profileID == other.profileID {
            // All but these are the profile's.
            return amountMinor == other.amountMinor && costMinor == other.costMinor && segments == other.segments
                && transactionRef == other.transactionRef && reference == other.reference
        }
        return billingFields == other.billingFields
    }

    /// Whether this record, of two of one identity, is the transaction: the earlier one, or, at the same time, the one
    /// whose billing fields come first.
    func precedes(_ other: StoredRecord) -> Bool {
        if timeNanoseconds != other.timeNanoseconds { return timeNanoseconds < other.timeNanoseconds }
        return billingFields.lexicographicallyPrecedes(other.billingFields)
    }
}
