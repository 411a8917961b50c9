public import Money

/// How units become an amount (S4.5 to S4.12).
public enum ChargeModel: Sendable, Hashable {
    case perUnit(Price)
    case graduated([Tier])
    case volume([Tier])
    /// A price for each begun package of `size` units, after the first `included` units.
    case package(size: Int64, price: Price, included: Int64)
    /// A part of each call's amount, rounded for each call.
    case percentage(rate: Rate, fixed: Price?, min: Price?, max: Price?)
    /// Each call's cost and something on top, rounded for each call.
    case costPlus(rate: Rate, fixed: Price?)
    case free
}

/// A step of a graduated or volume charge.
public struct Tier: Sendable, Hashable {
    /// The last unit of the tier, inclusive; `nil` for the last tier.
    public var upTo: Int64?
    public var price: Price
    /// Added once when the tier is reached; `nil` if it is left out or 0.
    public var flat: Price?
    /// The same in minor units; 0 if there is none.
    public var flatMinor: Int64

    public init(upTo: Int64?, price: Price, flat: Price?, flatMinor: Int64) {
        self.upTo = upTo
        self.price = price
        self.flat = flat
        self.flatMinor = flatMinor
    }
}
