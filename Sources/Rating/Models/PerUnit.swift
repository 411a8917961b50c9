import Money
import Rules

/// `{per_unit: P}`: round(n·P).
struct PerUnit: UnitCharge {
    let price: Price

    func lines(
        units: Int64, after counted: Int64, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> [ChargeLine] {
        [try terms.usageLine(tier: nil, quantity: units, price: price)]
    }

    func words(unit: Unit) -> String { "\(price.text) per \(unit.rawValue)" }
}
