/// What a simulated gateway log is to hold. The same plan gives the same bytes, always and everywhere.
///
/// Shares are whole numbers of a thousand (`…PerMille`) or of ten thousand (`…PerTenThousand`). The log is that of one
/// calendar month of one place: every *call* lies inside it, retries and queries may follow shortly after its end.
///
/// ```swift
/// var plan = SimulationPlan(seed: 2026, calls: 1_000_000, year: 2026, month: 10)
/// plan.onePipePerMille = 1000
/// try Simulator(plan).write(to: STDOUT_FILENO, threads: 2)
/// ```
public struct SimulationPlan: Sendable, Equatable {
    /// Where all randomness comes from.
    public var seed: UInt64
    /// Distinct valid calls, test and pending ones among them: the transactions a reader should find. At most 1e9.
    /// Duplicates, queries, malformed, other and blank lines come on top.
    public var calls: Int
    /// Year of the month, 1971 to 2200.
    public var year: Int
    /// Month, 1 to 12.
    public var month: Int
    /// Minutes that local time is ahead of UTC: +60 for Lagos, +180 for Riyadh.
    public var utcOffsetMinutes: Int

    /// Who takes part, and how often each.
    public var profile: Profile
    /// Number of calling apps, `app-011` and up; busy ones first. At most a million, in the samples' profile 900.
    public var apps: Int
    /// Number of providers of OnePipe calls. At most 100; three in the samples' profile.
    public var providers: Int
    /// Number of networks that OnePipe calls go to, each with six first digits of its own. At most 1000; in the
    /// samples' profile always the usual ones of ``Network``.
    public var networks: Int
    /// Apps call in turn, all equally often, in place of a few that make most of the calls.
    public var appsTakeTurns = false
    /// Calls of the OnePipe interface; the others are Paylink's. 1000 or 0 give a log of one interface.
    public var onePipePerMille = 700
    /// Calls that occur a second time: retries with the same reference (Paylink: the same envelope id).
    public var duplicatesPerMille = 30
    /// Of the duplicates, those whose billing fields differ from their call's.
    public var conflictsPerMille = 50
    /// Queries, by OnePipe calls. Most pending calls are asked about, whatever this says, unless it is 0.
    public var queriesPerMille = 40
    /// Of the queries, those about a call that is not in the log.
    public var queriesWithoutCallPerMille = 20
    /// Malformed lines, by calls: 10 is 0.1 %.
    public var malformedPerTenThousand = 10
    /// What is wrong with them, in rotation.
    public var malformations = Malformation.usual
    /// Lines of other endpoints and services, by calls.
    public var otherPerMille = 5
    /// Blank lines, by calls.
    public var blankPerTenThousand = 1
    /// Calls without a final status when logged.
    public var pendingPerMille = 20
    /// Calls in test mode.
    public var testPerMille = 10
    /// Bodies written as a JSON string that holds the object.
    public var bodiesAsStringPerMille = 10
    /// Calls that do not say their mode at all: what they are is up to the rules' `unset_mode`.
    public var modeUnsetPerMille = 0

    /// Members of every object in random order.
    public var shuffledKeys = false
    /// `meta` objects with random keys and values of all types.
    public var randomMeta = false
    /// A different Paylink total on each call: one riyal, and a halala more with each call of the log.
    public var uniqueTotals = false
    /// Average length of an OnePipe call's line, its line end included. Below 1,305 it has no effect.
    public var onePipeLineBytes = 1310

    /// A plan with the usual shares.
    public init(
        _ profile: Profile = .month, seed: UInt64, calls: Int, year: Int, month: Int, utcOffsetMinutes: Int = 60
    ) {
        self.profile = profile
        (apps, providers, networks) = profile == .month ? (200, 12, 60) : (12, 3, Network.nigerian.count)
        self.seed = seed
        self.calls = calls
        self.year = year
        self.month = month
        self.utcOffsetMinutes = utcOffsetMinutes
    }
}

extension SimulationPlan {
    /// Who takes part in a month.
    public enum Profile: String, Sendable, CaseIterable {
        /// Any number of apps, providers and networks, each drawn by Zipf's law: the second half as often as the first,
        /// the third a third. Twenty provider codes, twelve costs and five auth types, drawn alike.
        case month
        /// That of the sample logs: few apps that each have their ways, three providers with price lists, six provider
        /// codes, Nigeria's usual networks and a few abroad.
        case samples
    }

    /// A value of a plan that is outside what it may be.
    public struct Fault: Error, Equatable, CustomStringConvertible {
        /// The plan's property.
        public let property: String
        /// What it was.
        public let value: Int
        /// What it may be.
        public let allowed: ClosedRange<Int>

        /// One line for a person.
        public var description: String {
            let range =
                allowed.count == 1 ? "\(allowed.lowerBound)" : "between \(allowed.lowerBound) and \(allowed.upperBound)"
            return "\(property) is \(value), but must be \(range)"
        }
    }

    /// All values outside their range, in the order of the properties.
    public var faults: [Fault] {
        let checks: [(String, Int, ClosedRange<Int>)] = [
            ("calls", calls, 0...1_000_000_000), ("year", year, 1971...2200), ("month", month, 1...12),
            ("utcOffsetMinutes", utcOffsetMinutes, -1439...1439),
            ("apps", apps, 1...(profile == .month ? 1_000_000 : 900)),
            ("providers", providers, profile == .month ? 1...100 : 3...3),
            ("networks", networks, profile == .month ? 1...1000 : Network.nigerian.count...Network.nigerian.count),
            ("onePipePerMille", onePipePerMille, 0...1000), ("duplicatesPerMille", duplicatesPerMille, 0...1000),
            ("conflictsPerMille", conflictsPerMille, 0...1000), ("queriesPerMille", queriesPerMille, 0...1000),
            ("queriesWithoutCallPerMille", queriesWithoutCallPerMille, 0...1000),
            ("malformedPerTenThousand", malformedPerTenThousand, 0...5000),
            ("otherPerMille", otherPerMille, 0...400), ("blankPerTenThousand", blankPerTenThousand, 0...1000),
            ("pendingPerMille", pendingPerMille, 0...1000), ("testPerMille", testPerMille, 0...1000),
            ("bodiesAsStringPerMille", bodiesAsStringPerMille, 0...1000),
            ("modeUnsetPerMille", modeUnsetPerMille, 0...1000), ("onePipeLineBytes", onePipeLineBytes, 0...100_000),
        ]
        return checks.filter { !$0.2.contains($0.1) }.map { Fault(property: $0.0, value: $0.1, allowed: $0.2) }
    }
}
