/// What kind of JSON value a field holds.
enum ValueKind: UInt8 {
    case text, escapedText, number, null, object, other
}

/// Where the value of a field stands: a string's body, a number's text; an object's opening brace.
struct Slot {
    var start: Place
    var count: Int
    var kind: ValueKind
}

/// The values of the fields of one line. Plain memory, because it is written once for each field of each line.
///
/// **Bounds.** There is a slot for each `Field`; slots are only reached through a `Field`.
struct FieldTable: ~Copyable {
    private let slots: UnsafeMutablePointer<Slot>
    /// The fields met, and those met more than once in their object.
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

    /// The field's value; `nil` where it is absent or null, which are one.
    @inline(__always)
    subscript(_ field: Field) -> Slot? {
        guard seen & (1 &<< UInt64(field.rawValue)) != 0 else { return nil }
        let slot = slots[Int(field.rawValue)]
        return slot.kind == .null ? nil : slot
    }

    /// Puts a value where its unescaped form stands.
    @inline(__always)
    mutating func replace(_ field: Field, _ text: Text) {
        guard let start = text.baseAddress else { return }
        slots[Int(field.rawValue)] = Slot(start: start, count: text.count, kind: .text)
    }

    /// Forgets what was met since `seen` and `repeated` had these values.
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
