import GatewayLog
import Ledger
import LineParsing
import Rating
import Rules
import RulesFile
import Simulation
import Vocabulary

/// The parts of a run that `Benchmarks/Micro` measures.
///
/// `Benchmarks/Micro` is another package and can't see what is `package` here. This is the one interface for another
/// package; what else is `public` is so only to be inlined.
public enum Parts {
    /// Returns the rules of a `settle.yaml`; `nil` if it has faults.
    public static func rules(_ yaml: [UInt8]) -> MonthRules? {
        RulesReader.read(bytes: yaml, name: "settle.yaml").rules.map(MonthRules.init)
    }

    /// Returns the SHA-256 of a log, in lower-case hex.
    public static func digest(ofLogAt path: String) throws -> String {
        try LogReader.digest(ofFileAt: path)
    }

    /// Reads a log into a new ledger.
    public static func ingest(logs: [String], ledger path: String, threads: Int, _ rules: MonthRules) throws {
        try ledger(at: path, reading: logs, threads: threads, rules.rules)
    }

    @discardableResult
    private static func ledger(at path: String, reading logs: [String], threads: Int, _ rules: Rules) throws -> Ledger {
        let ledger = try Ledger(path: path)
        try ledger.adopt(rules)
        try ledger.ingest(logs, rules: rules, threads: threads, rehash: false)
        return ledger
    }

    /// Returns the month that a ledger at `path`, made for this, has after reading these logs.
    public static func month(logs: [String], ledger path: String, _ rules: MonthRules) throws -> MonthUsage {
        let ledger = try ledger(at: path, reading: logs, threads: 2, rules.rules)
        return MonthUsage(usage: try ledger.usage(of: MonthUsage.period, under: rules.rules), rules: rules.rules)
    }

    /// Writes a simulated month of OnePipe calls to a file descriptor.
    ///
    /// - Parameter onePipePerMille: of 1,000 calls, how many are OnePipe's. The others are STC Pay's.
    public static func simulate(
        calls: Int, onePipePerMille: Int = 1000, shuffledKeys: Bool = false, randomMeta: Bool = false,
        to descriptor: Int32
    ) throws {
        let period = MonthUsage.period
        var plan = SimulationPlan(
            .samples, seed: 2026, calls: calls, year: period.place.year, month: period.place.number)
        plan.apps = 8
        plan.onePipePerMille = onePipePerMille
        plan.shuffledKeys = shuffledKeys
        plan.randomMeta = randomMeta
        try Simulator(plan).write(to: descriptor)
    }
}

/// The rules of a month.
public struct MonthRules: Sendable {
    let rules: Rules
}

/// A parser that keeps the shapes it has learned.
public struct Parsing: ~Copyable {
    private var parser: LogParser
    private var chunk = ParsedChunk()

    public init(_ rules: MonthRules) {
        parser = LogParser(
            rules: ReadingRules(
                services: rules.rules.services,
                sources: [.onepipe: .init(countryCode: "234"), .paylink: .init(countryCode: "966")],
                unsetMode: rules.rules.unsetMode))
    }

    /// Parses whole lines.
    ///
    /// - Returns: the number of calls among them.
    public mutating func calls(in lines: [UInt8]) -> Int {
        lines.withUnsafeBytes { parser.parse($0, into: &chunk) }
        return chunk.calls.count
    }
}

/// A month of calls, rolled up.
public struct MonthUsage: Sendable {
    static let period = Period(year: 2026, month: 10)!
    let usage: Usage
    let rules: Rules

    /// Rates the month.
    ///
    /// - Returns: the number of charges.
    public func rate() throws -> Int {
        try Rater(rules).rate(usage, period: MonthUsage.period).charges.count
    }
}
