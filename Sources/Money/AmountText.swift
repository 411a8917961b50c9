extension Currency {
    /// An amount of minor units as text in major units, with the currency's decimals: `1234.50`, `-0.05`, JPY `12`.
    public func text(minor: Int64) -> String {
        text(minor: Int128(minor))
    }

    /// The same text for a sum that may exceed 64 bits.
    public func text(minor: Int128) -> String {
        DecimalFormat.text(scaled: minor, decimals: minorDigits, leastDecimals: minorDigits)
    }

    /// Appends the same text to bytes. Use it to write very many amounts.
    public func append(minor: Int128, to bytes: inout [UInt8]) {
        DecimalFormat.withText(scaled: minor, decimals: minorDigits, leastDecimals: minorDigits) {
            bytes.append(contentsOf: $0)
        }
    }
}

/// Writes scaled integers as decimals.
public enum DecimalFormat {
    /// `scaled × 10^-decimals` with at least `leastDecimals` decimals and no further trailing zeros.
    public static func text(scaled: Int128, decimals: Int, leastDecimals: Int) -> String {
        withText(scaled: scaled, decimals: decimals, leastDecimals: leastDecimals) {
            String(decoding: $0, as: UTF8.self)
        }
    }

    /// Appends the same text to bytes. Use it to write very many amounts.
    public static func append(scaled: Int128, decimals: Int, leastDecimals: Int, to bytes: inout [UInt8]) {
        withText(scaled: scaled, decimals: decimals, leastDecimals: leastDecimals) { bytes.append(contentsOf: $0) }
    }

    /// Passes the bytes of the same text to `take`, and returns its result.
    static func withText<Result>(
        scaled: Int128, decimals: Int, leastDecimals: Int, _ take: (UnsafeBufferPointer<UInt8>) -> Result
    ) -> Result {
        // Room for the 39 digits of 128 bits, or for all decimals and a 0 before them; and for a point and a sign.
        withUnsafeTemporaryAllocation(of: UInt8.self, capacity: max(40, decimals + 2) + 2) { text in
            // The digits are written from last to first, then zeros until there is a digit before the point.
            let end = text.count
            var begin = end
            func put(_ byte: UInt8) {
                begin -= 1
                text[begin] = byte
            }
            var (rest, written) = (scaled.magnitude, 0)
            while rest > 0 || written <= decimals {
                let digit: UInt8
                if let small = UInt64(exactly: rest) {
                    digit = UInt8(small % 10)
                    rest = UInt128(small / 10)
                } else {
                    digit = UInt8(rest % 10)
                    rest /= 10
                }
                let isFraction = written < decimals
                // Trailing zeros beyond the least number of decimals are left out.
                if isFraction, digit == 0, begin == end, decimals - written > leastDecimals {
                    written += 1
                    continue
                }
                if written == decimals, begin != end { put(UInt8(ascii: ".")) }
                put(digit + 48)
                written += 1
            }
            if scaled < 0 { put(UInt8(ascii: "-")) }
            return take(UnsafeBufferPointer(rebasing: text[begin..<end]))
        }
    }

    /// The same text for a number given as digits; the last `decimals` of them come after the point.
    public static func text(digits: [UInt8], isNegative: Bool, decimals: Int, leastDecimals: Int) -> String {
        var digits = digits
        if digits.count <= decimals {
            digits.insert(contentsOf: repeatElement(UInt8(48), count: decimals - digits.count + 1), at: 0)
        }
        let whole = digits.prefix(digits.count - decimals)
        var fraction = digits.suffix(decimals)
        while fraction.count > leastDecimals, fraction.last == 48 { fraction = fraction.dropLast() }
        let sign = isNegative && digits.contains { $0 != 48 } ? "-" : ""
        let text = sign + String(decoding: whole, as: UTF8.self)
        return fraction.isEmpty ? text : text + "." + String(decoding: fraction, as: UTF8.self)
    }
}
