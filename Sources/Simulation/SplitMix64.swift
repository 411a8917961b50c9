/// A small random number generator, the same everywhere for the same seed (SplitMix64 by Steele, Lea and Flood).
struct SplitMix64: Sendable {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// Makes an independent generator for one numbered thing, for instance a call or a block.
    init(seed: UInt64, stream: UInt64) {
        state = Self.mix(seed &+ 0x632B_E59B_D9B4_E019) ^ Self.mix(stream &* 0xD1B5_4A32_D192_ED03 &+ 1)
    }

    @inline(__always)
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return Self.mix(state)
    }

    /// Returns a number from 0 to `limit - 1`.
    @inline(__always)
    mutating func below(_ limit: Int) -> Int {
        Int(truncatingIfNeeded: ((next() >> 32) &* UInt64(truncatingIfNeeded: limit)) >> 32)
    }

    /// Returns true in `share` of a thousand cases.
    @inline(__always)
    mutating func perMille(_ share: Int) -> Bool { below(1000) < share }

    /// Scrambles 64 bits one-to-one: different numbers stay different.
    @inline(__always)
    static func mix(_ value: UInt64) -> UInt64 {
        var z = value
        z = (z ^ z >> 30) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ z >> 27) &* 0x94D0_49BB_1331_11EB
        return z ^ z >> 31
    }
}
