public import Money
public import Rules

/// What one transaction is charged by a model that charges by transaction, with its workings.
public struct TransactionCharge: Hashable, Sendable {
    /// Which end of a percentage charge's range held the amount.
    public enum Bound: String, Sendable, Hashable {
        case min, max
    }

    /// Before `min` and `max`.
    public var unbounded: ExactAmount
    public var bound: Bound?
    /// Before the rounding.
    public var exact: ExactAmount
    public var amountMinor: Int64
}

extension ChargeModel {
    /// Whether each transaction is charged, and rounded, by itself (S4.10, S4.11).
    public var isByTransaction: Bool {
        switch self {
        case .percentage, .costPlus: true
        case .perUnit, .graduated, .volume, .package, .free: false
        }
    }

    /// What a transaction is charged; `nil` where the model charges numbers of units.
    ///
    /// - Parameters:
    ///   - amountMinor, costMinor: the transaction's, in minor units.
    ///   - name: the charge, for messages.
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
