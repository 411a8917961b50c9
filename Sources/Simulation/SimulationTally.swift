/// What was written: what a reader of the log should count.
///
/// lines = calls + duplicates + queries + other + rejected + blank, as in the control totals of `settle`.
public struct SimulationTally: Sendable, Equatable {
    /// All lines.
    public var lines = 0
    /// All bytes, line ends included.
    public var bytes = 0
    /// Distinct valid calls.
    public var calls = 0
    /// Of these, those of the OnePipe interface.
    public var onePipeCalls = 0
    /// Of the calls, those in test mode (a call that leaves its mode open is not counted here).
    public var testCalls = 0
    /// Of the calls, those logged without a final status, before any query.
    public var pendingCalls = 0
    /// Valid calls that occur once more.
    public var duplicates = 0
    /// Of these, those whose billing fields differ.
    public var conflicts = 0
    /// Valid queries.
    public var queries = 0
    /// Of these, those whose call is not in the log.
    public var queriesWithoutCall = 0
    /// Lines of other endpoints and services.
    public var other = 0
    /// Blank lines.
    public var blank = 0
    /// Malformed lines, in the order of ``Malformation``'s cases.
    public var rejected = [Int](repeating: 0, count: Malformation.allCases.count)
    /// Sum of the OnePipe calls' costs as first logged, in kobo.
    public var costKobo: Int64 = 0
    /// Sum of the Paylink calls' totals, in halalas.
    public var totalHalalas: Int64 = 0

    /// Nothing yet.
    public init() {}

    /// Malformed lines of one kind.
    public subscript(malformation: Malformation) -> Int { rejected[malformation.rawValue] }

    /// All malformed lines.
    public var rejectedTotal: Int { rejected.reduce(0, +) }

    /// Adds what another part of the log holds.
    public mutating func add(_ other: SimulationTally) {
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
