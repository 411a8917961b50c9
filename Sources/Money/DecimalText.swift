/// Why a decimal in a rules file is refused.
public enum DecimalFault: Error, Sendable, Hashable {
    /// It does not have the form `-?digits[.digits]`.
    case notADecimal
    /// It has more decimals than this kind of number allows.
    case tooManyDecimals(most: Int)
    /// It does not fit into 64 bits at its scale.
    case tooLarge
}

/// Reads the text of a decimal into a scaled integer, never through a binary float.
enum DecimalText {
    /// Reads `-?digits[.digits]`, for instance `4.00` or `-12.5`, as an integer of `10^-decimals`.
    static func scaled(_ text: some StringProtocol, decimals: Int) throws(DecimalFault) -> Int64 {
        var bytes = Array(text.utf8)[...]
        let negative = bytes.first == UInt8(ascii: "-")
        if negative { bytes = bytes.dropFirst() }
        let parts = bytes.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, parts.count == 1 || !parts[1].isEmpty,
            parts.allSatisfy({ $0.allSatisfy { (48...57).contains($0) } })
        else { throw .notADecimal }
        var fraction = parts.count == 2 ? parts[1] : []
        while fraction.last == 48 { fraction = fraction.dropLast() }
        guard fraction.count <= decimals else { throw .tooManyDecimals(most: decimals) }
        let zeros = repeatElement(UInt8(48), count: decimals - fraction.count)
        guard let value = Int64((negative ? "-" : "") + String(decoding: whole + fraction + zeros, as: UTF8.self))
        else { throw .tooLarge }
        return value
    }
}

/// An exact amount per unit, in major units, with at most 8 decimals (S3.2).
public struct Price: Hashable, Sendable {
    /// In 10⁻⁸ of the major unit: `4.00` is 400,000,000.
    public let scaled: Int64
    /// As written in the rules, and shown as the `unit_price` of an invoice line.
    public let text: String

    public init(_ text: String) throws(DecimalFault) {
        scaled = try DecimalText.scaled(text, decimals: 8)
        self.text = text
    }

    /// The price in 10⁻⁸ of the currency's minor unit. All charges are worked out in this unit.
    public func minorE8(_ currency: Currency) -> Int128 {
        Int128(scaled) * Power.ofTen(currency.minorDigits)
    }

    /// The amount in minor units; `nil` if it is not a whole number of them.
    ///
    /// Amounts that become invoice lines unchanged (a flat, a minimum, a fee) must be whole, because the rules define
    /// no rounding for them.
    public func wholeMinor(_ currency: Currency) -> Int64? {
        let (quotient, remainder) = minorE8(currency).quotientAndRemainder(dividingBy: Power.ofTen(8))
        return remainder == 0 ? Int64(exactly: quotient) : nil
    }
}

/// A percentage with at most 6 decimals (S3.2).
public struct Rate: Hashable, Sendable {
    /// In 10⁻⁸ of 1: `7.5%` is 7,500,000.
    public let scaled: Int64
    /// As written in the rules, with its `%`.
    public let text: String

    /// Reads `7.5%`; the `%` is required.
    public init(_ text: String) throws(DecimalFault) {
        guard text.utf8.last == UInt8(ascii: "%") else { throw .notADecimal }
        scaled = try DecimalText.scaled(text.dropLast(), decimals: 6)
        self.text = text
    }

    private init(scaled: Int64, text: String) {
        self.scaled = scaled
        self.text = text
    }

    public static let zero = Rate(scaled: 0, text: "0%")
    /// 100 %, in the unit of `scaled`.
    public static let oneScaled: Int64 = 100_000_000
}

/// Powers of ten as exact integers.
public enum Power {
    /// `10^exponent`.
    ///
    /// - Precondition: `exponent` is in `0...37`, so the power fits into 128 bits.
    public static func ofTen(_ exponent: Int) -> Int128 {
        var power: Int128 = 1
        for _ in 0..<exponent { power *= 10 }
        return power
    }
}
