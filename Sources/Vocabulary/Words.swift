/// How a call ended. The raw values are the words of the files that settle writes.
public enum Status: String, CaseIterable, Sendable, Hashable {
    case successful = "Successful"
    case failed = "Failed"
    case pending = "Pending"

    /// Whether the status is final. Only calls with a final status are rated, and only a final status answers a query.
    public var isFinal: Bool { self != .pending }
}

/// Whether a response came with a record. Only a call without one is answered by a further record (S2.22).
public enum Response: String, CaseIterable, Sendable, Hashable {
    case present
    case absent
    /// The record is pending and was read by 0.2.0 or earlier, which did not keep this (S2.28).
    case unknown
}

/// What became of the message; `none` if the log names no delivery.
public enum Delivery: String, CaseIterable, Sendable, Hashable {
    case delivered
    case failed
    case pending
    case logged
    case none
}

/// Whether a call counts: `test` calls are never rated.
public enum Mode: String, CaseIterable, Sendable, Hashable {
    case live
    case test
}

/// How to treat a record with neither `mock_mode` nor `environment`: `unset_mode` of the rules.
public enum UnsetMode: String, CaseIterable, Sendable, Hashable {
    case live
    case test
    case reject
}

/// Why a line of a log was rejected: the codes of S1.48, as `exceptions.csv` shows them.
public enum RejectionCode: String, CaseIterable, Sendable, Hashable {
    /// Not JSON by RFC 8259, even if only in a part that is ignored.
    case notJSON = "not_json"
    case notUTF8 = "not_utf8"
    /// More than 1,048,576 bytes, not counting the line's end.
    case tooLong = "too_long"
    /// More than 64 levels of arrays and objects.
    case tooDeep = "too_deep"
    /// A key that settle reads occurs twice in its object.
    case duplicateKey = "duplicate_key"
    /// A required field is absent, null or empty.
    case missingField = "missing_field"
    /// A field has the wrong type or can't be read.
    case badField = "bad_field"
    /// The line has neither `mock_mode` nor `environment`, and the rules say `unset_mode: reject`.
    case modeUnset = "mode_unset"
    case unknownDelivery = "unknown_delivery"
    /// A figure is negative, or more than `Int64` holds in minor units.
    case outOfRange = "out_of_range"
}

/// The other codes of `exceptions.csv`.
public enum ExceptionCode: String, CaseIterable, Sendable, Hashable {
    /// A duplicate differs from its call in a billing field.
    case conflictingDuplicate = "conflicting_duplicate"
    case queryWithoutCall = "query_without_call"
    /// The call is live and final, but no tariff matches.
    case noTariff = "no_tariff"
    case unknownApp = "unknown_app"
    /// The name of the call's provider is neither the id nor an alias of a provider party.
    case unknownProvider = "unknown_provider"

    /// Whether the code means a live and final call that the rules can't bill.
    public var isUnrated: Bool {
        switch self {
        case .noTariff, .unknownApp, .unknownProvider: true
        case .conflictingDuplicate, .queryWithoutCall: false
        }
    }
}
