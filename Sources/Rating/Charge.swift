public import Money
public import Vocabulary

/// The way in which the money of a charge is collected.
public enum Stream: String, Sendable, Hashable, Comparable {
    /// On an invoice of the issuer.
    case invoice
    /// By a provider itself.
    case income

    public static func < (a: Stream, b: Stream) -> Bool { a == .invoice && b == .income }
}

/// The kind of an invoice line, in the words of `invoice_lines.csv`.
public enum LineKind: String, Sendable, Hashable {
    case usage, flat, discount, minimum, maximum, fee, adjustment
    /// Entries by hand: a credit is negative, a debit positive.
    case credit, debit
}

/// One line of a charge, with its workings.
public struct ChargeLine: Sendable, Hashable {
    public var kind: LineKind
    /// The number of the tier, from 1; only for graduated and volume charges.
    public var tier: Int?
    /// Units, packages, or 1; `nil` for discounts, minimums, maximums and adjustments.
    public var quantity: Int64?
    /// `call`, `segment`, `package` or `period`.
    public var unit: String?
    /// As written in the rules.
    public var unitPrice: String?
    public var amountMinor: Int64
    /// The amount before rounding. If each call was rounded by itself, it is the sum of the rounded charges.
    public var exact: ExactAmount
    /// Of an adjustment, the tax that it bears: it can take back what another tax was billed on (S7.27). Of an entry by
    /// hand, the tax of the document that it concerns (S7.33). Other lines bear the tax of their charge.
    public var tax: LineTax?

    public init(
        kind: LineKind, tier: Int? = nil, quantity: Int64? = nil, unit: String? = nil, unitPrice: String? = nil,
        amountMinor: Int64, exact: ExactAmount
    ) {
        self.kind = kind
        self.tier = tier
        self.quantity = quantity
        self.unit = unit
        self.unitPrice = unitPrice
        self.amountMinor = amountMinor
        self.exact = exact
    }
}

extension ChargeLine {
    /// A line of an adjustment.
    public init(adjusting amountMinor: Int64, _ tax: LineTax?) {
        self.init(kind: .adjustment, amountMinor: amountMinor, exact: ExactAmount(minor: amountMinor))
        self.tax = tax
    }
}

/// The tax that a line bears, at the rate of the period that it is about.
public struct LineTax: Hashable, Sendable {
    public var id: Identifier
    public var rate: Rate

    public init(id: Identifier, rate: Rate) {
        self.id = id
        self.rate = rate
    }

    /// Whether both are one tax at one rate, however it is written.
    public func isSame(as other: LineTax) -> Bool { id == other.id && rate.scaled == other.rate.scaled }
}

/// One provider's part in the calls of a charge.
public struct ProviderPart: Sendable, Hashable {
    public var provider: Identifier
    public var units: Int64
    /// Σ of the costs that the provider reported, in minor units. It must fit into 64 bits only if a split takes the
    /// cost off the top.
    public var costMinor: Int128

    public init(provider: Identifier, units: Int64, costMinor: Int128) {
        self.provider = provider
        self.units = units
        self.costMinor = costMinor
    }
}

/// The calls of a charge that fall on days of one version of its split, and of one ISO of its app (S4.42).
public struct ChargePart: Sendable, Hashable {
    /// The first day of the part within the period, and the first day after it.
    public var first: CivilDate
    public var end: CivilDate
    /// Units of its calls.
    public var units: Int64
    /// Sorted by provider id.
    public var providers: [ProviderPart]

    public init(first: CivilDate, end: CivilDate, units: Int64, providers: [ProviderPart]) {
        self.first = first
        self.end = end
        self.units = units
        self.providers = providers
    }
}

/// What the counter of a tariff has counted before it in a period, under tariffs that hold earlier (S4.46, S4.48).
public struct CounterStand: Sendable, Hashable {
    /// The units of these tariffs.
    public var units: Int64 = 0
    /// Σ of their charges.
    public var amountMinor: Int64 = 0
    /// Σ of their minimums, each for its days, where they are prorated; else 0.
    public var leastMinor: Int64 = 0
    /// Whether the app has no units under a later tariff of the counter: then minimum and maximum are owed here.
    public var isLast = true

    public init() {}
}

/// The identity of a charge: by this key, a later re-rating finds the charge that was billed (S4.3, S7.11).
public struct ChargeKey: Hashable, Sendable {
    public var stream: Stream
    public var app: Identifier
    /// The id of the tariff, income entry or fee.
    public var tariff: Identifier
    /// Set only for an income charge, because that is made for each provider.
    public var provider: Identifier?

    public init(stream: Stream, app: Identifier, tariff: Identifier, provider: Identifier? = nil) {
        self.stream = stream
        self.app = app
        self.tariff = tariff
        self.provider = provider
    }
}

/// All lines of one tariff, income entry or fee for one app. A charge is split once, as a whole (S4.3, S4.23).
public struct Charge: Sendable, Hashable {
    public var key: ChargeKey
    public var currency: Currency
    /// The position in the order of the rules: tariffs (or income entries), then fees.
    public var order: Int
    public var description: String
    public var lines: [ChargeLine]
    /// Σ of the lines.
    public var amountMinor: Int64
    /// Units of all calls; 0 for a fee.
    public var units: Int64
    /// Sorted by provider id.
    public var parts: [ProviderPart]
    public var split: Identifier
    /// The last day of the period: it decides what the split and the ISO are where the charge is not divided by days.
    public var day: CivilDate
    /// The parts with calls, in the order of their days; empty unless the split or the ISO changes within the period.
    public var dated: [ChargePart]
    /// What the counter of the tariff has counted before; nothing without one.
    public var counted = CounterStand()

    public init(
        key: ChargeKey, currency: Currency, order: Int, description: String, lines: [ChargeLine], amountMinor: Int64,
        units: Int64, parts: [ProviderPart], split: Identifier, day: CivilDate, dated: [ChargePart] = []
    ) {
        self.key = key
        self.currency = currency
        self.order = order
        self.description = description
        self.lines = lines
        self.amountMinor = amountMinor
        self.units = units
        self.parts = parts
        self.split = split
        self.day = day
        self.dated = dated
    }

    /// Σ of the providers' costs, in minor units.
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    public func costMinor() throws(AmountOverflow) -> Int64 {
        var sum: Int128 = 0
        for part in parts { sum = try sum.adding(part.costMinor, "cost of \(name)") }
        return try Int64(fitting: sum, "cost of \(name)")
    }

    /// The weights for dividing a `to: provider` share: the providers' costs or their units, in the order of `parts`.
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    public func weights(byCost: Bool) throws(AmountOverflow) -> [Int64] {
        var weights: [Int64] = []
        for part in parts {
            weights.append(byCost ? try Int64(fitting: part.costMinor, "cost of \(name)") : part.units)
        }
        return weights
    }

    /// The charge as messages call it.
    public var name: String { "\(key.tariff) of app \(key.app), \(currency)" }
}
