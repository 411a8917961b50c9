/// The kind of JSON value that a field holds.
enum ValueKind: UInt8 {
    case text, escapedText, number, null, object, other
}

/// The place of a field's value: a string's body, a number's text, or an object's opening brace.
struct Slot {
    var start: Place
    var count: Int
    var kind: ValueKind
}

/// The values of one line's fields. This is plain memory, because it is written once for each field of each line.
///
/// **Bounds.** There is a slot for each `Field`; slots are only reached through a `Field`.
struct FieldTable: ~Copyable {
    private let slots: UnsafeMutablePointer<Slot>
    /// The fields met, and those met more than once in their object, as bits.
    private(set) var seen: UInt64 = 0
    private(set) var repeated: UInt64 = 0

    init() {
        slots = .allocate(capacity: Field.allCases.count)
    }

    deinit {
        slots.deallocate()
    }

    @inline(__always)
    mutating func removeAll() {
        seen = 0
        repeated = 0
    }

    @inline(__always)
    mutating func set(_ field: UInt8, _ start: Place, _ count: Int, _ kind: ValueKind) {
        let bit: UInt64 = 1 &<< UInt64(field)
        repeated |= seen & bit
        seen |= bit
        slots[Int(field)] = Slot(start: start, count: count, kind: kind)
    }

    /// The field's value. `nil` if it is absent or null, which mean the same.
    @inline(__always)
    subscript(_ field: Field) -> Slot? {
        guard seen & (1 &<< UInt64(field.rawValue)) != 0 else { return nil }
        let slot = slots[Int(field.rawValue)]
        return slot.kind == .null ? nil : slot
    }

    /// Replaces a field's value by its unescaped form.
    @inline(__always)
    mutating func replace(_ field: Field, _ text: Text) {
        guard let start = text.baseAddress else { return }
        slots[Int(field.rawValue)] = Slot(start: start, count: text.count, kind: .text)
    }

    /// Restores `seen` and `repeated` to earlier values, and so forgets the fields met since.
    mutating func restore(seen: UInt64, repeated: UInt64) {
        self.seen = seen
        self.repeated = repeated
    }

    @inline(__always)
    func firstRepeated(of fields: FieldSet) -> Field? {
        let hit = repeated & fields.rawValue
        return hit == 0 ? nil : FieldSet(rawValue: hit).first
    }
}
