import BigInt
import Money
import Rating
import Rules
import SeededRandom
import Testing
import Vocabulary

@testable import Settlement

/// Compares fractions with integers of unlimited size, up to the limits of 128 bits.
@Suite("Exact shares as shown")
struct FractionTests {
    static let currencies = ["XOF", "NGN", "KWD", "CLF"].map { Currency(code: $0)! }

    /// Formats a fraction as S5.20 requires, without limits.
    static func text(_ numerator: BigInt, over denominator: BigInt, _ currency: Currency) -> String {
        let places = 12 - currency.minorDigits
        let shift = BigInt(10).power(places)
        var (quotient, rest) = (BigInt(numerator.magnitude) * shift).quotientAndRemainder(dividingBy: denominator)
        if rest * 2 > denominator || (rest * 2 == denominator && quotient % 2 == 1) { quotient += 1 }
        var digits = String(quotient)
        digits = String(repeating: "0", count: max(0, 13 - digits.count)) + digits
        var decimals = digits.suffix(12)
        let isWhole = (numerator * shift) % denominator == 0 && shift % denominator == 0
        while isWhole, decimals.count > currency.minorDigits, decimals.last == "0" { decimals.removeLast() }
        let text = digits.dropLast(12) + (decimals.isEmpty ? "" : "." + decimals)
        return (numerator < 0 && quotient != 0 ? "-" : "") + text
    }

    static func value(_ fraction: Fraction) -> (BigInt, BigInt) {
        (BigInt(String(fraction.numerator))!, BigInt(String(fraction.denominator))!)
    }

    /// Returns a number with a random length in bits, so that small and large ones are equally likely.
    static func positive(_ dice: inout Seeded) -> Int128 {
        let bits = Int.random(in: 1...127, using: &dice)
        let value = (Int128(dice.next() >> 1) << 64) | Int128(dice.next())
        return max(1, value >> Int128(127 - bits))
    }

    @Test func textAtAllSizes() {
        var dice = Seeded(seed: 1)
        for round in 0..<4_000 {
            let sign: Int128 = round % 2 == 0 ? 1 : -1
            let edges: [Int128] = [1, .max, .max - 1, 10_000_000_000_000_000, Int128(Int64.max)]
            let numerator = sign * (round % 7 == 0 ? edges.randomElement(using: &dice)! : Self.positive(&dice))
            let denominator = round % 11 == 0 ? edges.randomElement(using: &dice)! : Self.positive(&dice)
            let fraction = Fraction(numerator, over: denominator)
            let (top, bottom) = Self.value(fraction)
            for currency in Self.currencies {
                #expect(
                    fraction.text(currency) == Self.text(top, over: bottom, currency),
                    "\(numerator) / \(denominator), \(currency)")
                var bytes: [UInt8] = []
                fraction.append(currency, to: &bytes)
                #expect(
                    String(decoding: bytes, as: UTF8.self) == fraction.text(currency),
                    "\(numerator) / \(denominator), \(currency)")
            }
        }
    }

    /// Each result is within 10⁻¹⁶ of the exact value. If the terms fit, it is exact.
    @Test func sumsAndPartsAtAllSizes() throws {
        var dice = Seeded(seed: 2)
        var rounded = 0
        let grain = BigInt(10).power(16)
        for _ in 0..<5_000 {
            // Fractions as large as amounts, with terms of any size.
            func fraction() -> Fraction {
                let denominator = Self.positive(&dice)
                let (whole, _) = Int128(Int64.max).multipliedReportingOverflow(by: denominator)
                let most = whole > 0 && denominator < Int128(1) << 62 ? whole : .max
                let value = Fraction(Self.positive(&dice) % most, over: denominator)
                return Bool.random(using: &dice) ? value : value.negated
            }
            let (a, b) = (fraction(), fraction())
            let weight = Int64.random(in: 0...(.max >> Int64.random(in: 0...62, using: &dice)), using: &dice)
            let whole = Int128(weight) + Self.positive(&dice) % (Int128(1) << 64)
            for (found, exact) in [
                (try? a.adding(b, "sum"), Self.sum(a, b)),
                (try? a.scaled(by: weight, of: max(whole, 1), "part"), Self.part(a, weight, max(whole, 1))),
            ] {
                guard let found else {
                    // Only a value too large for an amount is refused.
                    #expect(BigInt(exact.0.magnitude) / exact.1 > BigInt(Int64.max))
                    continue
                }
                let (top, bottom) = Self.value(found)
                let difference = top * exact.1 - exact.0 * bottom
                if difference != 0 { rounded += 1 }
                #expect(BigInt(difference.magnitude) * grain < bottom * exact.1)
            }
        }
        #expect(rounded > 300, "nothing was too large: this test shows nothing")
    }

    static func sum(_ a: Fraction, _ b: Fraction) -> (BigInt, BigInt) {
        let ((n, d), (m, e)) = (value(a), value(b))
        return (n * e + m * d, d * e)
    }

    static func part(_ a: Fraction, _ weight: Int64, _ whole: Int128) -> (BigInt, BigInt) {
        let (n, d) = value(a)
        return (n * BigInt(weight), d * BigInt(String(whole))!)
    }

    /// 305,104 segments of two providers, then one more. The exact shares of the adjustment have a 90-bit denominator.
    @Test func anAdjustmentOfManySegments() throws {
        let provider = SplitEntry(take: .share(try Rate("33.333333%")), target: .recipient(.provider))
        let pool = SplitEntry(
            take: .share(try Rate("66.666667%")), target: .settlement(among: [provider, Making.remaining("host")]))
        let splitter = Splitter(Making.rules([pool, Making.remaining("host")]))
        func charge(_ amount: Int64, _ own: Int64) -> Charge {
            let parts = [
                ProviderPart(provider: "a", units: own, costMinor: 0),
                ProviderPart(provider: "b", units: 293_183, costMinor: 0),
            ]
            return Making.charge(amount, units: own + 293_183, parts: parts)
        }
        let before = try splitter.shares(of: charge(646_669, 11_921))
        let now = try splitter.shares(of: charge(646_672, 11_922))
        let franc = Currency(code: "XOF")!
        let moved = try zip(before, now).map { try $1.exact.adding($0.exact.negated, "moved").text(franc) }
        #expect(moved == ["0.478646437077", "0.188020226257", "2.333333336667"])
    }
}
