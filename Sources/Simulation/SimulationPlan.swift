/// A plan for a simulated gateway log. The same plan always gives the same bytes, on every machine.
///
/// Shares are whole numbers per thousand (`…PerMille`) or per ten thousand (`…PerTenThousand`). The log covers one
/// period of one place, a calendar month unless said. Every *call* is within it; retries and queries may follow shortly after its end.
///
/// ```swift
/// var plan = SimulationPlan(seed: 2026, calls: 1_000_000, year: 2026, month: 10)
/// plan.onePipePerMille = 1000
/// try Simulator(plan).write(to: STDOUT_FILENO, threads: 2)
/// ```
package struct SimulationPlan: Sendable, Equatable {
    /// The source of all randomness.
    package var seed: UInt64
    /// Distinct valid calls, including test and pending ones: the transactions that a reader should find. At most 10⁹.
    ///
    /// Duplicates, queries, malformed, other and blank lines are added to these.
    package var calls: Int
    /// The year, 1971 to 2200.
    package var year: Int
    /// The month, 1 to 12.
    package var month: Int
    /// The day of the month on which the log begins.
    package var day: Int
    /// How many days the log covers; `nil` for all days up to the end of the month.
    package var days: Int?
    /// The minutes by which local time is ahead of UTC: +60 for Lagos, +180 for Riyadh.
    package var utcOffsetMinutes: Int

    /// The kinds of apps, providers and networks, and their frequencies.
    package var profile: Profile
    /// The number of apps, from `app-011`, the busiest first. At most a million, or 900 in the samples' profile.
    package var apps: Int
    /// The number of providers of OnePipe calls. At most 100; always three in the samples' profile.
    package var providers: Int
    /// The number of networks to which OnePipe calls go, each with its own first six digits. At most 1000.
    ///
    /// The samples' profile always has the usual ones of ``Network``.
    package var networks: Int
    /// Apps call in turn and equally often. Otherwise a few of them make most of the calls.
    package var appsTakeTurns = false
    /// Calls of the OnePipe interface; the others are Paylink's. 1000 or 0 give a log with one interface.
    package var onePipePerMille = 700
    /// Calls that occur a second time: retries with the same reference (for Paylink, the same envelope id).
    package var duplicatesPerMille = 30
    /// Conflicts per thousand duplicates: billing fields differ from the call's.
    package var conflictsPerMille = 50
    /// Queries per thousand OnePipe calls. Unless it is 0, most pending calls get one in any case.
    package var queriesPerMille = 40
    /// Queries about a call that is not in the log, per thousand queries.
    package var queriesWithoutCallPerMille = 20
    /// Malformed lines by number of calls; 10 is 0.1 %.
    package var malformedPerTenThousand = 10
    /// The faults of malformed lines, in rotation.
    package var malformations = Malformation.usual
    /// Lines of other endpoints and services, by number of calls.
    package var otherPerMille = 5
    /// Blank lines, by number of calls.
    package var blankPerTenThousand = 1
    /// Calls without a final status when logged.
    package var pendingPerMille = 20
    /// Calls in test mode.
    package var testPerMille = 10
    /// Calls whose bodies are written as a JSON string that contains the object.
    package var bodiesAsStringPerMille = 10
    /// Calls without a mode; `unset_mode` of the rules decides about them.
    package var modeUnsetPerMille = 0

    /// Writes the members of every object in random order.
    package var shuffledKeys = false
    /// Writes `meta` objects with random keys and values of all types.
    package var randomMeta = false
    /// Gives each Paylink call a different total: one riyal, plus one halala for each earlier call of the log.
    package var uniqueTotals = false
    /// The average length of a OnePipe call's line, including its line end. Values below 1,305 have no effect.
    package var onePipeLineBytes = 1310

    /// Makes a plan with the usual shares.
    package init(
        _ profile: Profile = .month, seed: UInt64, calls: Int, year: Int, month: Int, day: Int = 1,
        days: Int? = nil, utcOffsetMinutes: Int = 60
    ) {
        self.profile = profile
        (apps, providers, networks) = profile == .month ? (200, 12, 60) : (12, 3, Network.nigerian.count)
        self.seed = seed
        self.calls = calls
        self.year = year
        self.month = month
        self.day = day
        self.days = days
        self.utcOffsetMinutes = utcOffsetMinutes
    }
}

extension SimulationPlan {
    /// The kinds of apps, providers and networks in a month.
    package enum Profile: String, Sendable, CaseIterable {
        /// Any number of apps, providers and networks, each picked by Zipf's law: the second half as often as the
        /// first, the third a third as often. Twenty provider codes and twelve costs are picked in the same way.
        case month
        /// As in the sample logs: few apps with their own habits, three providers with price lists, six provider
        /// codes, the usual networks of Nigeria and a few foreign ones.
        case samples
    }

    /// A value of a plan that is out of range.
    package struct Fault: Error, Equatable, CustomStringConvertible {
        /// The property of the plan.
        package let property: String
        /// Its value.
        package let value: Int
        /// The values it may have.
        package let allowed: ClosedRange<Int>

        /// The fault on one line.
        package var description: String {
            let range =
                allowed.count == 1 ? "\(allowed.lowerBound)" : "between \(allowed.lowerBound) and \(allowed.upperBound)"
            return "\(property) is \(value), but must be \(range)"
        }
    }

    /// All values out of range, in the order of the properties.
    package var faults: [Fault] {
        let checks: [(String, Int, ClosedRange<Int>)] = [
            ("calls", calls, 0...1_000_000_000), ("year", year, 1971...2200), ("month", month, 1...12),
            ("day", day, 1...31), ("days", days ?? 1, 1...366),
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
