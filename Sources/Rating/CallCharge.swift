public import Money
import Rules
import Vocabulary

/// The figure of a call from which its charge is worked out, by a model that charges call by call.
public enum CallFigure: String, Sendable, Hashable {
    case amount, cost
}

/// A charge model that charges, and rounds, each call by itself.
public protocol CallCharge: Sendable {
    var figure: CallFigure { get }

    /// The charge for one call before rounding: `unbounded` before `min` and `max`, `exact` after them.
    ///
    /// - Parameter figureMinor: the call's amount or cost, as `figure` says, in minor units.
    /// - Throws: `AmountOverflow` naming the charge.
    func exact(
        figureMinor: Int64, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> (unbounded: ExactAmount, exact: ExactAmount)

    /// The terms in words, as `explain` shows them: `per transaction 0.75% of its amount + 0.05`.
    var words: String { get }

    /// The calculation with a call's figure, without its result: `0.75% × 49.99 + 0.05`.
    func formula(_ figure: String) -> String
}

extension CallCharge {
    /// The charge for one call, in minor units.
    func charge(figureMinor: Int64, _ terms: ChargeTerms) throws(AmountOverflow) -> Int64 {
        try exact(figureMinor: figureMinor, terms).exact.rounded(terms.rounding, terms.name)
    }

    /// The charge for one call, with its workings.
    ///
    /// - Parameters:
    ///   - figureMinor: the call's amount or cost, as `figure` says, in minor units.
    ///   - name: the charge, as messages call it.
    /// - Throws: `AmountOverflow` naming the charge.
    public func charge(
        figureMinor: Int64, _ currency: Currency, _ rounding: Rounding, name: String
    ) throws(AmountOverflow) -> TransactionCharge {
        let terms = ChargeTerms(currency: currency, rounding: rounding, unit: .call, name: name)
        let (unbounded, exact) = try exact(figureMinor: figureMinor, terms)
        return TransactionCharge(
            unbounded: unbounded, bound: exact == unbounded ? nil : exact > unbounded ? .min : .max, exact: exact,
            amountMinor: try exact.rounded(rounding, name))
    }
}

/// The charge for one call by a model that charges call by call, with its workings.
public struct TransactionCharge: Hashable, Sendable {
    /// The limit to which a percentage charge was held.
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
