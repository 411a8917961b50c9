package import Money
package import Vocabulary

/// A share at the level at which it was rounded.
///
/// It says who took how much of which amount, by which weight, and with how many odd minor units.
package struct SplitNode: Hashable, Sendable {
    /// The way in which a share is calculated.
    package enum Take: Hashable, Sendable {
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
        /// The part of the charge whose calls are of the days from `first` to the day before `end`, by its units.
        case days(first: CivilDate, end: CivilDate)
    }

    /// The receiver of a share.
    package enum Target: Hashable, Sendable {
        case party(Identifier)
        /// Divided among the providers, whose nodes follow.
        case providers
        /// The settlement account, whose shares follow.
        case settlement
        /// Divided by what the split and the ISO are on the part's days; its nodes follow.
        case dated(iso: Identifier?)
    }

    /// The reason why a party takes a share, if the split does not name the party.
    package enum Standing: Hashable, Sendable {
        /// The app's ISO.
        case iso
        /// Named by `otherwise`, because the app has no ISO.
        case otherwise
        /// A provider of the charge's calls.
        case provider
    }

    /// 0 for entries of the split, 1 for entries within one of those, and so on.
    package var depth: Int
    package var take: Take
    package var target: Target
    /// `nil` if the split names the party, and for pools.
    package var standing: Standing?
    /// The amount shared at this level; for an entry off the top, the charge.
    package var ofMinor: Int64
    /// For shares and parts, `weight` of `whole`; for `perUnit`, the units.
    package var weight: Int64
    package var whole: Int128
    /// The share before the rounding of this level.
    package var exact: Fraction
    package var amountMinor: Int64
    /// The minor units won by the largest remainder: 0 or 1, or −1 if the amount is negative.
    package var oddMinor: Int64
    /// What `min` and `max` add to the share, or take from it: of `remaining`, what those of the other shares do.
    package var movedMinor: Int64 = 0
    /// The limit at which a share is held; `nil` if it is within its limits.
    package var limit: Price?
}

/// The split of one charge, level by level.
package struct SplitTrace: Sendable {
    package var amountMinor: Int64
    /// The amount left for the shares; negative if there was a shortfall.
    package var baseMinor: Int64
    /// Nodes in the order of calculation: off the top, then shares, each followed by the nodes within it. Of a charge
    /// that is divided by days, those of each part follow the part.
    package var nodes: [SplitNode]
}
