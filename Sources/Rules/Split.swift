public import Money
public import Vocabulary

/// How a charge is divided among the parties: an entry of `splits`.
public struct Split: Sendable, Hashable {
    public var id: Identifier
    /// In the order written.
    public var entries: [SplitEntry]
    /// Who bears what is short where the entries off the top exceed the charge.
    public var shortfall: Recipient
    /// The line of the rules file at which the split begins.
    public var line: Int

    public init(id: Identifier, entries: [SplitEntry], shortfall: Recipient, line: Int) {
        self.id = id
        self.entries = entries
        self.shortfall = shortfall
        self.line = line
    }
}

/// One row of a split: who gets how much.
public struct SplitEntry: Sendable, Hashable {
    /// How much.
    public enum Take: Sendable, Hashable {
        /// The provider's reported cost, off the top.
        case cost
        /// An amount for each unit, off the top.
        case perUnit(Price)
        /// A percentage of what is left.
        case share(Rate)
        /// What the percentages leave of 100 %.
        case remaining
    }

    /// For whom.
    public enum Target: Sendable, Hashable {
        case recipient(Recipient)
        /// The settlement account, shared in turn. The entries within take shares only.
        case settlement(among: [SplitEntry])
    }

    public var take: Take
    public var target: Target

    public init(take: Take, target: Target) {
        self.take = take
        self.target = target
    }
}

/// Who a share goes to, resolved as far as the rules alone can tell.
public enum Recipient: Sendable, Hashable {
    case party(Identifier)
    /// The providers of the charge's calls, by their units.
    case provider
    /// The app's ISO, or the party named by `otherwise`; `nil` where the rules make sure that every app has one.
    case iso(otherwise: Identifier?)
}
