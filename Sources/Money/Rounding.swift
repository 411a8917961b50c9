/// How an exact amount is rounded to whole minor units: `rounding` of the rules.
public enum Rounding: String, CaseIterable, Sendable, Hashable {
    /// Halves go away from zero: the default, as in the tax examples of EN 16931.
    case halfUp = "half_up"
    /// Halves go to the even neighbour.
    case halfEven = "half_even"

    /// `numerator / denominator`, rounded to a whole number.
    ///
    /// - Precondition: `denominator` is positive.
    public func divide(_ numerator: Int128, by denominator: Int128) -> Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        let distance = remainder.magnitude
        let rest = denominator.magnitude - distance
        let away = numerator < 0 ? quotient - 1 : quotient + 1
        if distance < rest { return quotient }
        if distance > rest { return away }
        switch self {
        case .halfUp: return away
        case .halfEven: return quotient % 2 == 0 ? quotient : away
        }
    }
}
