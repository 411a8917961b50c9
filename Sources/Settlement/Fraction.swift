public import Money

/// An exact fraction in lowest terms, for showing what a share was before its rounding.
public struct Fraction: Hashable, Sendable {
    public let numerator: Int128
    /// Positive.
    public let denominator: Int128

    public static let zero = Fraction(whole: 0)

    public init(whole: Int64) {
        numerator = Int128(whole)
        denominator = 1
    }

    /// - Precondition: `denominator` is positive.
    public init(_ numerator: Int128, over denominator: Int128) {
        precondition(denominator > 0, "a fraction's denominator is positive")
        let divisor = Fraction.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
        self.numerator = numerator / Int128(divisor)
        self.denominator = denominator / Int128(divisor)
    }

    /// - Throws: `AmountOverflow` naming `sum` where the terms leave 128 bits.
    public func adding(_ other: Fraction, _ sum: @autoclosure () -> String) throws(AmountOverflow) -> Fraction {
        let divisor = Int128(Fraction.greatestCommonDivisor(denominator.magnitude, other.denominator.magnitude))
        let left = try numerator.multiplied(by: other.denominator / divisor, sum())
        let right = try other.numerator.multiplied(by: denominator / divisor, sum())
        return Fraction(
            try left.adding(right, sum()), over: try denominator.multiplied(by: other.denominator / divisor, sum()))
    }

    /// `self × weight / whole`.
    ///
    /// - Throws: `AmountOverflow` naming `sum` where the terms leave 128 bits.
    public func scaled(
        by weight: Int64, of whole: Int128, _ sum: @autoclosure () -> String
    ) throws(AmountOverflow) -> Fraction {
        let factor = Fraction(Int128(weight), over: whole)
        // Crosswise reduction keeps the products small.
        let first = Fraction(numerator, over: factor.denominator)
        let second = Fraction(factor.numerator, over: denominator)
        return Fraction(
            try first.numerator.multiplied(by: second.numerator, sum()),
            over: try first.denominator.multiplied(by: second.denominator, sum()))
    }

    public var negated: Fraction { Fraction(-numerator, over: denominator) }

    /// In major units, as a decimal of at least the currency's digits; what does not end within 12 decimals is rounded
    /// to 12, halves to even, and shows all of them.
    public func text(_ currency: Currency) -> String {
        let decimals = 12
        let shift = Power.ofTen(decimals - currency.minorDigits)
        let scaled: Int128
        let ends = Power.ofTen(decimals - currency.minorDigits) % denominator == 0
        let (product, overflow) = numerator.multipliedReportingOverflow(by: shift)
        if overflow {
            let (whole, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
            scaled = whole * shift + Rounding.halfEven.divide(rest * shift, by: denominator)
        } else {
            scaled = Rounding.halfEven.divide(product, by: denominator)
        }
        return DecimalFormat.text(
            scaled: scaled, decimals: decimals, leastDecimals: ends ? currency.minorDigits : decimals)
    }

    private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b != 0 { (a, b) = (b, a % b) }
        return max(a, 1)
    }
}
