/// Reads decimal numbers from their text, never through a binary float: 10, 10.0 and 1e1 are one value.
enum ExactNumber {
    enum Value: Equatable {
        case whole(Int64)
        /// It has digits below the last place that was asked for.
        case fraction
        /// Negative, or beyond `Int64`.
        case beyond
        /// The text is not a number of digits alone.
        case unreadable
    }

    /// Larger exponents are cut to this, which changes nothing: no text has that many digits.
    private static let exponentLimit = 1 << 40

    /// The value of a JSON number in units of 10^-decimals. The number must have been checked. O(digits), whatever the
    /// exponent.
    static func scaled(_ text: Text, decimals: Int) -> Value {
        var index = 0
        let isNegative = text.first == UInt8(ascii: "-")
        if isNegative { index = 1 }
        // Nearly all numbers are short integers.
        if !isNegative, decimals == 0, text.count <= 18, let value = digits(text) { return .whole(value) }
        var point = 0
        var afterPoint = false
        // `magnitude` holds the digits from the first to the last that is not 0; `power` below says what the last is
        // worth.
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
        // value = kept digits * 10^power, and the last kept digit is not 0: so the value is whole if power is not
        // negative.
        let power = exponent(text, from: index) - point + pendingZeros + decimals
        if power < 0 { return .fraction }
        if isNegative || tooLong || power > 18 || digitsKept + power > 19 { return .beyond }
        for _ in 0..<power { magnitude &*= 10 }  // below 10^19, which fits UInt64
        return Int64(exactly: magnitude).map(Value.whole) ?? .beyond
    }

    /// The value of a text that consists of ASCII digits only.
    static func ofDigits(_ text: Text) -> Value {
        guard !text.isEmpty else { return .unreadable }
        if text.count <= 18 { return digits(text).map(Value.whole) ?? .unreadable }
        guard text.allSatisfy(Bytes.isDigit) else { return .unreadable }
        return scaled(text, decimals: 0)
    }

    /// The value of at most 18 digits; `nil` if the text holds anything else.
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
