/// What can be wrong with a line, named as the reader's rejection codes.
public enum Malformation: Int, Sendable, Equatable, CaseIterable {
    /// Not JSON: a line cut short, or a comma too many.
    case notJSON
    /// A byte that is no UTF-8, inside a member that nobody reads.
    case notUTF8
    /// More than 1 MiB: a good line followed by a million blanks.
    case tooLong
    /// Arrays in arrays, 65 levels with the line's own.
    case tooDeep
    /// `app` twice in the line's object.
    case duplicateKey
    /// No `time`, no `app`, or no `request_ref` (Paylink: no `http_status`).
    case missingField
    /// An instant that no calendar has, or an amount that is none.
    case badField
    /// Neither a mode nor an environment: rejected only under `unset_mode: reject`.
    case modeUnset
    /// A delivery status of another vocabulary (OnePipe only).
    case unknownDelivery
    /// A negative amount, or one beyond 64 bits.
    case outOfRange

    /// All that are certain to be rejected and do not bloat the log.
    public static let usual: [Malformation] = allCases.filter { $0 != .tooLong && $0 != .modeUnset }

    /// The code in `exceptions.csv`.
    public var code: String {
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

/// One malformed line's fault, and which of its forms.
struct Fault: Sendable {
    var kind: Malformation
    var variant: Int

    func `is`(_ other: Malformation) -> Bool { kind == other }
}
