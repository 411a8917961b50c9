/// A set of 64-bit keys behind a bit filter. Most keys that are looked up are missing, and one bit shows that.
struct KeySet {
    private var keys: Set<UInt64> = []
    /// One bit for the highest bits of each key; there are 16 to 32 times as many bits as keys.
    private var bits: [UInt64]
    private var shift: UInt64

    init(expected: Int = 0) {
        var power: UInt64 = 10
        while expected * 16 > 64 << power { power += 1 }
        bits = Array(repeating: 0, count: 1 << power)
        shift = 64 - 6 - power
        keys.reserveCapacity(expected)
    }

    mutating func insert(_ key: UInt64) {
        guard keys.insert(key).inserted else { return }
        if keys.count * 16 > bits.count * 64 {
            bits = Array(repeating: 0, count: bits.count * 2)
            shift -= 1
            for key in keys { mark(key) }
        } else {
            mark(key)
        }
    }

    private mutating func mark(_ key: UInt64) {
        let bit = key >> shift
        bits[Int(bit >> 6)] |= 1 << (bit & 63)
    }

    @inline(__always)
    func contains(_ key: UInt64) -> Bool {
        let bit = key &>> shift
        guard bits[Int(truncatingIfNeeded: bit &>> 6)] & (1 &<< (bit & 63)) != 0 else { return false }
        return keys.contains(key)
    }
}
