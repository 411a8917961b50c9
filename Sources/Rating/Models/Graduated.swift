import Money
import Rules

/// `{graduated: tiers}`: each tier takes the units that fall in it. Each reached tier gives a line of
/// round(n_tier·price), then one of its flat. `up_to` is inclusive.
enum Graduated {
    static func lines(_ tiers: [Tier], units: Int64, _ terms: ChargeTerms) throws(AmountOverflow) -> [ChargeLine] {
        var lines: [ChargeLine] = []
        var below: Int64 = 0
        for (position, tier) in tiers.enumerated() where units > below {
            let within = min(units, tier.upTo ?? units) - below
            lines.append(try terms.usageLine(tier: position + 1, quantity: within, price: tier.price))
            if let flat = terms.flatLine(tier: position + 1, tier) { lines.append(flat) }
            below += within
        }
        return lines
    }
}
