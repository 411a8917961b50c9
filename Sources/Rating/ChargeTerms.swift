import Money
import Rules

/// The terms that all charge models work with.
public struct ChargeTerms: Sendable {
    let currency: Currency
    let rounding: Rounding
    let unit: Unit
    /// The charge that is worked out, as messages call it.
    let name: String

    /// A line of `round(quantity × price)`. It stays if that is 0 (S4.13).
    func usageLine(
        tier: Int?, quantity: Int64, price: Price, unit: String? = nil
    ) throws(AmountOverflow) -> ChargeLine {
        let exact = try ExactAmount(units: quantity, price: price, currency, name)
        return ChargeLine(
            kind: .usage, tier: tier, quantity: quantity, unit: unit ?? self.unit.rawValue, unitPrice: price.text,
            amountMinor: try exact.rounded(rounding, name), exact: exact)
    }

    /// The line for the flat of a reached tier; `nil` if the flat is 0.
    func flatLine(tier: Int, _ step: Tier) -> ChargeLine? {
        guard let flat = step.flat, step.flatMinor != 0 else { return nil }
        return ChargeLine(
            kind: .flat, tier: tier, quantity: 1, unitPrice: flat.text, amountMinor: step.flatMinor,
            exact: ExactAmount(minor: step.flatMinor))
    }
}
