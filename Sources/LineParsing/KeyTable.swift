/// Finds the field that a key of an object stands for, first by the key's length and then word by word.
///
/// **Bounds.** `heads` has `ObjectKind.allCases.count * lengthLimit` entries, and is only asked for lengths below
/// `lengthLimit`. Keys are compared by whole words, which are readable at every place up to the sentinel (see `Bytes`):
/// the first word begins at the key's first byte, and for longer keys the last word ends with the key's last byte.
struct KeyTable: ~Copyable {
    struct Entry {
        let field: UInt8
        /// The kind of object that the field may hold; `noObject` if its members are not read.
        let object: UInt8
        /// The next entry of the same object and length; 0 if there is none.
        let next: UInt8
        let mask: UInt64
        let first: UInt64
        let middle: UInt64
        let last: UInt64
    }

    static let noObject: UInt8 = 0xFF
    /// All keys that are read are shorter than this.
    static let lengthLimit = 24

    private let heads: UnsafeMutablePointer<UInt8>
    private let entries: UnsafeMutablePointer<Entry>

    init() {
        let headCount = ObjectKind.allCases.count * Self.lengthLimit
        heads = .allocate(capacity: headCount)
        heads.initialize(repeating: 0, count: headCount)
        // Entry 0 means none.
        entries = .allocate(capacity: Field.allCases.count + 1)
        for (index, field) in Field.allCases.enumerated() {
            let key = Array(field.key.utf8)
            precondition(key.count < Self.lengthLimit)
            let head = Int(field.parent.rawValue) * Self.lengthLimit + key.count
            func word(_ from: Int) -> UInt64 {
                key[from..<min(from + 8, key.count)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
            }
            entries[index + 1] = Entry(
                field: field.rawValue, object: field.object?.rawValue ?? Self.noObject, next: heads[head],
                mask: key.count >= 8 ? .max : 1 << UInt64(key.count * 8) - 1, first: word(0),
                middle: key.count > 16 ? word(8) : 0, last: key.count > 8 ? word(key.count - 8) : 0)
            heads[head] = UInt8(index + 1)
        }
    }

    deinit {
        heads.deallocate()
        entries.deallocate()
    }

    /// The entry of a key of `count` bytes in an object; `nil` if the key is not read. O(1).
    @inline(__always)
    func entry(_ object: UInt8, _ key: Place, count: Int) -> UnsafePointer<Entry>? {
        guard count < Self.lengthLimit else { return nil }
        var index = heads[Int(object) &* Self.lengthLimit &+ count]
        while index != 0 {
            let entry = UnsafePointer(entries + Int(index))
            if Bytes.word(key) & entry.pointee.mask == entry.pointee.first,
                count <= 8 || Bytes.word(key + (count &- 8)) == entry.pointee.last,
                count <= 16 || Bytes.word(key + 8) == entry.pointee.middle
            {
                return entry
            }
            index = entry.pointee.next
        }
        return nil
    }
}
