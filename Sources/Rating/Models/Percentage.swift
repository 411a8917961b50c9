import Money

/// `{percentage: {rate, fixed, min, max}}`: for each call clamp(amount·rate + fixed, min, max), rounded for each call;
/// the line is the sum.
enum Percentage {
    /// The charge for one call of the amount `amountMinor`, in minor units.
    static func charge(
        amountMinor: Int64, rate: Rate, fixed: Price?, least: Price?, most: Price?, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> Int64 {
        try exact(amountMinor: amountMinor, rate: rate, fixed: fixed, least: least, most: most, terms)
            .clamped.rounded(terms.rounding, terms.name)
    }

    /// The same charge before rounding: `free` before `min` and `max`, `clamped` after them.
    static func exact(
        amountMinor: Int64, rate: Rate, fixed: Price?, least: Price?, most: Price?, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> (free: ExactAmount, clamped: ExactAmount) {
        var exact = ExactAmount(minor: amountMinor, rate: rate)
        if let fixed { exact = try exact.adding(ExactAmount(minorE8: fixed.minorE8(terms.currency)), terms.name) }
        let free = exact
        if let least { exact = max(exact, ExactAmount(minorE8: least.minorE8(terms.currency))) }
        if let most { exact = min(exact, ExactAmount(minorE8: most.minorE8(terms.currency))) }
        return (free, exact)
    }
}
