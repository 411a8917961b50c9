/// A weighted choice among numbered things, with one random word each and integers only.
struct WeightedChoice: Sendable {
    private enum Table: Sendable {
        /// At least 256 equal parts, each with the number of its thing.
        case parts([UInt16])
        /// One column for each thing. Up to `limit` of 2³² it stands for that thing, beyond it for `other`.
        case columns([Column])
    }

    private struct Column: Sendable {
        var limit: UInt32
        var other: UInt32
    }

    private let table: Table

    /// Makes a choice among few things. A weight below 1/256 of the sum is rounded up to that.
    ///
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
        table = .parts(parts)
    }

    /// Makes a choice by Zipf's law: the second is half as frequent as the first, the third a third as frequent.
    ///
    /// It uses Walker's alias method: columns of equal height, each with at most two things. So a choice among a
    /// million also takes one look-up.
    ///
    /// - Parameter count: the number of things, 1 to a million.
    init(zipf count: Int) {
        // Even the millionth has a weight of five digits.
        let weights = (1...UInt64(count)).map { (1 << 34) / $0 }
        let height = weights.reduce(0, +)
        // Weights are scaled by `count`, so that `count` columns of `height` hold exactly all of them.
        var rest = weights.map { $0 * UInt64(count) }
        var small = rest.indices.filter { rest[$0] < height }
        var large = rest.indices.filter { rest[$0] >= height }
        var columns = rest.indices.map { Column(limit: .max, other: UInt32($0)) }
        while let lower = small.popLast(), let upper = large.last {
            let parts = height.dividingFullWidth((rest[lower] >> 32, rest[lower] << 32)).quotient
            columns[lower] = Column(limit: UInt32(truncatingIfNeeded: parts), other: UInt32(upper))
            rest[upper] -= height - rest[lower]
            if rest[upper] < height {
                large.removeLast()
                small.append(upper)
            }
        }
        table = .columns(columns)
    }

    @inline(__always)
    func pick(_ random: inout SplitMix64) -> Int {
        switch table {
        case .parts(let parts): return Int(parts[random.below(parts.count)])
        case .columns(let columns):
            let word = random.next()
            let place = Int(truncatingIfNeeded: ((word >> 32) &* UInt64(columns.count)) >> 32)
            let column = columns[place]
            return UInt32(truncatingIfNeeded: word) <= column.limit ? place : Int(column.other)
        }
    }
}
