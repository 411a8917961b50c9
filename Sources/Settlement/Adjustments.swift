package import Money
package import Rating
package import Vocabulary

/// The amount billed so far for one charge of a closed period, summed over all closings.
package struct BilledCharge: Hashable, Sendable {
    package var key: ChargeKey
    package var currency: Currency
    /// The charge's position in the rules that rated it.
    package var order: Int
    package var description: String
    package var amountMinor: Int64
    /// Sorted by party id.
    package var shares: [Share]

    package init(
        key: ChargeKey, currency: Currency, order: Int, description: String, amountMinor: Int64, shares: [Share]
    ) {
        self.key = key
        self.currency = currency
        self.order = order
        self.description = description
        self.amountMinor = amountMinor
        self.shares = shares
    }
}

/// Adjustments: late knowledge about a closed period, as exact differences (S7.10 to S7.13).
package enum Adjustments {
    /// Returns, for each charge of `period`, its amount now under the frozen rules minus the amount billed so far.
    ///
    /// If the amount changed, the adjustment has one line. If only the split changed, it has shares and no line. The
    /// adjustment's split is the difference of the two splits, party by party. An amount's difference is never split.
    ///
    /// - Parameters:
    ///   - current: the usage charges of the closed period, without fees, rated again under its frozen rules. A
    ///     charge that overflowed gets no adjustment; it stays among the overflows.
    ///   - billed: the charges billed so far. One that is missing from `current` is taken back in full.
    package static func of(_ period: Period, current: SettledCharges, billed: [BilledCharge]) -> SettledCharges {
        let before = Dictionary(uniqueKeysWithValues: billed.map { ($0.key, $0) })
        let unknown = Set(current.overflows.map(\.key))
        let keysNow = Set(current.charges.map(\.key)).union(unknown)
        let gone = billed.filter { !keysNow.contains($0.key) }.map { old in
            SettledCharge(
                key: old.key, currency: old.currency, period: period, isAdjustment: false, order: old.order,
                description: old.description, lines: [], amountMinor: 0, units: 0, shares: [])
        }
        var adjustments = SettledCharges()
        for var overflow in current.overflows {
            overflow.cause = AmountOverflow("adjustment of \(period): \(overflow.cause.sum)")
            adjustments.overflows.append(overflow)
        }
        for charge in current.charges + gone {
            do throws(AmountOverflow) {
                adjustments.charges += try difference(period, now: charge, before[charge.key]).map { [$0] } ?? []
            } catch {
                adjustments.overflows.append(
                    ChargeOverflow(key: charge.key, currency: charge.currency, providers: [], cause: error))
            }
        }
        return adjustments
    }

    private static func difference(
        _ period: Period, now: SettledCharge, _ old: BilledCharge?
    ) throws(AmountOverflow) -> SettledCharge? {
        let name = "adjustment of \(now.key.tariff) of app \(now.key.app), \(period)"
        let amount = try now.amountMinor.subtracting(old?.amountMinor ?? 0, name)
        var reversed: [Share] = []
        for share in old?.shares ?? [] {
            reversed.append(
                Share(
                    party: share.party, amountMinor: try Int64(0).subtracting(share.amountMinor, name),
                    exact: share.exact.negated))
        }
        let shares = try Share.addedUp(now.shares + reversed, name)
        guard amount != 0 || shares.contains(where: { $0.amountMinor != 0 }) else { return nil }
        let line = ChargeLine(kind: .adjustment, amountMinor: amount, exact: ExactAmount(minor: amount))
        return SettledCharge(
            key: now.key, currency: now.currency, period: period, isAdjustment: true, order: now.order,
            description: now.description, lines: amount == 0 ? [] : [line],
            amountMinor: amount, units: 0, shares: shares)
    }
}
