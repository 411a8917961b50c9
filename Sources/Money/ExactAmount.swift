/// An exact amount before rounding, in 10⁻⁸ of a currency's minor unit and 128 bits.
///
/// Prices have up to 8 decimals and percentages up to 6, so every charge is a whole number of these units (S3.2, S4.1).
public struct ExactAmount: Hashable, Comparable, Sendable {
    /// In 10⁻⁸ minor units.
    public let minorE8: Int128

    public init(minorE8: Int128) {
        self.minorE8 = minorE8
    }

    /// A whole number of minor units.
    public init(minor: Int64) {
        minorE8 = Int128(minor) * ExactAmount.scale
    }

    /// `units × price`.
    ///
    /// - Throws: `AmountOverflow` naming `what`.
    public init(
        units: Int64, price: Price, _ currency: Currency, _ what: @autoclosure () -> String
    ) throws(AmountOverflow) {
        minorE8 = try Int128(units).multiplied(by: price.minorE8(currency), what())
    }

    /// `amount × rate`, for instance a tax or a percentage charge.
    public init(minor: Int64, rate: Rate) {
        // 2^63 × 2^63 fits into 127 bits.
        minorE8 = Int128(minor) * Int128(rate.scaled)
    }

    /// The amount rounded to minor units. Money is rounded only here.
    ///
    /// - Throws: `AmountOverflow` naming `what` if the result does not fit into 64 bits.
    public func rounded(_ rounding: Rounding, _ what: @autoclosure () -> String) throws(AmountOverflow) -> Int64 {
        try Int64(fitting: rounding.divide(minorE8, by: ExactAmount.scale), what())
    }

    /// The exact sum.
    ///
    /// - Throws: `AmountOverflow` naming `what` if the sum does not fit into 128 bits.
    public func adding(_ other: ExactAmount, _ what: @autoclosure () -> String) throws(AmountOverflow) -> ExactAmount {
        ExactAmount(minorE8: try minorE8.adding(other.minorE8, what()))
    }

    public static func < (a: ExactAmount, b: ExactAmount) -> Bool { a.minorE8 < b.minorE8 }

    /// The number of 10⁻⁸ parts in a minor unit.
    public static let scale: Int128 = 100_000_000
}
