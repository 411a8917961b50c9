import Money
import Rules
import Vocabulary

/// Makes the lines of a charge: those of its model, then the discount, then the minimum or maximum (S4.5 to S4.15).
enum ChargeLines {
    static func make(
        _ tariff: Tariff, _ tally: Tally, _ terms: ChargeTerms, _ period: Period, _ counted: CounterStand
    ) throws(AmountOverflow) -> (lines: [ChargeLine], amountMinor: Int64) {
        var lines = try modelLines(tariff.charge, tally, terms, after: counted.units)
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
        // Minimum and maximum are of all that the counter counts, and owed once, under the last tariff with units.
        guard counted.isLast else { return (lines, amount) }
        if let least = try tariff.minimumMinor(in: period, after: counted, terms), tally.units > 0 {
            let standing = try counted.amountMinor.adding(amount, "minimum of \(terms.name)")
            if standing < least {
                let difference = try least.subtracting(standing, "minimum of \(terms.name)")
                lines.append(
                    ChargeLine(kind: .minimum, amountMinor: difference, exact: ExactAmount(minor: difference)))
                amount = try amount.adding(difference, "minimum of \(terms.name)")
            }
        }
        if let most = tariff.maximumMinor {
            let standing = try counted.amountMinor.adding(amount, "maximum of \(terms.name)")
            if standing > most {
                let difference = try most.subtracting(standing, "maximum of \(terms.name)")
                lines.append(
                    ChargeLine(kind: .maximum, amountMinor: difference, exact: ExactAmount(minor: difference)))
                amount = try amount.adding(difference, "maximum of \(terms.name)")
            }
        }
        return (lines, amount)
    }

    private static func modelLines(
        _ model: ChargeModel, _ tally: Tally, _ terms: ChargeTerms, after counted: Int64
    ) throws(AmountOverflow) -> [ChargeLine] {
        let units = try tally.units(terms.name)
        switch ChargeMethod(model) {
        case .byUnits(let charge):
            return try charge.lines(units: units, after: counted, terms)
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
