package import Money
package import Rating
package import Vocabulary

/// The amount billed so far for one charge of a past period, summed over all closings.
package struct BilledCharge: Hashable, Sendable {
    /// What tells the billed charges of a period apart. A correction can change a tariff's currency.
    package struct Key: Hashable, Sendable {
        let charge: ChargeKey
        let currency: Currency

        package init(_ charge: ChargeKey, _ currency: Currency) {
            self.charge = charge
            self.currency = currency
        }
    }

    package var key: ChargeKey
    package var currency: Currency
    /// The charge's position in the rules that rated it.
    package var order: Int
    package var description: String
    package var amountMinor: Int64
    /// The parts of the amount whose tax is known from the lines of adjustments. The rest bore the tax of the period's
    /// first rules.
    package private(set) var taxed: [TaxedAmount] = []
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

    /// Says that part of the amount bore a tax.
    package mutating func addTaxed(_ amountMinor: Int64, _ tax: LineTax) throws(AmountOverflow) {
        try taxed.add(amountMinor, tax, "billed of \(key.tariff)")
    }
}

/// An amount and the tax that it bears.
package struct TaxedAmount: Hashable, Sendable {
    package var tax: LineTax
    package var amountMinor: Int64
}

extension [TaxedAmount] {
    /// Adds to the amount that bears a tax.
    fileprivate mutating func add(_ amountMinor: Int64, _ tax: LineTax, _ name: String) throws(AmountOverflow) {
        if let place = firstIndex(where: { $0.tax.isSame(as: tax) }) {
            self[place].amountMinor = try self[place].amountMinor.adding(amountMinor, name)
        } else {
            append(TaxedAmount(tax: tax, amountMinor: amountMinor))
        }
    }
}

/// The taxes of a past period's charges: by its first rules, and by those that hold for it now.
package struct PeriodTaxes {
    package var first: (Identifier, Currency) -> LineTax?
    package var now: (Identifier, Currency) -> LineTax?

    package init(
        first: @escaping (Identifier, Currency) -> LineTax?, now: @escaping (Identifier, Currency) -> LineTax?
    ) {
        self.first = first
        self.now = now
    }
}

/// Adjustments: what became known about a past period, and corrections of it, as exact differences (S7.10 to S7.13, S7.25).
package struct Adjustments {
    private let period: Period
    /// `nil` where lines bear the tax in force for the invoice, as they did in the first edition.
    private let taxes: PeriodTaxes?
    private let placeOf: (ChargeKey) -> Int?

    /// - Parameters:
    ///   - taxes: those that lines bear; `nil` for the first edition.
    ///   - placeOf: where an entry stands among the lines of which nothing is left: its place in the newest rules of the
    ///     period that have it. Without one, it stands where it was first billed.
    package init(of period: Period, taxes: PeriodTaxes?, placeOf: @escaping (ChargeKey) -> Int? = { _ in nil }) {
        self.period = period
        self.taxes = taxes
        self.placeOf = placeOf
    }

    /// Returns, for each charge of the period, its amount now under the period's rules minus the amount billed so far.
    ///
    /// If the amount changed, the adjustment has a line. If only the split changed, it has shares and no line. The
    /// adjustment's split is the difference of the two splits, party by party. An amount's difference is never split.
    /// If the tax changed, what was billed is taken back under the old tax and billed under the new one (S7.27).
    ///
    /// - Parameters:
    ///   - current: the charges of the period, rated again under its rules. A charge that overflowed gets no adjustment;
    ///     it stays among the overflows.
    ///   - billed: the charges billed so far. One that is missing from `current` is taken back in full.
    package func differences(_ current: SettledCharges, billed: [BilledCharge]) -> SettledCharges {
        var before: [BilledCharge.Key: BilledCharge] = [:]
        for charge in billed { before[BilledCharge.Key(charge.key, charge.currency)] = charge }
        // Which currency a charge that overflows will have is known, too.
        let known = Set(
            current.charges.map { BilledCharge.Key($0.key, $0.currency) }
                + current.overflows.map { BilledCharge.Key($0.key, $0.currency) })
        let gone = billed.filter { !known.contains(BilledCharge.Key($0.key, $0.currency)) }.map { old in
            SettledCharge(
                key: old.key, currency: old.currency, period: period, isAdjustment: false,
                order: placeOf(old.key) ?? old.order, description: old.description, lines: [], amountMinor: 0,
                units: 0, shares: [])
        }
        var adjustments = SettledCharges()
        for var overflow in current.overflows {
            overflow.cause = AmountOverflow("adjustment of \(period): \(overflow.cause.sum)")
            adjustments.overflows.append(overflow)
        }
        for charge in current.charges + gone {
            do throws(AmountOverflow) {
                let old = before[BilledCharge.Key(charge.key, charge.currency)]
                adjustments.charges += try difference(now: charge, old).map { [$0] } ?? []
            } catch {
                adjustments.overflows.append(
                    ChargeOverflow(key: charge.key, currency: charge.currency, providers: [], cause: error))
            }
        }
        return adjustments
    }

    private func difference(now: SettledCharge, _ old: BilledCharge?) throws(AmountOverflow) -> SettledCharge? {
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
        let lines = try lines(now, old, amount, name)
        guard !lines.isEmpty || shares.contains(where: { $0.amountMinor != 0 }) else { return nil }
        return SettledCharge(
            key: now.key, currency: now.currency, period: period, isAdjustment: true, order: now.order,
            description: now.description, lines: lines, amountMinor: amount, units: 0, shares: shares)
    }

    /// The lines of a difference: one, or where the tax changed, one for each tax that the charge bore and one for its tax
    /// now. Lines of 0 are left out.
    private func lines(
        _ now: SettledCharge, _ old: BilledCharge?, _ amount: Int64, _ name: String
    ) throws(AmountOverflow) -> [ChargeLine] {
        guard now.key.stream == .invoice, let taxes else {
            // In the first edition, and for what a provider collects itself, which bears no tax of the issuer.
            return amount == 0 ? [] : [ChargeLine(adjusting: amount, nil)]
        }
        // Corrected rules that bill nothing in the currency may have no tax for it; then all is taken back.
        let tax = taxes.now(now.key.app, now.currency)
        var rest = now.amountMinor
        var taken: [TaxedAmount] = []
        for part in try billed(old, taxes, name) where part.amountMinor != 0 {
            if tax.map(part.tax.isSame) ?? false {
                rest = try rest.subtracting(part.amountMinor, name)
            } else {
                taken.append(part)
            }
        }
        taken.sort { ($0.tax.id, $0.tax.rate.scaled) < ($1.tax.id, $1.tax.rate.scaled) }
        var lines: [ChargeLine] = []
        for part in taken {
            lines.append(ChargeLine(adjusting: try Int64(0).subtracting(part.amountMinor, name), part.tax))
        }
        if rest != 0 { lines.append(ChargeLine(adjusting: rest, tax)) }
        return lines
    }

    /// The parts of what was billed, by tax.
    private func billed(
        _ old: BilledCharge?, _ taxes: PeriodTaxes, _ name: String
    ) throws(AmountOverflow) -> [TaxedAmount] {
        guard let old else { return [] }
        var parts = old.taxed
        var rest = old.amountMinor
        for part in parts { rest = try rest.subtracting(part.amountMinor, name) }
        // Rules that have no tax for the app and currency have billed nothing there.
        if rest != 0, let first = taxes.first(old.key.app, old.currency) { try parts.add(rest, first, name) }
        return parts
    }
}
