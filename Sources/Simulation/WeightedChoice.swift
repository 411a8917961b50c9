/// A choice among numbered things of different weight, one random word each. All of it is in whole numbers.
struct WeightedChoice: Sendable {
    private enum Table: Sendable {
        /// 256 equal parts or some more, each with what it stands for.
        case parts([UInt16])
        /// A column for each thing: up to `limit` of 2³² it is that thing, and beyond it `other`.
        case columns([Column])
    }

    private struct Column: Sendable {
        var limit: UInt32
        var other: UInt32
    }

    private let table: Table

    /// A choice among few; a weight below 1/256 of the sum is rounded up to it.
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

    /// Zipf's law: the second is half as frequent as the first, the third a third, and so on.
    ///
    /// Walker's alias method: columns of equal height, each of at most two things, so that a choice among a million is
    /// one look-up too.
    /// - Parameter count: how many things, 1 to a million.
    init(zipf count: Int) {
        // Even the millionth keeps a weight of four digits.
        let weights = (1...UInt64(count)).map { (1 << 34) / $0 }
        let height = weights.reduce(0, +)
        // What each has is reckoned in parts of a column: `count` columns of `height` share out count · height.
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
