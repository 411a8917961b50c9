/// A fault of a line, named as the reader's rejection codes.
package enum Malformation: Int, Sendable, Equatable, CaseIterable {
    /// Not JSON: a truncated line, or an extra comma.
    case notJSON
    /// A byte that is not UTF-8, in a member that the reader ignores.
    case notUTF8
    /// More than 1 MiB: a valid line followed by a million spaces.
    case tooLong
    /// Nested arrays, 65 levels including the line's own.
    case tooDeep
    /// Two members `app` in the line's object.
    case duplicateKey
    /// No `time`, no `app`, or no `request_ref` (for Paylink, no `http_status`).
    case missingField
    /// A time that does not exist, or an amount that is not a number.
    case badField
    /// Neither a mode nor an environment; rejected only with `unset_mode: reject`.
    case modeUnset
    /// A delivery status that is not in the vocabulary (OnePipe only).
    case unknownDelivery
    /// A negative amount, or one beyond 64 bits.
    case outOfRange

    /// All kinds that are always rejected and do not bloat the log.
    package static let usual: [Malformation] = allCases.filter { $0 != .tooLong && $0 != .modeUnset }

    /// The code in `exceptions.csv`.
    package var code: String {
        switch self {
        case .notJSON: "not_json"
        case .notUTF8: "not_utf8"
        case .tooLong: "too_long"
        case .tooDeep: "too_deep"
        case .duplicateKey: "duplicate_key"
        case .missingField: "missing_field"
        case .badField: "bad_field"
        case .modeUnset: "mode_unset"
        case .unknownDelivery: "unknown_delivery"
        case .outOfRange: "out_of_range"
        }
    }
}

/// The fault of one malformed line, and which of its forms.
struct Fault: Sendable {
    var kind: Malformation
    var variant: Int

    func `is`(_ other: Malformation) -> Bool { kind == other }
}
