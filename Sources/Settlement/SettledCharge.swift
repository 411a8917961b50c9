public import Money
public import Rating
public import Rules
import Threads
public import Vocabulary

/// A charge with its shares: what one tariff, income entry, fee or adjusted tariff brings and who gets it.
public struct SettledCharge: Hashable, Sendable {
    public var key: ChargeKey
    public var currency: Currency
    /// The charge's own period; of an adjustment, the closed one.
    public var period: Period
    public var isAdjustment: Bool
    /// Position in the rules that rated it.
    public var order: Int
    public var description: String
    /// Of an adjustment that moves shares alone, none.
    public var lines: [ChargeLine]
    public var amountMinor: Int64
    /// Of the calls; 0 for fees and adjustments.
    public var units: Int64
    /// By party id; they add up to `amountMinor`.
    public var shares: [Share]

    public init(
        key: ChargeKey, currency: Currency, period: Period, isAdjustment: Bool, order: Int, description: String,
        lines: [ChargeLine], amountMinor: Int64, units: Int64, shares: [Share]
    ) {
        self.key = key
        self.currency = currency
        self.period = period
        self.isAdjustment = isAdjustment
        self.order = order
        self.description = description
        self.lines = lines
        self.amountMinor = amountMinor
        self.units = units
        self.shares = shares
    }

    /// A charge of its own period, with the shares that the rules give.
    public init(_ charge: Charge, period: Period, shares: [Share]) {
        self.init(
            key: charge.key, currency: charge.currency, period: period, isAdjustment: false, order: charge.order,
            description: charge.description, lines: charge.lines, amountMinor: charge.amountMinor,
            units: charge.units, shares: shares)
    }
}

/// Charges with their shares, and beside them those that can't be worked out: an amount that does not fit keeps back its
/// own charge and no other.
public struct SettledCharges: Sendable {
    public var charges: [SettledCharge]
    public var overflows: [ChargeOverflow]

    public init(charges: [SettledCharge] = [], overflows: [ChargeOverflow] = []) {
        self.charges = charges
        self.overflows = overflows
    }

    /// What was rated, with the shares that the rules give.
    public init(_ rated: Rated, period: Period, under rules: Rules) {
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

    /// The charges, where all could be worked out.
    ///
    /// - Throws: `AmountOverflow` naming the first that could not.
    public func all() throws(AmountOverflow) -> [SettledCharge] {
        if let overflow = overflows.first { throw overflow.cause }
        return charges
    }
}

extension SettledCharge {
    /// The order of `settlement.csv`: app, currency, stream, the order of the rules (tariffs, then fees), period (its own
    /// first), and of income the provider.
    ///
    /// What the rules no longer name comes last, each entry by the one place that it had in the newest closed month's rules
    /// that name it; where two have had the same place in different months, by their ids.
    public static func inReportOrder(_ charges: [SettledCharge], _ names: KnownNames) -> [SettledCharge] {
        // Charges as they were rated stand so already.
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
