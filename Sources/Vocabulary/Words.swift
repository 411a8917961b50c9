/// Which of the two interfaces a call came through (S1.17).
public enum Source: String, CaseIterable, Sendable, Hashable {
    case onepipe
    case paylink
}

/// How a call ended; raw values are the words of the files written.
public enum Status: String, CaseIterable, Sendable, Hashable {
    case successful = "Successful"
    case failed = "Failed"
    case pending = "Pending"

    /// `Successful` and `Failed` are final: only they are rated, and only they are an answer to a query.
    public var isFinal: Bool { self != .pending }
}

/// What became of the message; `none` where the log names no delivery.
public enum Delivery: String, CaseIterable, Sendable, Hashable {
    case delivered
    case failed
    case pending
    case logged
    case none
}

/// Whether a call counts; `test` calls are never rated.
public enum Mode: String, CaseIterable, Sendable, Hashable {
    case live
    case test
}

/// What a record with neither `mock_mode` nor `environment` is: `unset_mode` of the rules.
public enum UnsetMode: String, CaseIterable, Sendable, Hashable {
    case live
    case test
    case reject
}

/// Why a line of a log was rejected: the codes of S1.48, which `exceptions.csv` shows as they stand here.
public enum RejectionCode: String, CaseIterable, Sendable, Hashable {
    /// No JSON by RFC 8259, ignored parts included.
    case notJSON = "not_json"
    case notUTF8 = "not_utf8"
    /// Over 1,048,576 bytes without the line's end.
    case tooLong = "too_long"
    /// Over 64 levels of arrays and objects.
    case tooDeep = "too_deep"
    /// A key that is read occurs twice in its object.
    case duplicateKey = "duplicate_key"
    /// Required, and absent, null or empty.
    case missingField = "missing_field"
    /// Of another type, or unreadable.
    case badField = "bad_field"
    /// Neither `mock_mode` nor `environment`, and `unset_mode: reject`.
    case modeUnset = "mode_unset"
    case unknownDelivery = "unknown_delivery"
    /// Negative, or beyond `Int64` in minor units.
    case outOfRange = "out_of_range"
}

/// What else `exceptions.csv` lists.
public enum ExceptionCode: String, CaseIterable, Sendable, Hashable {
    /// A duplicate that differs from its transaction in a billing field.
    case conflictingDuplicate = "conflicting_duplicate"
    case queryWithoutCall = "query_without_call"
    /// Live and final, and no tariff matches.
    case noTariff = "no_tariff"
    case unknownApp = "unknown_app"
    /// Its provider is neither the id nor an alias of a provider party.
    case unknownProvider = "unknown_provider"

    /// Whether it is of a live, final call that the rules can't bill.
    public var isUnrated: Bool {
        switch self {
        case .noTariff, .unknownApp, .unknownProvider: true
        case .conflictingDuplicate, .queryWithoutCall: false
        }
    }
}
