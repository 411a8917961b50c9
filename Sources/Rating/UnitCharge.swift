public import Money
public import Rules
import Vocabulary

/// A charge model that charges by the number of units.
public protocol UnitCharge: Sendable {
    /// The lines for usage: before discount, minimum and maximum, in their order on the invoice.
    ///
    /// - Parameter counted: the units that the counter has counted before, under other tariffs; else 0 (S4.46).
    /// - Throws: `AmountOverflow` naming the charge.
    func lines(
        units: Int64, after counted: Int64, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> [ChargeLine]

    /// The terms in words, as `explain` shows them: `4.00 per call`.
    func words(unit: Unit) -> String

    /// What a line covers of the units, in words; empty if there is nothing to say beyond their number.
    ///
    /// - Parameters:
    ///   - units: the number of all units of the charge.
    ///   - counted: those that its counter has counted before.
    func words(of line: ChargeLine, units: Int64, after counted: Int64) -> String

    /// The units that only this line covers, counted from 1 in the order of time, those that its counter has counted
    /// before included; `nil` if it covers all.
    func span(of line: ChargeLine) -> ClosedRange<Int64>?
}

extension UnitCharge {
    /// Nothing is said beyond the number of units.
    public func words(of line: ChargeLine, units: Int64, after counted: Int64) -> String { "" }

    /// The lines of a tariff without a counter.
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    public func lines(units: Int64, _ terms: ChargeTerms) throws(AmountOverflow) -> [ChargeLine] {
        try lines(units: units, after: 0, terms)
    }
    /// The line covers all units.
    public func span(of line: ChargeLine) -> ClosedRange<Int64>? { nil }
}

extension [Tier] {
    /// The tiers in words: `up to 100: 4.00; beyond: 3.00 and flat 25.00`.
    var words: String {
        map { tier in
            (tier.upTo.map { "up to \($0.grouped): " } ?? "beyond: ") + tier.price.text
                + (tier.flatMinor == 0 ? "" : " and flat \(tier.flat?.text ?? "")")
        }.joined(separator: "; ")
    }

    /// The first and the last unit of a tier, counted from 1. The last tier has no last unit.
    func bounds(ofTier tier: Int) -> (first: Int64, last: Int64?)? {
        guard indices.contains(tier - 1) else { return nil }
        return ((tier > 1 ? self[tier - 2].upTo ?? 0 : 0) + 1, self[tier - 1].upTo)
    }

    /// The same in words: `101 to 200`, `201 on`.
    func range(ofTier tier: Int) -> String? {
        bounds(ofTier: tier).map { first, last in
            last.map { "\(first.grouped) to \($0.grouped)" } ?? "\(first.grouped) on"
        }
    }
}
