import Money
import Rules

/// `{volume: tiers}`: all units at the price of the tier that their number falls in, then a line of that tier's flat.
enum Volume {
    static func lines(_ tiers: [Tier], units: Int64, _ terms: ChargeTerms) throws(AmountOverflow) -> [ChargeLine] {
        guard units > 0, let position = tiers.firstIndex(where: { units <= $0.upTo ?? .max }) else { return [] }
        let usage = try terms.usageLine(tier: position + 1, quantity: units, price: tiers[position].price)
        return [usage] + [terms.flatLine(tier: position + 1, tiers[position])].compactMap { $0 }
    }
}
