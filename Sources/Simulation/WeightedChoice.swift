/// A choice among numbered things of different weight.
///
/// A table of 256 equal parts, so that a choice is one look-up; a weight below 1/256 of the sum is rounded up to it.
struct WeightedChoice: Sendable {
    private let parts: [UInt16]

    /// - Parameter weights: at least one, all above 0.
    init(_ weights: [Int]) {
        let sum = weights.reduce(0, +)
        var parts: [UInt16] = []
        var before = 0
        for (index, weight) in weights.enumerated() {
            let first = parts.count
            before += weight
            while parts.count < max(before * 256 / sum, first + 1) { parts.append(UInt16(index)) }
        }
        self.parts = parts
    }

    @inline(__always)
    func pick(_ random: inout SplitMix64) -> Int { Int(parts[random.below(parts.count)]) }
}
