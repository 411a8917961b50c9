import Money

/// `{cost_plus: {rate, fixed}}`: per transaction cost·(1+rate) + fixed, rounded per transaction; the line is the sum.
enum CostPlus {
    /// What one transaction that cost `costMinor` is charged, in minor units.
    static func charge(
        costMinor: Int64, rate: Rate, fixed: Price?, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> Int64 {
        var exact = try ExactAmount(minor: costMinor).adding(ExactAmount(minor: costMinor, rate: rate), terms.name)
        if let fixed { exact = try exact.adding(ExactAmount(minorE8: fixed.minorE8(terms.currency)), terms.name) }
        return try exact.rounded(terms.rounding, terms.name)
    }
}
