/// A hash table that finds a place by one or two numbers, for look-ups made for every call or row.
///
/// It uses open addressing; the numbers are ones that settle assigns itself. The look-up is inlined because its callers
/// are in other modules.
@usableFromInline
package struct PlaceTable: Sendable {
    @usableFromInline
    struct Slot: Sendable {
        @usableFromInline var low: UInt64
        @usableFromInline var high: UInt64
        /// -1 if the slot is empty.
        @usableFromInline var place: Int32

        static let empty = Slot(low: 0, high: 0, place: -1)
    }

    @usableFromInline var slots = [Slot](repeating: .empty, count: 1 << 8)
    private var count = 0

    package init() {}

    /// The place stored under a key of one or two numbers.
    ///
    /// - Returns: -1 if there is none.
    @inlinable @inline(__always)
    package func place(_ low: UInt64, _ high: UInt64 = 0) -> Int32 {
        var index = Self.mixed(low, high) & (slots.count &- 1)
        while slots[index].place >= 0 {
            if slots[index].low == low, slots[index].high == high { break }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return slots[index].place
    }

    /// Stores a place under a new key.
    ///
    /// - Precondition: the key is not in the table; `place` is 0 or more.
    package mutating func insert(_ place: Int32, _ low: UInt64, _ high: UInt64 = 0) {
        if (count + 1) * 2 > slots.count {
            let old = slots
            slots = [Slot](repeating: .empty, count: old.count * 2)
            for slot in old where slot.place >= 0 { put(slot) }
        }
        put(Slot(low: low, high: high, place: place))
        count += 1
    }

    private mutating func put(_ slot: Slot) {
        var index = Self.mixed(slot.low, slot.high) & (slots.count - 1)
        while slots[index].place >= 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
    }

    @inlinable @inline(__always)
    static func mixed(_ low: UInt64, _ high: UInt64) -> Int {
        var mix = low &* 0x9E37_79B9_7F4A_7C15
        mix = (mix ^ (mix &>> 32) ^ high) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mix ^ (mix &>> 32))
    }
}
