import ArgumentParser
import Documents
import Glibc
import Ledger
import Money
import Rating
import Rules
import RulesFile
import Settlement
import Store
import Vocabulary

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the logs read, the periods, and what is still open.",
        discussion: """
            Example:

              settle status --database settle.db

            If the rules can be read, status also says what keeps an open month from
            closing, and what the next close will adjust.
            """)

    @OptionGroup var options: CommonOptions

    func run() throws {
        let clock = try Clock.read()
        let ledger = try Ledger(path: options.database, readOnly: true)
        // Status also works without the rules.
        let reading = try? RulesLoading.reading(at: options.rules)
        let status = try LedgerStatus(ledger, rules: reading?.rules, clock: clock, output: options.output)
        if options.json {
            Terminal.write(String(decoding: status.json.document, as: UTF8.self), to: STDOUT_FILENO)
        } else if !options.quiet {
            for line in status.lines { Terminal.print(line) }
            if reading?.rules == nil {
                Terminal.note("\(options.rules) can't be read, so status can't say what keeps a month from closing")
            }
        }
    }
}

/// The state of a ledger, as `status` shows it.
struct LedgerStatus {
    struct Month {
        var period: Period
        var transactions: Int64
        var isClosed: Bool
        /// The numbers of the documents, if the month is closed.
        var numbers: [String]
        /// Whether the month is closed and something became known since.
        var isLate: Bool
        /// Whether the month is closed and its folder is missing from the output.
        var isFolderGone: Bool
        /// Of an open month, what keeps it from closing; of a closed one, the late charges that can't be worked out.
        var obstacles: [String]
    }

    private let logs: [LogSummary]
    private let months: [Month]
    private let rejected: [(code: String, count: Int)]
    private let adjustments: [SettledCharge]

    init(_ ledger: Ledger, rules: Rules?, clock: Clock, output: String) throws {
        logs = try ledger.contents()
        rejected = try ledger.rejectedCounts()
        let rejectedLines = rejected.reduce(0) { $0 + $1.count }
        let closings = try ledger.closings()
        let late = Set(try ledger.latePeriods())
        let knowledge = try LateKnowledge(store: ledger, closings: closings)
        var adjustments: [SettledCharge] = []
        var byPeriod = Dictionary(
            uniqueKeysWithValues: try ledger.transactionsByPeriod().map { ($0.period, $0.transactions) })
        for closing in closings { byPeriod[closing.period, default: 0] += 0 }
        let closed = Set(closings.map(\.period))
        var months: [Month] = []
        var lateUnrated = try knowledge.unratedCount()
        for (period, transactions) in byPeriod.sorted(by: { $0.key < $1.key }) {
            var obstacles: [String] = []
            if let rules, !closed.contains(period) {
                // If this period can't be worked out, say so, and still report on the others.
                let rated = try ledger.ratedEach(period, under: rules)
                obstacles = try ClosingObstacles.of(
                    period, today: rules.calendar.day(ofNanoseconds: clock.nanoseconds), rules: rules, store: ledger,
                    ClosingObstacles.Faults(
                        unrated: Int(rated.counts.unrated), lateUnrated: lateUnrated, rejected: rejectedLines))
                // Only the close of the earliest open month looks at late knowledge.
                lateUnrated = 0
                obstacles += PeriodAssembly.overflows(of: rated, period: period, under: rules).map {
                    "it can't be worked out: \($0); \(Failure.overflowAdvice)"
                }
            } else if late.contains(period) {
                let found = try knowledge.adjustments(of: period)
                adjustments += found.charges
                obstacles = found.overflows.map {
                    "what became known can't be worked out: \($0.cause); \(Failure.overflowAdvice)"
                }
            }
            let folder = "\(output)/\(period)/manifest.json"
            months.append(
                Month(
                    period: period, transactions: transactions, isClosed: closed.contains(period),
                    numbers: try ledger.issuedNumbers(period), isLate: late.contains(period),
                    isFolderGone: closed.contains(period) && access(folder, F_OK) != 0, obstacles: obstacles))
        }
        self.months = months
        self.adjustments = adjustments
    }

    /// The text for people.
    var lines: [String] {
        let total = logs.reduce(LineCounts()) { $0 + $1.counts }
        var lines = logs.map { "\($0.path): \($0.counts.text)" }
        lines.append("\(logs.count.of("file")), \(total.text)")
        for month in months {
            var line = "\(month.period)  \(month.isClosed ? "closed" : "open")  \(month.transactions.of("transaction"))"
            if let first = month.numbers.first, let last = month.numbers.last {
                line += "  \(month.numbers.count.of("document")), \(first) to \(last)"
            }
            if month.isLate { line += "  late knowledge waits" }
            if month.isFolderGone { line += "  its report folder is gone: restore it from a backup" }
            lines.append(line)
            lines += month.obstacles.map { "         \($0)" }
        }
        if !rejected.isEmpty {
            let codes = rejected.map { "\($0.count.grouped) \($0.code)" }
            lines.append("rejected lines: \(codes.joined(separator: ", "))")
        }
        if !adjustments.isEmpty { lines.append(LateText.text(adjustments)) }
        return lines
    }

    /// The JSON for machines.
    var json: JSONText {
        .object([
            (
                "files",
                .array(
                    logs.map {
                        .object([
                            ("file", .string($0.path)), ("sha256", .string($0.sha256)),
                            ("lines", .integer($0.counts.lines)), ("transactions", .integer($0.counts.transactions)),
                            ("rejected", .integer($0.counts.rejected)),
                        ])
                    })
            ),
            (
                "periods",
                .array(
                    months.map {
                        .object([
                            ("period", .string($0.period.description)),
                            ("state", .string($0.isClosed ? "closed" : "open")),
                            ("transactions", .integer($0.transactions)),
                            ("documents", .array($0.numbers.map(JSONText.string))),
                            ("late", .bool($0.isLate)), ("folder_gone", .bool($0.isFolderGone)),
                            ("obstacles", .array($0.obstacles.map(JSONText.string))),
                        ])
                    })
            ),
            ("rejected", .integer(rejected.reduce(0) { $0 + $1.count })),
            ("adjustments", LateText.json(adjustments)),
        ])
    }
}
