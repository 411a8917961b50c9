package import Money
package import Rating
package import Rules
import Threads
package import Vocabulary

/// A charge with its shares: the amount of one tariff, income entry, fee or adjusted tariff, and who gets it.
package struct SettledCharge: Hashable, Sendable {
    package var key: ChargeKey
    package var currency: Currency
    /// The charge's own period; for an adjustment, the closed period.
    package var period: Period
    package var isAdjustment: Bool
    /// What somebody booked by hand; `nil` for all other charges.
    package var byHand: BookedByHand?
    /// The charge's position in the rules that rated it.
    package var order: Int
    package var description: String
    /// Empty for an adjustment that only moves shares.
    package var lines: [ChargeLine]
    package var amountMinor: Int64
    /// The units of the calls; 0 for fees and adjustments.
    package var units: Int64
    /// Sorted by party id; they add up to `amountMinor`.
    package var shares: [Share]

    package init(
        key: ChargeKey, currency: Currency, period: Period, isAdjustment: Bool, order: Int, description: String,
        lines: [ChargeLine], amountMinor: Int64, units: Int64, shares: [Share]
    ) {
        self.key = key
        self.currency = currency
        self.period = period
        self.isAdjustment = isAdjustment
        byHand = nil
        self.order = order
        self.description = description
        self.lines = lines
        self.amountMinor = amountMinor
        self.units = units
        self.shares = shares
    }

    /// Makes a charge of its own period, with the shares that the rules define.
    package init(_ charge: Charge, period: Period, shares: [Share]) {
        self.init(
            key: charge.key, currency: charge.currency, period: period, isAdjustment: false, order: charge.order,
            description: charge.description, lines: charge.lines, amountMinor: charge.amountMinor,
            units: charge.units, shares: shares)
    }
}

/// What a charge booked by hand concerns.
package struct BookedByHand: Hashable, Sendable {
    /// The document that it names; `nil` for none.
    package var document: CarryingDocument?
    /// Who issues and collects it: the issuer of that document, else the one in force.
    package var issuer: Identifier

    package init(document: CarryingDocument?, issuer: Identifier) {
        self.document = document
        self.issuer = issuer
    }
}

/// Charges with their shares, and the charges that overflowed.
///
/// An amount that does not fit holds back only its own charge.
package struct SettledCharges: Sendable {
    package var charges: [SettledCharge]
    package var overflows: [ChargeOverflow]

    package init(charges: [SettledCharge] = [], overflows: [ChargeOverflow] = []) {
        self.charges = charges
        self.overflows = overflows
    }

    /// Splits the rated charges by the rules.
    package init(_ rated: Rated, period: Period, under rules: Rules) {
        self.init(overflows: rated.overflows)
        let splitter = Splitter(rules)
        let split = Threads.map(rated.charges, portion: 1000) { charge in
            Result { () throws(AmountOverflow) in
                SettledCharge(charge, period: period, shares: try splitter.shares(of: charge))
            }
        }
        charges.reserveCapacity(split.count)
        for (charge, result) in zip(rated.charges, split) {
            switch result {
            case .success(let settled): charges.append(settled)
            case .failure(let error): overflows.append(ChargeOverflow(charge, error))
            }
        }
    }

    /// Returns the charges if none overflowed.
    ///
    /// - Throws: the `AmountOverflow` of the first charge that did.
    package func all() throws(AmountOverflow) -> [SettledCharge] {
        if let overflow = overflows.first { throw overflow.cause }
        return charges
    }
}

extension SettledCharge {
    /// Sorts charges as in `settlement.csv`.
    ///
    /// The order is by app, currency, stream, entry in the order of the rules (tariffs, then fees), period (its own
    /// first), and for income, provider. Entries that the rules no longer name come last. Their place is the one in the
    /// newest closed month that names them; two entries with the same place from different months are sorted by id.
    package static func inReportOrder(_ charges: [SettledCharge], _ names: KnownNames) -> [SettledCharge] {
        // Newly rated charges are already in this order.
        let areInOrder = zip(charges, charges.dropFirst()).allSatisfy { a, b in !precedes(b, a, names) }
        if areInOrder { return charges }
        let apps = Ranks(charges.indices.lazy.map { charges[$0].key.app })
        let currencies = Ranks(charges.indices.lazy.map { charges[$0].currency })
        let places = Ranks(charges.indices.lazy.map { names.place(of: charges[$0].key) })
        let tariffs = Ranks(charges.indices.lazy.map { charges[$0].key.tariff })
        let periods = Ranks(charges.indices.lazy.map { charges[$0].period })
        let providers = Ranks(charges.indices.lazy.map { charges[$0].key.provider ?? .none })
        return charges.sorted(byNumbers: { charge in
            let key = charge.key
            let currency = currencies[charge.currency] << 1
            let first = apps[key.app] << 32 | currency | (key.stream == .income ? 1 : 0)
            let second = places[names.place(of: key)] << 32 | tariffs[key.tariff]
            let provider = providers[key.provider ?? .none]
            let third = (charge.isAdjustment ? UInt64(1) << 63 : 0) | periods[charge.period] << 32 | provider
            return (first, second, third)
        })
    }
    private static func precedes(_ a: SettledCharge, _ b: SettledCharge, _ names: KnownNames) -> Bool {
        if a.key.app != b.key.app { return a.key.app < b.key.app }
        if a.currency != b.currency { return a.currency < b.currency }
        if a.key.stream != b.key.stream { return a.key.stream < b.key.stream }
        if a.key.tariff != b.key.tariff {
            let (first, second) = (names.place(of: a.key), names.place(of: b.key))
            return first != second ? first < second : a.key.tariff < b.key.tariff
        }
        if a.isAdjustment != b.isAdjustment { return b.isAdjustment }
        if a.period != b.period { return a.period < b.period }
        return (a.key.provider ?? .none) < (b.key.provider ?? .none)
    }
}
