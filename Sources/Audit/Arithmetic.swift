import Money

/// The auditor's own arithmetic: written independently of the engine's, and checked at every step.
enum Arithmetic {
    /// Returns `a + b`.
    static func sum(_ a: Int128, _ b: Int128) throws(Unworkable) -> Int128 {
        let (result, overflow) = a.addingReportingOverflow(b)
        // Int128.min can't be negated.
        guard !overflow, result > .min else { throw Unworkable("a sum beyond 128 bits") }
        return result
    }

    /// Returns the sum of the values.
    static func sum(_ values: [Int128]) throws(Unworkable) -> Int128 {
        var all: Int128 = 0
        for value in values { all = try sum(all, value) }
        return all
    }

    /// Returns `a × b`.
    static func product(_ a: Int128, _ b: Int128) throws(Unworkable) -> Int128 {
        let (result, overflow) = a.multipliedReportingOverflow(by: b)
        guard !overflow, result > .min else { throw Unworkable("a product beyond 128 bits") }
        return result
    }

    static func power(_ exponent: Int) -> Int128 { powers[exponent] }

    /// 10⁰ to 10²⁴, more than any call needs.
    private static let powers: [Int128] = (0...24).map { (0..<$0).reduce(Int128(1)) { power, _ in power * 10 } }

    /// Returns the largest whole number not above `numerator / denominator`. The denominator is positive.
    static func floor(_ numerator: Int128, _ denominator: Int128) -> Int128 {
        let quotient = numerator / denominator
        return numerator % denominator < 0 ? quotient - 1 : quotient
    }

    /// Returns `numerator / denominator`, rounded to a whole number by the rules' `rounding`.
    static func rounded(_ numerator: Int128, _ denominator: Int128, _ rounding: Rounding) -> Int128 {
        // The magnitude is rounded, so that a half goes away from zero for both signs.
        let magnitude = numerator < 0 ? -numerator : numerator
        var whole = magnitude / denominator
        let rest = magnitude % denominator
        let missing = denominator - rest
        let isHalfUp =
            switch rounding {
            case .halfUp: true
            case .halfEven: whole % 2 == 1
            }
        if rest > missing || (rest == missing && isHalfUp) { whole += 1 }
        return numerator < 0 ? -whole : whole
    }

    /// Rounds an amount in 10⁻⁸ minor units to whole minor units.
    static func rounded(e8: Int128, _ rounding: Rounding) -> Int128 {
        rounded(e8, power(8), rounding)
    }

    /// Returns a price in 10⁻⁸ minor units.
    static func e8(_ price: Price, _ currency: Currency) throws(Unworkable) -> Int128 {
        try product(Int128(price.scaled), power(currency.minorDigits))
    }

    /// Reads an amount as the files write it: exactly the currency's decimals, no leading zeros.
    static func minor(_ text: String, _ currency: Currency) -> Int64? {
        // Int64.min can't be negated, and no real amount is that low.
        wideMinor(text, currency).flatMap { Int64(exactly: $0) }.flatMap { $0 > .min ? $0 : nil }
    }

    /// The limit for a sum over transactions: 2³⁷ amounts of 63 bits.
    ///
    /// **Bounds**: sums of as many such cells as fit into a file fit into 128 bits, whatever the cells say.
    static let widest: UInt128 = 1 << 100

    /// Reads a sum of amounts, which may need more than 64 bits.
    static func wideMinor(_ text: String, _ currency: Currency) -> Int128? {
        let digits = text.utf8.filter { $0 != UInt8(ascii: ".") }
        guard let value = Int128(String(decoding: digits, as: UTF8.self)), value.magnitude < widest,
            self.text(value, currency).utf8.elementsEqual(text.utf8)
        else { return nil }
        return value
    }

    /// Formats an amount as the files write it.
    static func text(_ minor: Int128, _ currency: Currency) -> String {
        decimal(minor, decimals: currency.minorDigits, least: currency.minorDigits)
    }

    /// Formats `scaled × 10^-decimals` with at least `least` decimals.
    static func decimal(_ scaled: Int128, decimals: Int, least: Int) -> String {
        // At most 39 digits, or 25 with zeros before them, a point and a sign.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { bytes in
            var (begin, end, place) = (bytes.count, bytes.count, 0)
            func put(_ digit: UInt64) {
                if place == decimals, decimals > 0 {
                    begin -= 1
                    bytes[begin] = UInt8(ascii: ".")
                }
                begin -= 1
                bytes[begin] = 48 + UInt8(digit)
                place += 1
            }
            var rest = scaled.magnitude
            while rest > UInt64.max {
                put(UInt64(rest % 10))
                rest /= 10
            }
            var low = UInt64(rest)
            while low > 0 || place <= decimals {
                put(low % 10)
                low /= 10
            }
            var shown = decimals
            while shown > least, bytes[end - 1] == 48 { (end, shown) = (end - 1, shown - 1) }
            if shown == 0, decimals > 0 { end -= 1 }
            if scaled < 0 {
                begin -= 1
                bytes[begin] = UInt8(ascii: "-")
            }
            return String(decoding: bytes[begin..<end], as: UTF8.self)
        }
    }

    /// Divides `total ≥ 0` by largest remainder: parts are rounded down, then the largest fractions get one unit each.
    ///
    /// Equal fractions come in the order of the weights.
    static func shares(of total: Int128, _ weights: [Int128]) throws(Unworkable) -> [Int128] {
        let whole = try sum(weights)
        guard whole > 0, total >= 0, weights.allSatisfy({ $0 >= 0 }) else {
            throw Unworkable("weights that share nothing")
        }
        var floors: [Int128] = []
        var rests: [Int128] = []
        var given: Int128 = 0
        for weight in weights {
            let exact = try product(total, weight)
            floors.append(exact / whole)
            rests.append(exact % whole)
            // The floors of the parts never add up to more than the total.
            given += exact / whole
        }
        var left = total - given
        while left > 0 {
            var best = 0
            for index in rests.indices where rests[index] > rests[best] { best = index }
            floors[best] += 1
            rests[best] = -1
            left -= 1
        }
        return floors
    }
}

/// An exact fraction in lowest terms. Operations return `nil` if its terms would exceed 128 bits.
struct Ratio: Equatable {
    var numerator: Int128
    /// Always positive.
    var denominator: Int128

    init(_ numerator: Int128, _ denominator: Int128 = 1) {
        let divisor = Ratio.divisor(numerator < 0 ? -numerator : numerator, denominator)
        self.numerator = divisor == 1 ? numerator : numerator / divisor
        self.denominator = divisor == 1 ? denominator : denominator / divisor
    }

    /// Returns the greatest common divisor of two numbers that are not negative; 1 if both are 0.
    private static func divisor(_ a: Int128, _ b: Int128) -> Int128 {
        if b == 1 { return 1 }
        var (a, b) = (a, b)
        while b != 0 {
            // Numbers of 64 bits take a fraction of the time.
            if var low = UInt64(exactly: a), var other = UInt64(exactly: b) {
                while other != 0 { (low, other) = (other, low % other) }
                return Int128(low)
            }
            (a, b) = (b, a % b)
        }
        return a == 0 ? 1 : a
    }

    /// Whether the fraction is below a whole number.
    func isBelow(_ bound: Int128) -> Bool { Arithmetic.floor(numerator, denominator) < bound }

    var opposite: Ratio { Ratio(lowest: (-numerator, denominator)) }

    /// - Parameter lowest: the terms, which are known to be the lowest.
    private init(lowest: (Int128, Int128)) { (numerator, denominator) = lowest }

    func plus(_ other: Ratio) -> Ratio? {
        // Adding a whole number keeps the denominator, and the terms the lowest.
        if other.denominator == 1, denominator != 1 { return other.plus(self) }
        if denominator == 1 {
            let left = try? Arithmetic.product(numerator, other.denominator)
            let sum = left.flatMap { try? Arithmetic.sum($0, other.numerator) }
            return sum.map { Ratio(lowest: ($0, other.denominator)) }
        }
        let shared = Ratio(denominator, other.denominator)
        // denominator / other.denominator = shared; the least common multiple is denominator × shared.denominator.
        guard let left = try? Arithmetic.product(numerator, shared.denominator),
            let right = try? Arithmetic.product(other.numerator, shared.numerator),
            let sum = try? Arithmetic.sum(left, right),
            let whole = try? Arithmetic.product(denominator, shared.denominator)
        else { return nil }
        return Ratio(sum, whole)
    }

    func times(_ weight: Int128, of whole: Int128) -> Ratio? {
        let factor = Ratio(weight, whole)
        let (a, b) = (Ratio(numerator, factor.denominator), Ratio(factor.numerator, denominator))
        guard let product = try? Arithmetic.product(a.numerator, b.numerator),
            let divisor = try? Arithmetic.product(a.denominator, b.denominator)
        else { return nil }
        return Ratio(product, divisor)
    }

    /// Formats a fraction of minor units in major units, with at least the currency's decimals.
    ///
    /// A value that needs more than 12 decimals is rounded to 12, half to even, and all 12 are shown.
    func text(_ currency: Currency) throws(Unworkable) -> String {
        let places = 12 - currency.minorDigits
        let divisor = denominator.magnitude
        var (whole, rest) = numerator.magnitude.quotientAndRemainder(dividingBy: divisor)
        if rest <= UInt128.max / Arithmetic.power(places).magnitude {
            let one = Arithmetic.power(places).magnitude
            let (shifted, isBeyond) = whole.multipliedReportingOverflow(by: one)
            let fraction = (rest * one).quotientAndRemainder(dividingBy: divisor)
            guard !isBeyond, shifted < UInt128.max / 4 else { throw Unworkable("a decimal beyond 128 bits") }
            (whole, rest) = (shifted + fraction.quotient, fraction.remainder)
        } else {
            for _ in 0..<places { try Ratio.shift(&whole, &rest, divisor) }
        }
        if rest > divisor - rest || (rest == divisor - rest && whole % 2 == 1) { whole += 1 }
        return Arithmetic.decimal(
            numerator < 0 ? -Int128(whole) : Int128(whole), decimals: 12,
            least: Arithmetic.power(places) % denominator == 0 ? currency.minorDigits : 12)
    }

    /// Moves one more decimal of a remainder to the whole part.
    ///
    /// Ten times the remainder may leave 128 bits. So it is added ten times, and the divisor is subtracted whenever the
    /// sum reaches it.
    private static func shift(
        _ whole: inout UInt128, _ rest: inout UInt128, _ divisor: UInt128
    ) throws(Unworkable) {
        let one = rest
        var digit: UInt128 = 0
        rest = 0
        for _ in 0..<10 {
            // Both are below the divisor, which is below 2¹²⁷, so the sum fits.
            rest += one
            if rest >= divisor {
                rest -= divisor
                digit += 1
            }
        }
        let (shifted, isBeyond) = whole.multipliedReportingOverflow(by: 10)
        guard !isBeyond, shifted < UInt128.max / 4 else { throw Unworkable("a decimal beyond 128 bits") }
        whole = shifted + digit
    }
}
