import Money
import Rules
import Vocabulary

/// Makes the lines of a charge: those of its model, then the discount, then the minimum or maximum (S4.5 to S4.15).
enum ChargeLines {
    static func make(
        _ tariff: Tariff, _ tally: Tally, _ terms: ChargeTerms, _ period: Period
    ) throws(AmountOverflow) -> (lines: [ChargeLine], amountMinor: Int64) {
        var lines = try modelLines(tariff.charge, tally, terms)
        var amount: Int64 = 0
        for line in lines { amount = try amount.adding(line.amountMinor, "lines of \(terms.name)") }

        if tariff.discount.scaled != 0 {
            let exact = ExactAmount(minor: amount, rate: tariff.discount)
            let discount = try exact.rounded(terms.rounding, "discount of \(terms.name)")
            if discount != 0 {
                let line = try Int64(0).subtracting(discount, "discount of \(terms.name)")
                // The product of two 64-bit factors is well within 128 bits, and so is its negation.
                lines.append(
                    ChargeLine(kind: .discount, amountMinor: line, exact: ExactAmount(minorE8: -exact.minorE8)))
                amount = try amount.adding(line, "discount of \(terms.name)")
            }
        }
        if let least = tariff.minimumMinor(in: period, terms.rounding), tally.units > 0, amount < least {
            let difference = try least.subtracting(amount, "minimum of \(terms.name)")
            lines.append(
                ChargeLine(kind: .minimum, amountMinor: difference, exact: ExactAmount(minor: difference)))
            amount = least
        }
        if let most = tariff.maximumMinor, amount > most {
            let difference = try most.subtracting(amount, "maximum of \(terms.name)")
            lines.append(
                ChargeLine(kind: .maximum, amountMinor: difference, exact: ExactAmount(minor: difference)))
            amount = most
        }
        return (lines, amount)
    }

    private static func modelLines(
        _ model: ChargeModel, _ tally: Tally, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> [ChargeLine] {
        let units = try tally.units(terms.name)
        switch ChargeMethod(model) {
        case .byUnits(let charge):
            return try charge.lines(units: units, terms)
        case .byCall:
            // Each call is already rounded. The line is "Σ c, quantity n", whatever unit the tariff counts.
            let sum = try tally.perTransactionMinor(terms.name)
            return [
                ChargeLine(
                    kind: .usage, quantity: units, unit: terms.unit.rawValue, amountMinor: sum,
                    exact: ExactAmount(minor: sum))
            ]
        case .free:
            return []
        }
    }
}
