/// The rank of each value among all values in order.
///
/// Very many things are sorted by these numbers, because comparing their texts would take most of the time.
public struct Ranks<Value: Hashable & Comparable> {
    private let ranks: [Value: UInt64]

    /// - Complexity: O(values), and a sort of the distinct values.
    public init(_ values: some Sequence<Value>) {
        var ranks: [Value: UInt64] = [:]
        for (rank, value) in Set(values).sorted().enumerated() { ranks[value] = UInt64(rank) }
        self.ranks = ranks
    }

    /// - Precondition: `value` is one of the values that `init` was given.
    public subscript(value: Value) -> UInt64 { ranks[value, default: .max] }
}

extension Array {
    /// The elements sorted by three numbers of each: by `first`, then `second`, then `third`. Equal ones keep their
    /// order.
    public func sorted(byNumbers numbers: (Element) -> (first: UInt64, second: UInt64, third: UInt64)) -> [Element] {
        var keys: [(first: UInt64, second: UInt64, third: UInt64, index: Int)] = []
        keys.reserveCapacity(count)
        for (index, element) in enumerated() {
            let (first, second, third) = numbers(element)
            keys.append((first, second, third, index))
        }
        keys.sort { a, b in
            if a.first != b.first { return a.first < b.first }
            if a.second != b.second { return a.second < b.second }
            return a.third != b.third ? a.third < b.third : a.index < b.index
        }
        return keys.map { self[$0.index] }
    }
}
