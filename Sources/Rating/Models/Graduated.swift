import Money
import Rules
import Vocabulary

/// `{graduated: tiers}`: each tier takes the units that fall in it. Each reached tier gives a line of
/// round(n_tier·price), then one of its flat. `up_to` is inclusive.
struct Graduated: UnitCharge {
    let tiers: [Tier]

    func lines(
        units: Int64, after counted: Int64, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> [ChargeLine] {
        var lines: [ChargeLine] = []
        let all = try counted.adding(units, "units of \(terms.name)")
        // The last unit of the tier before.
        var below: Int64 = 0
        for (position, tier) in tiers.enumerated() where all > below {
            let end = min(all, tier.upTo ?? all)
            if end > counted {
                let within = end - max(below, counted)
                lines.append(try terms.usageLine(tier: position + 1, quantity: within, price: tier.price))
                // The unit that reaches the tier owes the flat.
                if below >= counted, let flat = terms.flatLine(tier: position + 1, tier) { lines.append(flat) }
            }
            below = end
        }
        return lines
    }

    func words(unit: Unit) -> String {
        "graduated per \(unit.rawValue), each tier for what falls in it; \(tiers.words)"
    }

    func words(of line: ChargeLine, units: Int64, after counted: Int64) -> String {
        guard let tier = line.tier, let (first, last) = tiers.bounds(ofTier: tier),
            let range = tiers.range(ofTier: tier)
        else { return "" }
        let all = counted + units
        let within = min(all, last ?? all) - max(first, counted + 1) + 1
        return "; tier \(tier) takes units \(range): \(within.grouped)"
    }

    func span(of line: ChargeLine) -> ClosedRange<Int64>? {
        guard let tier = line.tier, let (first, last) = tiers.bounds(ofTier: tier) else { return nil }
        // The unit that reaches the tier owes the flat.
        return first...(line.kind == .flat ? first : last ?? .max)
    }
}
