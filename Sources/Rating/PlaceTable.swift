/// Places by numbers of our own making: open addressing, for look-ups that are made for every row.
struct PlaceTable {
    private struct Slot {
        var high: UInt64 = 0
        var low: UInt64 = 0
        /// -1 where nothing is.
        var place: Int32 = -1
    }

    private var slots = [Slot](repeating: Slot(), count: 1 << 10)
    private var count = 0

    /// The place that stands under a key.
    ///
    /// - Returns: -1 where there is none.
    @inline(__always)
    func place(_ low: UInt64, _ high: UInt64 = 0) -> Int32 {
        var index = Self.mixed(high, low) & (slots.count &- 1)
        while slots[index].place >= 0 {
            if slots[index].low == low, slots[index].high == high { break }
            index = (index &+ 1) & (slots.count &- 1)
        }
        return slots[index].place
    }

    /// - Precondition: there is none yet; `place` is 0 or more.
    mutating func insert(_ place: Int32, _ low: UInt64, _ high: UInt64 = 0) {
        if (count + 1) * 2 > slots.count {
            let old = slots
            slots = [Slot](repeating: Slot(), count: old.count * 2)
            for slot in old where slot.place >= 0 { put(slot) }
        }
        put(Slot(high: high, low: low, place: place))
        count += 1
    }

    private mutating func put(_ slot: Slot) {
        var index = Self.mixed(slot.high, slot.low) & (slots.count - 1)
        while slots[index].place >= 0 { index = (index + 1) & (slots.count - 1) }
        slots[index] = slot
    }

    @inline(__always)
    private static func mixed(_ high: UInt64, _ low: UInt64) -> Int {
        var mix = low &* 0x9E37_79B9_7F4A_7C15
        mix = (mix ^ (mix &>> 32) ^ high) &* 0xD6E8_FEB8_6659_FD93
        return Int(truncatingIfNeeded: mix ^ (mix &>> 32))
    }
}
