import Money

/// `{cost_plus: {rate, fixed}}`: per transaction cost·(1+rate) + fixed, rounded per transaction; the line is the sum.
enum CostPlus {
    /// What one transaction that cost `costMinor` is charged, in minor units.
    static func charge(
        costMinor: Int64, rate: Rate, fixed: Price?, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> Int64 {
        try exact(costMinor: costMinor, rate: rate, fixed: fixed, terms).rounded(terms.rounding, terms.name)
    }

    /// The same before its rounding.
    static func exact(
        costMinor: Int64, rate: Rate, fixed: Price?, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> ExactAmount {
        let exact = try ExactAmount(minor: costMinor).adding(ExactAmount(minor: costMinor, rate: rate), terms.name)
        guard let fixed else { return exact }
        return try exact.adding(ExactAmount(minorE8: fixed.minorE8(terms.currency)), terms.name)
    }
}
