import SimdJSON

/// simdjson's DOM mode (see `simdjson_oracle.h`): reads a JSON text whole and finds values in it by their paths.
final class Oracle {
    enum Verdict: UInt32 {
        case object, noObject, notUTF8, notJSON, tooDeep, notJSONOrTooDeep
    }

    enum Value {
        case null, boolean, array, object
        /// The number's own text.
        case number([UInt8])
        /// Its escapes resolved.
        case string([UInt8])
    }

    /// Keys from the outermost object of a text on, in memory that C can read and that is never given back.
    struct Path: @unchecked Sendable {
        let text: String
        fileprivate let keys: UnsafeBufferPointer<UnsafePointer<CChar>?>

        init(_ text: String) {
            self.text = text
            let parts = text.split(separator: ".")
            let keys = UnsafeMutableBufferPointer<UnsafePointer<CChar>?>.allocate(capacity: parts.count)
            for (index, part) in parts.enumerated() {
                let bytes = String(part).utf8CString
                let copy = UnsafeMutablePointer<CChar>.allocate(capacity: bytes.count)
                for (offset, byte) in bytes.enumerated() { (copy + offset).initialize(to: byte) }
                keys.initializeElement(at: index, to: UnsafePointer(copy))
            }
            self.keys = UnsafeBufferPointer(keys)
        }
    }

    private let handle: OpaquePointer

    /// - Parameter levels: how many objects and arrays may be open at once.
    init(levels: Int) {
        guard let handle = oracle_make(levels) else { preconditionFailure("no memory for another parser") }
        self.handle = handle
    }

    deinit {
        oracle_free(handle)
    }

    func read(_ text: ArraySlice<UInt8>) -> Verdict {
        let verdict = text.withUnsafeBufferPointer { oracle_read(handle, $0.baseAddress, $0.count) }
        guard let verdict = Verdict(rawValue: verdict.rawValue) else { preconditionFailure("an unknown verdict") }
        return verdict
    }

    /// How often the last key of a path occurs in its object; of the text that was read last.
    func occurrences(of path: Path) -> Int {
        oracle_find(handle, path.keys.baseAddress, path.keys.count).occurrences
    }

    /// The value at a path; of the text that was read last.
    func value(at path: Path) -> Value? {
        let found = oracle_find(handle, path.keys.baseAddress, path.keys.count)
        let bytes = UnsafeBufferPointer(start: found.bytes, count: found.count)
        switch found.kind {
        case oracle_null: return .null
        case oracle_boolean: return .boolean
        case oracle_number: return .number(Array(bytes))
        case oracle_string: return .string(Array(bytes))
        case oracle_array: return .array
        case oracle_map: return .object
        default: return nil
        }
    }
}
