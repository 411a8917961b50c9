import ArgumentParser
import Documents
import JSONFormat
import Rules
import RulesFile
import Vocabulary
import Workflow

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Show every fault of the rules, and what of a log would be read.",
        usage: "settle check [<options>] [<logs> ...]",
        discussion: """
            Examples:

              settle check --rules settle.yaml
              settle check logs/2026-10-03.ndjson.gz
              settle check --schema > settle.schema.json

            The exit code is 78 if the rules have a fault. A warning is not a failure.

            For a log, check says how many lines would be read, and why the others would
            not. Nothing is stored. A rejected line is not a failure.
            """)

    @OptionGroup var options: CommonOptions

    @Flag(name: .long, help: "Print the JSON Schema of the rules, for editors, and stop.")
    var schema = false

    @Argument(help: "Logs to look at: files, folders, or -.", completion: Completions.logs)
    var logs: [String] = []

    func validate() throws {
        if let rules = logs.first(where: { $0.hasSuffix(".yaml") || $0.hasSuffix(".yml") }) {
            throw ValidationError("\(rules) is not a log by its name. To check rules, use --rules \(rules).")
        }
    }

    func run() throws {
        if schema { return Terminal.write(RulesSchema.json(), to: 1) }
        let paths = try Ingestion.paths(logs, quiet: options.quiet)
        let reading = try LoadedRules.reading(at: options.rules)
        if options.json {
            let checks = try reading.rules.map { rules in try paths.map { try LogCheck($0, under: rules) } } ?? []
            Terminal.print(json(reading, checks))
        } else if reading.rules != nil, !options.quiet {
            for warning in reading.warnings { Terminal.note(reading.rendered(warning)) }
            Terminal.print(summary(reading))
        }
        if !options.json, let rules = reading.rules {
            for path in paths {
                let text = text(try LogCheck(path, under: rules))
                if !options.quiet { Terminal.print(text) }
            }
        }
        guard reading.rules != nil else {
            if options.json { throw Failure(.rules, "\(options.rules) has faults") }
            throw Refusal.rulesFaulty(reading)
        }
    }

    private func summary(_ reading: RulesReading) -> String {
        guard let rules = reading.rules else { return "" }
        let warnings = reading.warnings.count
        return "\(options.rules): \(rules.tariffs.count.counted("tariff")), "
            + "\(rules.income.count.counted("income entry", "income entries")), \(rules.fees.count.counted("fee")), "
            + "\(rules.splits.count.counted("split")), \(rules.parties.count.counted("party", "parties")), "
            + "\(rules.apps.count.counted("app")); no faults, \(warnings.counted("warning"))"
    }

    private func text(_ check: LogCheck) -> String {
        let read = check.calls + check.queries
        let lines = [
            "\(check.path): \(read.grouped) of \(check.lines.counted("line")) would be read: "
                + "\(check.calls.counted("call record")), \(check.queries.counted("query", "queries")); "
                + "not read: \(check.other.grouped) other, \(check.rejectedLines.grouped) rejected, "
                + "\(check.blank.grouped) blank"
        ]
        let reasons = check.rejected.map {
            "  \($0.lines.grouped) \($0.code.rawValue), the first at line \($0.firstLine.grouped): \($0.firstDetail)"
        }
        return (lines + reasons).joined(separator: "\n")
    }

    private func json(_ check: LogCheck) -> JSONText {
        .object([
            ("file", .string(check.path)), ("lines", .integer(check.lines)), ("blank", .integer(check.blank)),
            ("calls", .integer(check.calls)), ("queries", .integer(check.queries)), ("other", .integer(check.other)),
            (
                "rejected",
                .array(
                    check.rejected.map {
                        .object([
                            ("code", .string($0.code.rawValue)), ("lines", .integer($0.lines)),
                            ("first_line", .integer($0.firstLine)), ("detail", .string($0.firstDetail)),
                        ])
                    })
            ),
        ])
    }

    private func json(_ reading: RulesReading, _ checks: [LogCheck]) -> JSONText {
        func entries(_ faults: [RulesFault]) -> JSONText {
            .array(
                faults.map {
                    .object([
                        ("line", .integer($0.line)), ("column", .integer($0.column)),
                        ("message", .string($0.message)), ("hint", .string($0.hint)),
                    ])
                })
        }
        return .object(
            [
                ("file", .string(options.rules)), ("faults", entries(reading.faults)),
                ("warnings", entries(reading.warnings)),
            ] + (logs.isEmpty ? [] : [("logs", .array(checks.map(json)))]))
    }
}
