/// A decimal number taken from its text, never through a binary float: 10, 10.0 and 1e1 are one value.
enum ExactNumber {
    enum Value: Equatable {
        case whole(Int64)
        /// It has digits below the last place that is asked for.
        case fraction
        /// Negative, or beyond `Int64`.
        case beyond
        /// The text is no such number.
        case unreadable
    }

    /// Exponents beyond this are as good as this: no text has so many digits.
    private static let exponentLimit = 1 << 40

    /// The value of a JSON number, which is checked already, in units of 10^-decimals. O(digits), whatever the
    /// exponent.
    static func scaled(_ text: Text, decimals: Int) -> Value {
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        // The short integers that nearly all are.
        if !isNegative, decimals == 0, text.count <= 18, let value = digits(text) { return .whole(value) }
        var point = 0
        var afterPoint = false
        // The digits from the first to the last that is not 0, and how many places of 10 the last one is worth.
        var magnitude: UInt64 = 0
        var tooLong = false
        var pendingZeros = 0
        var digitsKept = 0
        while index < text.count {
            let byte = text[index]
            if byte == UInt8(ascii: ".") {
                afterPoint = true
            } else if Bytes.isDigit(byte) {
                if afterPoint { point &+= 1 }
                if byte == UInt8(ascii: "0") {
                    if digitsKept > 0 { pendingZeros &+= 1 }
                } else {
                    digitsKept &+= pendingZeros &+ 1
                    if digitsKept > 19 {
                        tooLong = true
                    } else {
                        for _ in 0..<pendingZeros { magnitude &*= 10 }
                        magnitude = magnitude &* 10 &+ UInt64(byte &- 0x30)
                    }
                    pendingZeros = 0
                }
            } else {
                break
            }
            index &+= 1
        }
        if digitsKept == 0 { return .whole(0) }
        // value = kept digits * 10^power, where the last kept digit is not 0: it is whole if power is not negative.
        let power = exponent(text, from: index) - point + pendingZeros + decimals
        if power < 0 { return .fraction }
        if isNegative || tooLong || power > 18 || digitsKept + power > 19 { return .beyond }
        for _ in 0..<power { magnitude &*= 10 }  // below 10^19, which UInt64 holds
        return Int64(exactly: magnitude).map(Value.whole) ?? .beyond
    }

    /// The value of a text of ASCII digits and nothing else.
    static func ofDigits(_ text: Text) -> Value {
        guard !text.isEmpty else { return .unreadable }
        if text.count <= 18 { return digits(text).map(Value.whole) ?? .unreadable }
        guard text.allSatisfy(Bytes.isDigit) else { return .unreadable }
        return scaled(text, decimals: 0)
    }

    /// At most 18 digits and nothing else.
    @inline(__always)
    private static func digits(_ text: Text) -> Int64? {
        var value: Int64 = 0
        for byte in text {
            guard Bytes.isDigit(byte) else { return nil }
            value = value &* 10 &+ Int64(byte &- 0x30)
        }
        return value
    }

    private static func exponent(_ text: Text, from start: Int) -> Int {
        guard start < text.count else { return 0 }
        var index = start + 1  // the letter e
        var isNegative = false
        if index < text.count, !Bytes.isDigit(text[index]) {
            isNegative = text[index] == UInt8(ascii: "-")
            index += 1
        }
        var value = 0
        while index < text.count {
            value = min(value * 10 + Int(text[index] &- 0x30), exponentLimit)
            index += 1
        }
        return isNegative ? -value : value
    }
}
