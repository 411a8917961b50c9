public import Money
public import Rules
public import Vocabulary

/// What is owed only for the days on which it holds (S4.39).
extension Window {
    /// `amountMinor · days of the window within the period / days of the period`, rounded once.
    fileprivate func part(of amountMinor: Int64, in period: Period, _ rounding: Rounding) -> Int64 {
        let (within, all) = days(of: period)
        // At most the amount itself, so it fits.
        return Int64(clamping: rounding.divide(Int128(amountMinor) * Int128(within), by: Int128(max(1, all))))
    }
}

extension Fee {
    /// The fee for a period that its window overlaps, in minor units.
    public func amountMinor(in period: Period, _ rounding: Rounding) -> Int64 {
        isProrated ? window.part(of: amountMinor, in: period, rounding) : amountMinor
    }
}

extension Tariff {
    /// The least that an app with at least one unit owes for a period, in minor units; `nil` without a minimum.
    public func minimumMinor(in period: Period, _ rounding: Rounding) -> Int64? {
        minimumMinor.map { isProrated ? window.part(of: $0, in: period, rounding) : $0 }
    }

    /// The least that the app owes for all that a counter counts; `nil` without a minimum (S4.48).
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    func minimumMinor(
        in period: Period, after counted: CounterStand, _ terms: ChargeTerms
    ) throws(AmountOverflow) -> Int64? {
        let own = minimumMinor(in: period, terms.rounding)
        guard isProrated, counted.leastMinor > 0 else { return own }
        return try counted.leastMinor.adding(own ?? 0, "minimum of \(terms.name)")
    }
}
