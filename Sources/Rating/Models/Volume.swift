import Money
import Rules
import Vocabulary

/// `{volume: tiers}`: all units at the price of the tier that their number falls in, then a line of that tier's flat.
struct Volume: UnitCharge {
    let tiers: [Tier]

    func lines(
        units: Int64, after counted: Int64, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> [ChargeLine] {
        let all = try counted.adding(units, "units of \(terms.name)")
        guard units > 0, let position = tiers.firstIndex(where: { all <= $0.upTo ?? .max }) else { return [] }
        let usage = try terms.usageLine(tier: position + 1, quantity: units, price: tiers[position].price)
        // A tier that was reached before has had its flat.
        let isNew = counted <= (position > 0 ? tiers[position - 1].upTo ?? 0 : 0)
        return [usage] + [isNew ? terms.flatLine(tier: position + 1, tiers[position]) : nil].compactMap { $0 }
    }

    func words(unit: Unit) -> String { "volume per \(unit.rawValue), all at the tier reached; \(tiers.words)" }

    func words(of line: ChargeLine, units: Int64, after counted: Int64) -> String {
        guard let tier = line.tier, let range = tiers.range(ofTier: tier) else { return "" }
        if counted > 0 {
            return "; the counter reaches tier \(tier) (\(range)) with \((counted + units).counted("unit")), so these "
                + "have its price"
        }
        let (reach, has) = units == 1 ? ("reaches", "it has") : ("reach", "all have")
        return "; \(units.counted("unit")) \(reach) tier \(tier) (\(range)), so \(has) its price"
    }
}
