public import Money
public import Vocabulary

/// An entry of `tariffs` or `income`: which calls it takes, and what it charges for them.
public struct Tariff: Sendable, Hashable {
    public var id: Identifier
    /// `nil` only for a free tariff, because its calls have no amount.
    public var currency: Currency?
    /// The text of the invoice line; the id if the rules give none.
    public var description: String
    public var match: Match
    public var window: Window
    public var unit: Unit
    public var charge: ChargeModel
    /// Taken off the sum of the lines.
    public var discount: Rate
    /// The least that an app with at least one unit owes, in minor units.
    public var minimumMinor: Int64?
    /// The most that an app owes, in minor units.
    public var maximumMinor: Int64?
    /// Whether the minimum is owed only for the days of a period on which the tariff holds (`prorate: days`).
    public var isProrated = false
    /// The counter that runs through this tariff and those that follow it, or came before (S3.48).
    public var counter: Identifier?
    /// The terms that single apps have in place of these (`for`).
    public var ownTerms: [Identifier: AppTerms] = [:]
    /// `nil` only for a free tariff.
    public var split: Identifier?
    /// The line of the rules file at which the entry begins.
    public var line: Int

    public init(
        id: Identifier, currency: Currency?, description: String, match: Match, window: Window, unit: Unit,
        charge: ChargeModel, discount: Rate, minimumMinor: Int64?, maximumMinor: Int64? = nil,
        split: Identifier?, line: Int
    ) {
        self.id = id
        self.currency = currency
        self.description = description
        self.match = match
        self.window = window
        self.unit = unit
        self.charge = charge
        self.discount = discount
        self.minimumMinor = minimumMinor
        self.maximumMinor = maximumMinor
        self.split = split
        self.line = line
    }
}

/// The unit that a tariff counts.
public enum Unit: String, CaseIterable, Sendable, Hashable {
    case call
    case segment
}

/// The local days `[from, until)` on which an entry holds; an end that is left out is open.
public struct Window: Sendable, Hashable {
    public var from: CivilDate?
    public var until: CivilDate?

    public init(from: CivilDate? = nil, until: CivilDate? = nil) {
        self.from = from
        self.until = until
    }

    /// Whether the entry holds on a day.
    public func contains(_ day: CivilDate) -> Bool {
        (from.map { day >= $0 } ?? true) && (until.map { day < $0 } ?? true)
    }

    /// The number of the period's days that are within the window, and of all its days.
    public func days(of period: Period) -> (within: Int64, all: Int64) {
        let first = max(from ?? period.firstDay, period.firstDay)
        let end = min(until ?? period.dayAfter, period.dayAfter)
        func count(_ first: CivilDate, _ end: CivilDate) -> Int64 {
            max(0, Int64(end.daysSinceEpoch) - Int64(first.daysSinceEpoch))
        }
        return (count(first, end), count(period.firstDay, period.dayAfter))
    }

    /// Whether any day of the period is within the window.
    public func overlaps(_ period: Period) -> Bool {
        (from.map { $0 < period.dayAfter } ?? true) && (until.map { $0 > period.firstDay } ?? true)
    }
}

extension Rules {
    /// Whether any app owes a fee in a period, with or without calls.
    public func owesFees(in period: Period) -> Bool {
        fees.contains { $0.window.overlaps(period) && !($0.apps?.isEmpty ?? apps.isEmpty) }
    }
}

/// A recurring fee, owed in each period that its window overlaps.
public struct Fee: Sendable, Hashable {
    public var id: Identifier
    public var description: String
    /// The apps that owe the fee; `nil` means all.
    public var apps: [Identifier]?
    /// As written in the rules.
    public var amount: Price
    /// The same in minor units.
    public var amountMinor: Int64
    public var currency: Currency
    public var window: Window
    /// Whether the fee is owed only for the days of a period on which it holds (`prorate: days`).
    public var isProrated = false
    public var split: Identifier
    /// The line of the rules file at which the entry begins.
    public var line: Int

    public init(
        id: Identifier, description: String, apps: [Identifier]?, amount: Price, amountMinor: Int64,
        currency: Currency, window: Window, split: Identifier, line: Int
    ) {
        self.id = id
        self.description = description
        self.apps = apps
        self.amount = amount
        self.amountMinor = amountMinor
        self.currency = currency
        self.window = window
        self.split = split
        self.line = line
    }
}
