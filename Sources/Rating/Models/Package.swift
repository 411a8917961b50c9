import Money

/// `{package: {size, price, included}}`: b = ceil(max(0, n − included)/size) packages give round(b·price), quantity b.
///
/// The line is there even if all units were included (b = 0): it shows that they were counted.
enum Package {
    static func lines(
        size: Int64, price: Price, included: Int64, units: Int64, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> [ChargeLine] {
        let beyond = max(0, units - min(units, included))
        let packages = beyond / size + (beyond % size == 0 ? 0 : 1)
        return [try terms.usageLine(tier: nil, quantity: packages, price: price, unit: "package")]
    }
}
