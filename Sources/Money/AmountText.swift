extension Currency {
    /// An amount of minor units as text in major units with the currency's decimals: `1234.50`, `-0.05`, JPY `12`.
    public func text(minor: Int64) -> String {
        text(minor: Int128(minor))
    }

    /// The same for a sum that 64 bits may not hold.
    public func text(minor: Int128) -> String {
        DecimalFormat.text(scaled: minor, decimals: minorDigits, leastDecimals: minorDigits)
    }
}

/// Writing scaled integers as decimals.
public enum DecimalFormat {
    /// `scaled × 10^-decimals` with at least `leastDecimals` decimals and no further trailing zero.
    public static func text(scaled: Int128, decimals: Int, leastDecimals: Int) -> String {
        text(
            digits: Array(String(scaled.magnitude).utf8), isNegative: scaled < 0, decimals: decimals,
            leastDecimals: leastDecimals)
    }

    /// The same of a number given by its digits, of which the last `decimals` stand after the point.
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
