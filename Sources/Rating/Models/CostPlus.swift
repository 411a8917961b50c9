import Money

/// `{cost_plus: {rate, fixed}}`: for each call cost·(1+rate) + fixed, rounded for each call; the line is the sum.
enum CostPlus {
    /// The charge for one call that cost `costMinor`, in minor units.
    static func charge(
        costMinor: Int64, rate: Rate, fixed: Price?, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> Int64 {
        try exact(costMinor: costMinor, rate: rate, fixed: fixed, terms).rounded(terms.rounding, terms.name)
    }

    /// The same charge before rounding.
    static func exact(
        costMinor: Int64, rate: Rate, fixed: Price?, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> ExactAmount {
        let exact = try ExactAmount(minor: costMinor).adding(ExactAmount(minor: costMinor, rate: rate), terms.name)
        guard let fixed else { return exact }
        return try exact.adding(ExactAmount(minorE8: fixed.minorE8(terms.currency)), terms.name)
    }
}
