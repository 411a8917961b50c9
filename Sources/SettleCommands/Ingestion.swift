import Documents
import GatewayLog
import JSONFormat
import Ledger
import LedgerIngestion
import Threads
import Vocabulary
import Workflow

/// Reads logs for `ingest`, `run` and `close`, and reports on each.
struct Ingestion {
    let workspace: Workspace
    let options: CommonOptions
    let reading: ReadingOptions

    /// The logs that the arguments name. All are looked up before anything is read or created: a typo in the last one
    /// should not cost an hour, or leave an empty ledger behind.
    ///
    /// - Throws: `LogReadError`; `Failure` (66) for a folder without a log.
    static func paths(_ arguments: [String], quiet: Bool) throws -> [String] {
        var paths: [String] = []
        for argument in arguments {
            let found = try LogFinder.logs(at: argument)
            if !found.passedOver.isEmpty, !quiet {
                let names = found.passedOver.prefix(5).joined(separator: ", ")
                let more = found.passedOver.count > 5 ? " and \(found.passedOver.count - 5) more" : ""
                Terminal.note("\(argument): skipped, because these are not logs: \(names)\(more)")
            }
            guard !found.logs.isEmpty else {
                throw Failure(
                    .noInput,
                    "\(argument): no logs in this folder (.ndjson, .jsonl, .json, .log, .gz, .zst). Check the path."
                )
            }
            paths += found.logs
        }
        return paths
    }

    /// Reads the logs; returns the result for each, in the order read.
    func read(_ paths: [String]) throws -> [IngestReport] {
        let progress = ProgressLine(
            watched: Terminal.isWatched && !options.quiet && !options.json, of: paths)
        defer { progress.clear() }
        let rules = workspace.rules
        var reports: [IngestReport] = []
        try workspace.ledger.ingest(
            paths, rules: rules, threads: reading.threads ?? Cores.workers, rehash: reading.rehash,
            progress: { progress.show(path: $0, bytes: $1, size: $2, lines: $3) },
            stored: { report in
                progress.clear()
                if !options.quiet, !options.json { say(report) }
                reports.append(report)
            })
        workspace.ledger.endReading()
        return reports
    }

    private func say(_ report: IngestReport) {
        switch report.outcome {
        case .skipped:
            Terminal.note("\(report.path): skipped, already read")
        case .read(let counts), .readAgain(let counts):
            let again =
                if case .readAgain = report.outcome { "read again for the new services or sources: " } else { "" }
            Terminal.note("\(report.path): \(again)\(counts.text)")
        }
    }

    static func json(_ reports: [IngestReport]) -> JSONText {
        .array(
            reports.map { report in
                let outcome: (String, LineCounts?) =
                    switch report.outcome {
                    case .skipped: ("skipped", nil)
                    case .read(let counts): ("read", counts)
                    case .readAgain(let counts): ("read_again", counts)
                    }
                return .object(
                    [("file", .string(report.path)), ("outcome", .string(outcome.0))]
                        + (outcome.1.map(members) ?? []))
            })
    }

    private static func members(_ counts: LineCounts) -> [(String, JSONText)] {
        [
            ("lines", .integer(counts.lines)), ("blank", .integer(counts.blank)),
            ("transactions", .integer(counts.transactions)), ("duplicates", .integer(counts.duplicates)),
            ("queries", .integer(counts.queries)), ("other", .integer(counts.other)),
            ("rejected", .integer(counts.rejected)),
        ]
    }
}

extension LineCounts {
    /// The counts for people: `2,065 lines: 1,910 transactions, 63 duplicates, …`.
    var text: String {
        "\(lines.counted("line")): \(transactions.counted("transaction")), \(duplicates.counted("duplicate")), "
            + "\(queries.counted("query", "queries")), \(other.grouped) other, \(rejected.grouped) rejected, "
            + "\(blank.grouped) blank"
    }
}

enum Cores {
    static var count: Int { min(63, Threads.cores) }

    /// One more than there are cores: while one worker waits, another can use its core (saves 4 % of a run's time).
    static var workers: Int { count + 1 }
}
