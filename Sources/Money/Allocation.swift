/// Divides an amount into shares that add up to it exactly, to the minor unit (S4.25).
public enum Allocation {
    /// The shares of `total` in proportion to `weights`, by the largest remainder method.
    ///
    /// Each exact share is floored; the missing minor units go one each to the largest fractions, ties in the order
    /// given. A negative total gives the shares of its opposite, negated: a reversal takes back exactly what was given
    /// before.
    ///
    ///     Allocation.shares(of: 100, weights: [1, 1, 1])   // 34, 33, 33
    ///
    /// - Parameters:
    ///   - total: in minor units.
    ///   - weights: not negative, with a positive sum; for instance rates in 10⁻⁸, units, or costs.
    /// - Returns: one share for each weight, adding up to `total`.
    /// - Throws: `AmountOverflow` naming `what` if `total` is `Int64.min`.
    /// - Complexity: O(n log n).
    public static func shares(
        of total: Int64, weights: [Int64], _ what: @autoclosure () -> String
    ) throws(AmountOverflow) -> [Int64] {
        guard total >= 0 else {
            guard total != .min else { throw AmountOverflow(what()) }
            return try shares(of: -total, weights: weights, what()).map { -$0 }
        }
        var weightSum: Int128 = 0
        for weight in weights {
            precondition(weight >= 0, "a weight is negative")
            weightSum += Int128(weight)
        }
        precondition(weightSum > 0, "all weights are 0")
        var shares: [Int64] = []
        var remainders: [Int128] = []
        var missing = total
        for weight in weights {
            // 2^63 × 2^63 fits into 127 bits.
            let (floor, remainder) = (Int128(total) * Int128(weight)).quotientAndRemainder(dividingBy: weightSum)
            shares.append(Int64(floor))
            remainders.append(remainder)
            missing -= Int64(floor)
        }
        let order = weights.indices.sorted {
            remainders[$0] != remainders[$1] ? remainders[$0] > remainders[$1] : $0 < $1
        }
        for index in order.prefix(Int(missing)) { shares[index] += 1 }
        return shares
    }
}
