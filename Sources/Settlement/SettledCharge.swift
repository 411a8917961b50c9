public import Money
public import Rating
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
