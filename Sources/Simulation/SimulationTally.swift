/// The counts of what was written, which a reader of the log should also get.
///
/// lines = calls + duplicates + queries + other + rejected + blank, as in the control totals of settle.
package struct SimulationTally: Sendable, Equatable {
    /// All lines.
    package var lines = 0
    /// All bytes, line ends included.
    package var bytes = 0
    /// Distinct valid calls.
    package var calls = 0
    /// The calls of the OnePipe interface.
    package var onePipeCalls = 0
    /// The calls in test mode, not including calls without a mode.
    package var testCalls = 0
    /// The calls logged without a final status, before any query.
    package var pendingCalls = 0
    /// Second records of valid calls.
    package var duplicates = 0
    /// The duplicates with different billing fields.
    package var conflicts = 0
    /// Valid queries.
    package var queries = 0
    /// The queries whose call is not in the log.
    package var queriesWithoutCall = 0
    /// Lines of other endpoints and services.
    package var other = 0
    /// Blank lines.
    package var blank = 0
    /// Malformed lines, in the order of ``Malformation``'s cases.
    package var rejected = [Int](repeating: 0, count: Malformation.allCases.count)
    /// The sum of the OnePipe calls' costs as first logged, in kobo.
    package var costKobo: Int64 = 0
    /// The sum of the Paylink calls' totals, in halalas.
    package var totalHalalas: Int64 = 0

    /// Makes a tally of nothing.
    package init() {}

    /// The malformed lines of one kind.
    package subscript(malformation: Malformation) -> Int { rejected[malformation.rawValue] }

    /// All malformed lines.
    package var rejectedTotal: Int { rejected.reduce(0, +) }

    /// Adds the counts of another part of the log.
    package mutating func add(_ other: SimulationTally) {
        let integers: [WritableKeyPath<SimulationTally, Int>] = [
            \.lines, \.bytes, \.calls, \.onePipeCalls, \.testCalls, \.pendingCalls, \.duplicates, \.conflicts,
            \.queries, \.queriesWithoutCall, \.other, \.blank,
        ]
        for path in integers { self[keyPath: path] += other[keyPath: path] }
        for index in rejected.indices { rejected[index] += other.rejected[index] }
        costKobo += other.costKobo
        totalHalalas += other.totalHalalas
    }
}
