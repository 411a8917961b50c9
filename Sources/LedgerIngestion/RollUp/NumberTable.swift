/// Small numbers by number: open addressing, for look-ups that are made for every call.
struct NumberTable {
    private var slots: [(key: UInt32, value: Int32)] = Array(repeating: (0, -1), count: 1 << 8)
    private var count = 0

    /// - Returns: -1 where there is none.
    @inline(__always)
    func value(of key: UInt32) -> Int32 {
        var index = Int(truncatingIfNeeded: key &* 0x9E37_79B1 &>> 8) & (slots.count &- 1)
        while slots[index].value >= 0 {
            if slots[index].key == key { return slots[index].value }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return -1
    }

    /// - Precondition: there is none yet; `value` is 0 or more.
    mutating func insert(_ key: UInt32, _ value: Int32) {
        if (count + 1) * 2 > slots.count {
            let old = slots
            slots = Array(repeating: (0, -1), count: old.count * 4)
            for slot in old where slot.value >= 0 { place(slot.key, slot.value) }
        }
        place(key, value)
        count += 1
    }

    private mutating func place(_ key: UInt32, _ value: Int32) {
        var index = Int(truncatingIfNeeded: key &* 0x9E37_79B1 &>> 8) & (slots.count - 1)
        while slots[index].value >= 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = (key, value)
    }
}
