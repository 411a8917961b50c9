import Money
import Rules

/// The lines of a charge: its model's, then its discount, then its minimum (contract 4).
enum ChargeLines {
    static func make(
        _ tariff: Tariff, _ tally: Tally, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> (lines: [ChargeLine], amountMinor: Int64) {
        var lines = try modelLines(tariff.charge, tally, terms)
        var amount: Int64 = 0
        for line in lines { amount = try amount.adding(line.amountMinor, "lines of \(terms.name)") }

        if tariff.discount.scaled != 0 {
            let exact = ExactAmount(minor: amount, rate: tariff.discount)
            let discount = try exact.rounded(terms.rounding, "discount of \(terms.name)")
            if discount != 0 {
                lines.append(
                    ChargeLine(
                        kind: .discount, amountMinor: -discount, exact: ExactAmount(minorE8: -exact.minorE8)))
                amount = try amount.subtracting(discount, "discount of \(terms.name)")
            }
        }
        if let least = tariff.minimumMinor, tally.units > 0, amount < least {
            let difference = try least.subtracting(amount, "minimum of \(terms.name)")
            lines.append(
                ChargeLine(kind: .minimum, amountMinor: difference, exact: ExactAmount(minor: difference)))
            amount = least
        }
        return (lines, amount)
    }

    private static func modelLines(
        _ model: ChargeModel, _ tally: Tally, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> [ChargeLine] {
        switch model {
        case .perUnit(let price):
            return try PerUnit.lines(price, units: tally.units, terms)
        case .graduated(let tiers):
            return try Graduated.lines(tiers, units: tally.units, terms)
        case .volume(let tiers):
            return try Volume.lines(tiers, units: tally.units, terms)
        case .package(let size, let price, let included):
            return try Package.lines(size: size, price: price, included: included, units: tally.units, terms)
        case .percentage, .costPlus:
            // Rounded for each transaction already; "Σ c, quantity n", whatever the unit of the tariff counts.
            return [
                ChargeLine(
                    kind: .usage, quantity: tally.units, unit: terms.unit.rawValue,
                    amountMinor: tally.perTransactionMinor, exact: ExactAmount(minor: tally.perTransactionMinor))
            ]
        case .free:
            return []
        }
    }
}
