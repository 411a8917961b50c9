package import Money

/// A fraction in lowest terms. It shows a share as it was before rounding.
///
/// It is exact while its terms fit into 128 bits; those of any realistic charge do. A larger one (the difference of two
/// splits with different units can be) is rounded to 18 decimals of a minor unit. That is enough: at most 12 decimals
/// are shown, and no amount is calculated from it.
package struct Fraction: Hashable, Sendable {
    /// Greater than `Int128.min`, so that it can be negated.
    package let numerator: Int128
    /// Positive.
    package let denominator: Int128

    package static let zero = Fraction(whole: 0)

    /// The decimals of a minor unit that are kept when the exact terms do not fit.
    private static let roundedDecimals = 18

    package init(whole: Int64) {
        numerator = Int128(whole)
        denominator = 1
    }

    /// A fraction that is in lowest terms already: `numerator` and `denominator` are those of another.
    init(lowest numerator: Int128, over denominator: Int128) {
        (self.numerator, self.denominator) = (numerator, denominator)
    }

    /// - Precondition: `denominator` is positive, and `numerator` is not `Int128.min`.
    package init(_ numerator: Int128, over denominator: Int128) {
        precondition(denominator > 0, "a fraction's denominator is positive")
        precondition(numerator > .min, "a fraction's numerator can be negated")
        let divisor = Fraction.greatestCommonDivisor(numerator.magnitude, denominator.magnitude)
        if divisor == 1 {
            (self.numerator, self.denominator) = (numerator, denominator)
        } else if let small = Int64(exactly: numerator), let whole = Int64(exactly: denominator) {
            (self.numerator, self.denominator) = (Int128(small / Int64(divisor)), Int128(whole / Int64(divisor)))
        } else {
            (self.numerator, self.denominator) = (numerator / Int128(divisor), denominator / Int128(divisor))
        }
    }

    /// - Throws: `AmountOverflow` naming `what` if the value itself is too large, not only its exact terms.
    package func adding(_ other: Fraction, _ what: @autoclosure () -> String) throws(AmountOverflow) -> Fraction {
        if let exact = exactSum(other) { return exact }
        let rounded = try self.rounded(what()).adding(try other.rounded(what()), what())
        guard rounded > .min else { throw AmountOverflow(what()) }
        return Fraction(rounded, over: Power.ofTen(Fraction.roundedDecimals))
    }

    /// `self × weight / whole`.
    ///
    /// - Throws: `AmountOverflow` naming `what` if the value itself is too large, not only its exact terms.
    package func scaled(
        by weight: Int64, of whole: Int128, _ what: @autoclosure () -> String
    ) throws(AmountOverflow) -> Fraction {
        if let exact = exactProduct(Fraction(Int128(weight), over: whole)) { return exact }
        let value = try rounded(what())
        let product = value.magnitude.multipliedFullWidth(by: UInt128(weight.magnitude))
        guard product.high < whole.magnitude else { throw AmountOverflow(what()) }
        let (quotient, rest) = whole.magnitude.dividingFullWidth(product)
        let isUp = Fraction.roundsUp(quotient, rest, of: whole.magnitude)
        guard let scaled = Int128(exactly: quotient), scaled < .max else { throw AmountOverflow(what()) }
        let magnitude = scaled + (isUp ? 1 : 0)
        let isNegative = (value < 0) != (weight < 0)
        return Fraction(isNegative ? -magnitude : magnitude, over: Power.ofTen(Fraction.roundedDecimals))
    }

    /// Whether the value is above a bound, or below it.
    func isBeyond(_ bound: Int64, below isBelow: Bool) -> Bool {
        let (quotient, rest) = numerator.quotientAndRemainder(dividingBy: denominator)
        let floor = rest < 0 ? quotient - 1 : quotient
        return isBelow ? floor < Int128(bound) : floor > Int128(bound) || (floor == Int128(bound) && rest != 0)
    }

    package var negated: Fraction { Fraction(lowest: -numerator, over: denominator) }

    /// Whether this is 0, or a remainder of rounding to 18 decimals: below 10⁻¹⁶, in units of 10⁻¹⁸.
    package var isNothing: Bool {
        let grain = Power.ofTen(Fraction.roundedDecimals)
        return numerator == 0
            || (grain % denominator == 0 && numerator.magnitude < 100
                && numerator * (grain / denominator) / 100 == 0)
    }

    /// The value in major units, as a decimal with at least the currency's digits.
    ///
    /// A value that needs more than 12 decimals is rounded to 12, halves to even, and all 12 are shown.
    package func text(_ currency: Currency) -> String {
        let decimals = 12
        let places = decimals - currency.minorDigits
        let (whole, fraction, isUp) = digits(places)
        var digits = Array(String(whole).utf8) + fraction.map { 48 + $0 }
        if isUp { Fraction.increment(&digits) }
        let ends = Power.ofTen(places) % denominator == 0
        return DecimalFormat.text(
            digits: digits, isNegative: numerator < 0, decimals: decimals,
            leastDecimals: ends ? currency.minorDigits : decimals)
    }

    /// Appends the same text to bytes. Use it to write very many fractions.
    package func append(_ currency: Currency, to bytes: inout [UInt8]) {
        let decimals = 12
        let scale = Power.ofTen(decimals - currency.minorDigits)
        let product = numerator.magnitude.multipliedReportingOverflow(by: scale.magnitude)
        let (quotient, rest) = product.partialValue.quotientAndRemainder(dividingBy: denominator.magnitude)
        guard !product.overflow, let magnitude = Int128(exactly: quotient), magnitude < .max else {
            return bytes.append(contentsOf: text(currency).utf8)
        }
        let rounded = magnitude + (Fraction.roundsUp(quotient, rest, of: denominator.magnitude) ? 1 : 0)
        DecimalFormat.append(
            scaled: numerator < 0 ? -rounded : rounded, decimals: decimals,
            leastDecimals: scale % denominator == 0 ? currency.minorDigits : decimals, to: &bytes)
    }

    // MARK: - Exact arithmetic

    private func exactSum(_ other: Fraction) -> Fraction? {
        if denominator == other.denominator {
            let sum = numerator.addingReportingOverflow(other.numerator)
            return sum.overflow || sum.partialValue == .min ? nil : Fraction(sum.partialValue, over: denominator)
        }
        let divisor = Int128(Fraction.greatestCommonDivisor(denominator.magnitude, other.denominator.magnitude))
        let left = numerator.multipliedReportingOverflow(by: other.denominator / divisor)
        let right = other.numerator.multipliedReportingOverflow(by: denominator / divisor)
        let whole = denominator.multipliedReportingOverflow(by: other.denominator / divisor)
        let sum = left.partialValue.addingReportingOverflow(right.partialValue)
        guard !left.overflow, !right.overflow, !whole.overflow, !sum.overflow, sum.partialValue > .min else {
            return nil
        }
        return Fraction(sum.partialValue, over: whole.partialValue)
    }

    private func exactProduct(_ factor: Fraction) -> Fraction? {
        // Crosswise reduction keeps the products small.
        let first = Fraction(numerator, over: factor.denominator)
        let second = Fraction(factor.numerator, over: denominator)
        let product = first.numerator.multipliedReportingOverflow(by: second.numerator)
        let whole = first.denominator.multipliedReportingOverflow(by: second.denominator)
        guard !product.overflow, !whole.overflow, product.partialValue > .min else { return nil }
        return Fraction(product.partialValue, over: whole.partialValue)
    }

    // Most terms fit into 64 bits, where division takes a fraction of the time.
    private static func greatestCommonDivisor(_ a: UInt128, _ b: UInt128) -> UInt128 {
        var (a, b) = (a, b)
        while b != 0 {
            if var small = UInt64(exactly: a), var other = UInt64(exactly: b) {
                while other != 0 { (small, other) = (other, small % other) }
                return UInt128(small)
            }
            (a, b) = (b, a % b)
        }
        return max(a, 1)
    }

    // MARK: - Long division

    /// The magnitude as its whole part, its decimals, and whether the last digit rounds up (halves to even).
    ///
    /// A remainder times ten may exceed 128 bits, so each step works at twice the width.
    private func digits(_ places: Int) -> (whole: UInt128, decimals: [UInt8], isUp: Bool) {
        let divisor = denominator.magnitude
        var (last, rest) = numerator.magnitude.quotientAndRemainder(dividingBy: divisor)
        let whole = last
        var decimals: [UInt8] = []
        decimals.reserveCapacity(places)
        if let small = UInt64(exactly: divisor), small <= .max / 10 {
            var left = UInt64(rest)
            for _ in 0..<places {
                let (digit, remainder) = (left * 10).quotientAndRemainder(dividingBy: small)
                decimals.append(UInt8(digit))
                (last, left) = (UInt128(digit), remainder)
            }
            return (whole, decimals, Fraction.roundsUp(last, UInt128(left), of: divisor))
        }
        for _ in 0..<places {
            (last, rest) = divisor.dividingFullWidth(rest.multipliedFullWidth(by: 10))
            decimals.append(UInt8(last))
        }
        return (whole, decimals, Fraction.roundsUp(last, rest, of: divisor))
    }

    /// Whether a quotient rounds up: its remainder `rest` is more than half, or half and the quotient is odd.
    private static func roundsUp(_ quotient: UInt128, _ rest: UInt128, of divisor: UInt128) -> Bool {
        let missing = divisor - rest
        return rest > missing || (rest == missing && quotient % 2 == 1)
    }

    /// The value, rounded to units of 10⁻¹⁸.
    private func rounded(_ what: @autoclosure () -> String) throws(AmountOverflow) -> Int128 {
        let (whole, decimals, isUp) = digits(Fraction.roundedDecimals)
        guard var value = Int128(exactly: whole) else { throw AmountOverflow(what()) }
        for digit in decimals {
            value = try value.multiplied(by: 10, what()).adding(Int128(digit), what())
        }
        if isUp { value = try value.adding(1, what()) }
        return numerator < 0 ? -value : value
    }

    /// Adds 1 to the number that the decimal digits spell.
    private static func increment(_ digits: inout [UInt8]) {
        for index in digits.indices.reversed() {
            guard digits[index] == UInt8(ascii: "9") else {
                digits[index] += 1
                return
            }
            digits[index] = UInt8(ascii: "0")
        }
        digits.insert(UInt8(ascii: "1"), at: 0)
    }
}
