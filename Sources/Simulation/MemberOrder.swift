/// The order in which an object's members are written: as documented, or shuffled.
///
/// It is a sequence of the numbers `0 ..< count`, at most 16, stored as nibbles of one word.
struct MemberOrder: Sequence, IteratorProtocol {
    private var nibbles: UInt64 = 0xFEDC_BA98_7654_3210
    private var remaining: Int

    @inline(__always)
    init(_ count: Int) {
        assert(count <= 16)
        remaining = count
    }

    /// Makes an order with `random`; all orders are equally likely.
    init(_ count: Int, shuffledBy random: inout SplitMix64) {
        self.init(count)
        for last in stride(from: count - 1, to: 0, by: -1) {
            let other = random.below(last + 1)
            let difference = (nibbles >> UInt64(4 * last) ^ nibbles >> UInt64(4 * other)) & 0xF
            nibbles ^= difference << UInt64(4 * last)
            if other != last { nibbles ^= difference << UInt64(4 * other) }
        }
    }

    @inline(__always)
    mutating func next() -> Int? {
        guard remaining > 0 else { return nil }
        remaining -= 1
        defer { nibbles >>= 4 }
        return Int(truncatingIfNeeded: nibbles & 0xF)
    }
}
