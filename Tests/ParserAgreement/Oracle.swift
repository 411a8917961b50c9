import SimdJSON

/// simdjson's DOM mode (see `simdjson_oracle.h`): reads a whole JSON text and finds values in it by their paths.
final class Oracle {
    enum Verdict: UInt32 {
        case object, noObject, notUTF8, notJSON, tooDeep, notJSONOrTooDeep
    }

    enum Value {
        case null, boolean, array, object
        /// The number as written.
        case number([UInt8])
        /// The string with its escapes resolved.
        case string([UInt8])
    }

    /// The keys from the outermost object of a text down, in memory that C can read and that is never freed.
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

    /// - Parameter levels: the number of objects and arrays that may be open at once.
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

    /// The number of times that a path's last key occurs in its object, in the text read last.
    func occurrences(of path: Path) -> Int {
        oracle_find(handle, path.keys.baseAddress, path.keys.count).occurrences
    }

    /// The value at a path in the text read last.
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
