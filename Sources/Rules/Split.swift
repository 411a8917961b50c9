public import Money
public import Vocabulary

/// How a charge is divided among the parties: an entry of `splits`.
public struct Split: Sendable, Hashable {
    public var id: Identifier
    /// In the order of their days, without a day between two of them. A split without dates has one.
    public var versions: [SplitVersion]
    /// The line of the rules file at which the split begins.
    public var line: Int

    public init(id: Identifier, versions: [SplitVersion], line: Int) {
        self.id = id
        self.versions = versions
        self.line = line
    }

    /// A split that never changes.
    public init(id: Identifier, entries: [SplitEntry], shortfall: Recipient, line: Int) {
        self.init(
            id: id, versions: [SplitVersion(window: Window(), entries: entries, shortfall: shortfall, line: line)],
            line: line)
    }

    /// The version that holds on a day; `nil` on a day that none holds on.
    public func version(on day: CivilDate) -> SplitVersion? { versions.first { $0.window.contains(day) } }

    /// The entries of all versions.
    public var allEntries: [SplitEntry] { versions.count == 1 ? versions[0].entries : versions.flatMap(\.entries) }

    /// Whether a version gives a share to the providers of calls.
    public var namesProvider: Bool { versions.contains(where: \.namesProvider) }

    /// Whether a version names the ISO of the app, so that its change divides charges.
    public var namesISO: Bool { versions.contains(where: \.namesISO) }
}

/// What a split is on the days of a window.
public struct SplitVersion: Sendable, Hashable {
    public var window: Window
    /// In the order written.
    public var entries: [SplitEntry]
    /// Who bears the shortfall if the entries off the top exceed the charge.
    public var shortfall: Recipient
    /// The line of the rules file at which it begins.
    public var line: Int

    public init(window: Window, entries: [SplitEntry], shortfall: Recipient, line: Int) {
        self.window = window
        self.entries = entries
        self.shortfall = shortfall
        self.line = line
    }

    private var recipients: [Recipient] {
        entries.flatMap { entry -> [Recipient] in
            switch entry.target {
            case .recipient(let recipient): [recipient]
            case .settlement(let among):
                among.compactMap { if case .recipient(let recipient) = $0.target { recipient } else { nil } }
            }
        } + [shortfall]
    }

    var namesProvider: Bool {
        recipients.contains(.provider)
            || entries.contains { entry in
                switch entry.take {
                case .cost, .perUnit: true
                case .share, .remaining: false
                }
            }
    }

    var namesISO: Bool { recipients.contains { if case .iso = $0 { true } else { false } } }

    /// Whether it names the app's ISO without saying who takes its place.
    public var needsISO: Bool { recipients.contains(.iso(otherwise: nil)) }
}

/// One row of a split: who gets how much.
public struct SplitEntry: Sendable, Hashable {
    /// How much an entry takes.
    public enum Take: Sendable, Hashable {
        /// The provider's reported cost, off the top.
        case cost
        /// An amount for each unit, off the top.
        case perUnit(Price)
        /// A percentage of what is left.
        case share(Rate)
        /// The rest of 100 % that the percentages leave.
        case remaining
    }

    /// Who gets what an entry takes.
    public enum Target: Sendable, Hashable {
        case recipient(Recipient)
        /// The settlement account, from which it is divided once more. The inner entries take shares or the rest,
        /// nothing off the top.
        case settlement(among: [SplitEntry])
    }

    public var take: Take
    public var target: Target
    /// The least and the most that a share comes to; `nil` if the rules give neither.
    public var limits: ShareLimits?

    public init(take: Take, target: Target, limits: ShareLimits? = nil) {
        self.take = take
        self.target = target
        self.limits = limits
    }
}

/// The `min` and `max` of a share: whole minor units of every currency that its split divides (S3.41, S4.40).
public struct ShareLimits: Sendable, Hashable {
    public var least: Price?
    public var most: Price?

    public init(least: Price?, most: Price?) {
        self.least = least
        self.most = most
    }
}

/// The recipient of a share, resolved as far as the rules alone allow.
public enum Recipient: Sendable, Hashable {
    case party(Identifier)
    /// The providers of the charge's calls, in proportion to their costs for a `cost` entry, else to their units.
    case provider
    /// The app's ISO, or the party `otherwise` if it has none; `nil` if the rules ensure that every app has an ISO.
    case iso(otherwise: Identifier?)
}
