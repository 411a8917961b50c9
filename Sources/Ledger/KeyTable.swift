/// A set of 64-bit keys with the call each stands for: open addressing, no deletion.
///
/// A key is a hash and no identity: two calls may share one. The caller checks each candidate against the stored ref and
/// asks for the next.
struct KeyTable {
    /// 0 marks a free slot.
    private var keys: [UInt64]
    private var calls: [UInt32]
    private var mask: Int
    private(set) var count = 0

    init(expected: Int = 0) {
        var slots = 1 << 12
        while slots * 2 / 3 < expected { slots *= 2 }
        keys = Array(repeating: 0, count: slots)
        calls = Array(repeating: 0, count: slots)
        mask = slots - 1
    }

    /// Where the search for a key begins or goes on.
    struct Probe {
        fileprivate var slot: Int
        fileprivate let key: UInt64
    }

    func probe(_ key: UInt64) -> Probe {
        let key = key == 0 ? 1 : key
        return Probe(slot: Int(truncatingIfNeeded: key ^ (key >> 32)) & mask, key: key)
    }

    /// The next call that was entered under the key, or `nil` where there is none: the probe then stands on the slot
    /// that `enter` fills.
    func next(_ probe: inout Probe) -> Int64? {
        while true {
            let found = keys[probe.slot]
            if found == 0 { return nil }
            let slot = probe.slot
            if found == probe.key {
                probe.slot = (slot + 1) & mask
                return Int64(calls[slot])
            }
            probe.slot = (slot + 1) & mask
        }
    }

    /// Enters a call at a probe that `next` has led to the end.
    mutating func enter(_ probe: Probe, call: Int64) {
        keys[probe.slot] = probe.key
        calls[probe.slot] = UInt32(call)
        count += 1
        if count > keys.count * 2 / 3 { grow() }
    }

    /// Enters a call that is known to be new.
    mutating func enter(key: UInt64, call: Int64) {
        var slot = probe(key)
        while next(&slot) != nil {}
        enter(slot, call: call)
    }

    private mutating func grow() {
        var larger = KeyTable(expected: count * 2)
        for slot in keys.indices where keys[slot] != 0 { larger.enter(key: keys[slot], call: Int64(calls[slot])) }
        self = larger
    }
}
