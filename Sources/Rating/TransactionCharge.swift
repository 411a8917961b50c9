public import Money
public import Rules

/// The charge for one call by a model that charges call by call, with its workings.
public struct TransactionCharge: Hashable, Sendable {
    /// The end of a percentage charge's range that took the place of the amount.
    public enum Bound: String, Sendable, Hashable {
        case min, max
    }

    /// The charge before `min` and `max`.
    public var unbounded: ExactAmount
    public var bound: Bound?
    /// The charge before rounding.
    public var exact: ExactAmount
    public var amountMinor: Int64
}

extension ChargeModel {
    /// Whether each call is charged, and rounded, by itself (S4.10, S4.11).
    public var isByTransaction: Bool {
        switch self {
        case .percentage, .costPlus: true
        case .perUnit, .graduated, .volume, .package, .free: false
        }
    }

    /// The charge for one call; `nil` if the model charges by the number of units.
    ///
    /// - Parameters:
    ///   - amountMinor, costMinor: the amount and cost of the call, in minor units.
    ///   - name: the charge, as messages call it.
    /// - Throws: `AmountOverflow` naming the charge.
    public func charge(
        amountMinor: Int64, costMinor: Int64, _ currency: Currency, _ rounding: Rounding, name: String
    ) throws(AmountOverflow) -> TransactionCharge? {
        let terms = ChargeTerms(currency: currency, rounding: rounding, unit: .call, name: name)
        switch self {
        case .percentage(let rate, let fixed, let least, let most):
            let (free, clamped) = try Percentage.exact(
                amountMinor: amountMinor, rate: rate, fixed: fixed, least: least, most: most, terms)
            return TransactionCharge(
                unbounded: free, bound: clamped == free ? nil : clamped > free ? .min : .max, exact: clamped,
                amountMinor: try clamped.rounded(rounding, name))
        case .costPlus(let rate, let fixed):
            let exact = try CostPlus.exact(costMinor: costMinor, rate: rate, fixed: fixed, terms)
            return TransactionCharge(
                unbounded: exact, bound: nil, exact: exact, amountMinor: try exact.rounded(rounding, name))
        case .perUnit, .graduated, .volume, .package, .free:
            return nil
        }
    }
}
