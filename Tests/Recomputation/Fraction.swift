import BigInt

/// A rounding, named by its treatment of an exact half.
enum Rounding: Sendable {
    case halfUp
    case halfEven
}

/// An exact number: a numerator over a positive denominator, in lowest terms.
struct Fraction: Hashable, Comparable, Sendable {
    let numerator: BigInt
    let denominator: BigInt

    static let zero = Fraction(0)

    init(_ whole: BigInt) {
        numerator = whole
        denominator = 1
    }

    init(_ numerator: BigInt, over denominator: BigInt) {
        precondition(denominator != 0)
        let divisor = numerator.greatestCommonDivisor(with: denominator)
        let sign: BigInt = denominator < 0 ? -1 : 1
        self.numerator = sign * numerator / divisor
        self.denominator = sign * denominator / divisor
    }

    /// Parses a plain decimal such as `-3.50`; nil for anything else.
    init?(decimal text: String) {
        var digits = Substring(text)
        let negative = digits.hasPrefix("-")
        if negative || digits.hasPrefix("+") { digits = digits.dropFirst() }
        let parts = digits.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
        else { return nil }
        let decimals = parts.count == 2 ? parts[1].utf8.count : 0
        guard let all = BigInt(parts.joined()) else { return nil }
        self.init(negative ? -all : all, over: BigInt(10).power(decimals))
    }

    /// Parses a percentage such as `7.5%`.
    init?(percent text: String) {
        guard text.hasSuffix("%"), let number = Fraction(decimal: String(text.dropLast())) else { return nil }
        self = number / Fraction(100)
    }

    static func + (a: Fraction, b: Fraction) -> Fraction {
        Fraction(a.numerator * b.denominator + b.numerator * a.denominator, over: a.denominator * b.denominator)
    }
    static func - (a: Fraction, b: Fraction) -> Fraction { a + -b }
    static prefix func - (a: Fraction) -> Fraction { Fraction(-a.numerator, over: a.denominator) }
    static func * (a: Fraction, b: Fraction) -> Fraction {
        Fraction(a.numerator * b.numerator, over: a.denominator * b.denominator)
    }
    static func / (a: Fraction, b: Fraction) -> Fraction {
        Fraction(a.numerator * b.denominator, over: a.denominator * b.numerator)
    }
    static func < (a: Fraction, b: Fraction) -> Bool {
        a.numerator * b.denominator < b.numerator * a.denominator
    }

    /// The largest whole number that is not above it.
    var floor: BigInt {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        return remainder < 0 ? quotient - 1 : quotient
    }

    /// The nearest whole number; a half goes away from zero, or to the even neighbour.
    func rounded(_ rounding: Rounding) -> BigInt {
        let magnitude = numerator < 0 ? -numerator : numerator
        let (quotient, remainder) = magnitude.quotientAndRemainder(dividingBy: denominator)
        let twice = remainder * 2
        var result = quotient
        if twice > denominator {
            result += 1
        } else if twice == denominator {
            let odd = quotient % 2 == 1
            if rounding == .halfUp || odd { result += 1 }
        }
        return numerator < 0 ? -result : result
    }
}

/// The number of decimals of a currency's minor unit (ISO 4217).
func minorDigits(_ currency: ByteString) -> Int {
    let none = [
        "BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND", "VUV", "XAF", "XOF",
        "XPF",
    ]
    if none.contains(currency.text) { return 0 }
    if ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"].contains(currency.text) { return 3 }
    if ["CLF", "UYW"].contains(currency.text) { return 4 }
    return 2
}

/// The number of minor units in one major unit.
func minorFactor(_ currency: ByteString) -> Fraction {
    Fraction(BigInt(10).power(minorDigits(currency)))
}

/// A whole number with a decimal point `digits` from its end: (123456, 2) is `1234.56`.
func pointed(_ value: BigInt, _ digits: Int) -> String {
    let sign = value < 0 ? "-" : ""
    var text = (value < 0 ? -value : value).description
    guard digits > 0 else { return sign + text }
    while text.utf8.count <= digits { text = "0" + text }
    return sign + text.dropLast(digits) + "." + text.suffix(digits)
}

/// Minor units as a decimal of the currency.
func money(_ minor: BigInt, _ currency: ByteString) -> String {
    pointed(minor, minorDigits(currency))
}

/// An exact value in minor units as a plain decimal in major units, with all its decimals and at least the currency's;
/// with 12 decimals, rounded, if it has more.
func exactMoney(_ minor: Fraction, _ currency: ByteString) -> String {
    let major = minor / minorFactor(currency)
    var rest = major.denominator
    var (twos, fives) = (0, 0)
    while rest % 2 == 0 { (rest, twos) = (rest / 2, twos + 1) }
    while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
    let digits = rest == 1 ? min(12, max(twos, fives, minorDigits(currency))) : 12
    return pointed((major * Fraction(BigInt(10).power(digits))).rounded(.halfEven), digits)
}
