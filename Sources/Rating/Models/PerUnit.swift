import Money

/// `{per_unit: P}`: round(n·P).
enum PerUnit {
    static func lines(_ price: Price, units: Int64, _ terms: ChargeTerms) throws(AmountOverflow) -> [ChargeLine] {
        [try terms.usageLine(tier: nil, quantity: units, price: price)]
    }
}
