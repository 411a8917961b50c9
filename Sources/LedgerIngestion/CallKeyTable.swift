/// Finds the calls of a ledger by the upper half of their 64-bit keys. It uses open addressing without deletion, and 8
/// bytes a slot.
///
/// A key is a hash and not an identity. Among millions of calls, half a key finds a wrong call about once in a thousand
/// lookups. So the caller checks each candidate against the stored ref and asks for the next one.
///
/// The slot of a key is given by its highest bits, so slots are in the order of the keys. Growing therefore walks
/// through memory from one end to the other.
struct CallKeyTable {
    /// The half key in the upper bits and the call in the lower. 0 marks a free slot, because no call has the id 0.
    private var slots: [UInt64]
    /// The number of bits by which a key is shifted to get its slot.
    private var shift: UInt64
    private(set) var count = 0
    /// See `touch`.
    var touched: UInt64 = 0

    init(expected: Int = 0) {
        var bits: UInt64 = 12
        while (1 << bits) * 3 / 4 < expected { bits += 1 }
        slots = Array(repeating: 0, count: 1 << bits)
        shift = 64 - bits
    }

    /// The slot where a search begins or goes on.
    struct Probe {
        fileprivate var slot: Int
        fileprivate let half: UInt64
    }

    @inline(__always)
    func probe(_ key: UInt64) -> Probe {
        Probe(slot: Int(truncatingIfNeeded: key &>> shift), half: key &>> 32)
    }

    /// Reads the slot of a key that will be searched for soon. Many such reads can wait for memory at the same time;
    /// searches would wait one after the other.
    ///
    /// - Returns: a number without meaning. Store it in `touched`, or the compiler may drop the read.
    @inline(__always)
    func touch(_ key: UInt64) -> UInt64 { slots[Int(truncatingIfNeeded: key &>> shift)] }

    /// The next call that may have been entered under the key. `nil` means that there is none, and that the probe is at
    /// the slot that `enter` fills.
    @inline(__always)
    func next(_ probe: inout Probe) -> Int64? {
        while true {
            let found = slots[probe.slot]
            if found == 0 { return nil }
            probe.slot = (probe.slot &+ 1) & (slots.count &- 1)
            if found &>> 32 == probe.half { return Int64(found & 0xFFFF_FFFF) }
        }
    }

    /// Enters a call at a probe for which `next` has returned `nil`.
    ///
    /// - Precondition: 0 < call < 2^32.
    @inline(__always)
    mutating func enter(_ probe: Probe, call: Int64) {
        precondition(call > 0 && call < 1 << 32, "a ledger holds at most 4,294,967,295 calls")
        slots[probe.slot] = probe.half &<< 32 | UInt64(call)
        count &+= 1
        if count > slots.count / 4 * 3 { grow() }
    }

    /// Enters a call without looking for others under the same key.
    @inline(__always)
    mutating func enter(key: UInt64, call: Int64) {
        var probe = probe(key)
        while slots[probe.slot] != 0 { probe.slot = (probe.slot &+ 1) & (slots.count &- 1) }
        enter(probe, call: call)
    }

    /// All calls that may have been entered under a key.
    func calls(under key: UInt64) -> [Int64] {
        var probe = probe(key)
        var calls: [Int64] = []
        while let call = next(&probe) {
            if !calls.contains(call) { calls.append(call) }
        }
        return calls
    }

    @inline(never)
    private mutating func grow() {
        precondition(shift > 32, "a ledger holds at most 4,294,967,295 calls")
        let old = slots
        slots = Array(repeating: 0, count: old.count * 2)
        shift -= 1
        for entry in old where entry != 0 {
            var slot = Int(truncatingIfNeeded: entry &>> shift)
            while slots[slot] != 0 { slot = (slot &+ 1) & (slots.count &- 1) }
            slots[slot] = entry
        }
    }

    /// Gathers many keys for a new table, grouped by their highest bits. They are then entered group by group, and the
    /// slots of each group are few enough to stay in the cache.
    struct Loader {
        private var regions: [[UInt64]]

        init(expected: Int) {
            regions = Array(repeating: [], count: 256)
            for index in regions.indices { regions[index].reserveCapacity(expected / 256 + expected / 2048) }
        }

        @inline(__always)
        mutating func add(key: UInt64, call: Int64) {
            precondition(call > 0 && call < 1 << 32, "a ledger holds at most 4,294,967,295 calls")
            regions[Int(truncatingIfNeeded: key &>> 56)].append(key & ~0xFFFF_FFFF | UInt64(call))
        }

        consuming func table() -> CallKeyTable {
            let count = regions.reduce(0) { $0 + $1.count }
            var table = CallKeyTable(expected: count)
            for index in regions.indices {
                for entry in regions[index] {
                    var slot = Int(truncatingIfNeeded: entry &>> table.shift)
                    while table.slots[slot] != 0 { slot = (slot &+ 1) & (table.slots.count &- 1) }
                    table.slots[slot] = entry
                }
                regions[index] = []
            }
            table.count = count
            return table
        }
    }
}
