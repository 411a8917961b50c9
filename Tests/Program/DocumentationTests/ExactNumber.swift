/// A number in JSON, exactly as written: digits times a power of ten. Checking a document uses no floating point.
struct ExactNumber: Comparable, Sendable {
    private let isNegative: Bool
    /// The value of each digit, without 0 at either end; empty for the number 0.
    private let digits: [UInt8]
    /// The power of ten by which the digits are multiplied.
    private let exponent: Int

    /// - Returns: `nil` if the text is not a number by RFC 8259.
    init?(_ text: String) {
        guard let parts = text.wholeMatch(of: /(-?)(0|[1-9][0-9]*)(?:\.([0-9]+))?(?:[eE]([+\-]?[0-9]+))?/) else {
            return nil
        }
        let fraction = parts.3.map(String.init) ?? ""
        var power = 0
        if let written = parts.4 {
            let sign = written.first == "-" ? -1 : 1
            guard let value = Int(written.drop { $0 == "+" || $0 == "-" }) else { return nil }
            power = sign * value
        }
        var digits = (String(parts.2) + fraction).utf8.map { $0 - 48 }
        power -= fraction.utf8.count
        while digits.last == 0 {
            digits.removeLast()
            power += 1
        }
        digits = Array(digits.drop { $0 == 0 })
        self.digits = digits
        isNegative = parts.1 == "-" && !digits.isEmpty
        exponent = digits.isEmpty ? 0 : power
    }

    init(_ value: Int) {
        // The text of an Int is always a JSON number.
        self = ExactNumber(String(value))!
    }

    /// Whether it has no fraction, in any notation: 1e1, 10.0.
    var isWhole: Bool { exponent >= 0 }

    static func < (a: ExactNumber, b: ExactNumber) -> Bool {
        if a.isNegative != b.isNegative { return a.isNegative }
        return a.isNegative ? isSmaller(b, than: a) : isSmaller(a, than: b)
    }

    /// Compares the magnitudes.
    private static func isSmaller(_ a: ExactNumber, than b: ExactNumber) -> Bool {
        if a.digits.isEmpty || b.digits.isEmpty { return a.digits.isEmpty && !b.digits.isEmpty }
        let (ofA, ofB) = (a.digits.count + a.exponent, b.digits.count + b.exponent)
        return ofA == ofB ? a.digits.lexicographicallyPrecedes(b.digits) : ofA < ofB
    }
}
