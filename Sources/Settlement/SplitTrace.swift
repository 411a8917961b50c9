public import Money
public import Vocabulary

/// A share at the level at which it was rounded.
///
/// It says who took how much of which amount, by which weight, and with how many odd minor units.
public struct SplitNode: Hashable, Sendable {
    /// The way in which a share is calculated.
    public enum Take: Hashable, Sendable {
        case cost
        case perUnit(Price)
        /// A percentage, or the remainder of its level: `weight` of `whole`.
        case share
        case remaining
        /// A provider's part, by its units or by its cost.
        case byUnits
        case byCost
        /// The amount by which the entries off the top exceed the charge.
        case shortfall
    }

    /// The receiver of a share.
    public enum Target: Hashable, Sendable {
        case party(Identifier)
        /// Divided among the providers, whose nodes follow.
        case providers
        /// The settlement account, whose shares follow.
        case settlement
    }

    /// The reason why a party takes a share, if the split does not name the party.
    public enum Standing: Hashable, Sendable {
        /// The app's ISO.
        case iso
        /// Named by `otherwise`, because the app has no ISO.
        case otherwise
        /// A provider of the charge's calls.
        case provider
    }

    /// 0 for entries of the split, 1 for entries within one of those, and so on.
    public var depth: Int
    public var take: Take
    public var target: Target
    /// `nil` if the split names the party, and for pools.
    public var standing: Standing?
    /// The amount shared at this level; for an entry off the top, the charge.
    public var ofMinor: Int64
    /// For shares and parts, `weight` of `whole`; for `perUnit`, the units.
    public var weight: Int64
    public var whole: Int128
    /// The share before the rounding of this level.
    public var exact: Fraction
    public var amountMinor: Int64
    /// The minor units won by the largest remainder: 0 or 1, or −1 if the amount is negative.
    public var oddMinor: Int64
}

/// The split of one charge, level by level.
public struct SplitTrace: Sendable {
    public var amountMinor: Int64
    /// The amount left for the shares; negative if there was a shortfall.
    public var baseMinor: Int64
    /// Nodes in the order of calculation: off the top, then shares, each followed by the nodes within it.
    public var nodes: [SplitNode]
}
