import ArgumentParser
import Documents
import Glibc
import JSONFormat
import Ledger
import LedgerFile
import LedgerIngestion
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary
import Workflow

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run",
        abstract: "The monthly job: read logs, rate calls, write draft invoices and settlement.",
        usage: "settle run --period <period> [<options>] [<logs> ...]",
        discussion: """
            Examples:

              settle run --period 2026-10 logs/
              settle run --period last-month

            Without logs, the period is rated again from what the ledger holds. The report
            is published whole in reports/<period>; if a control total does not hold,
            nothing is published.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var reading: ReadingOptions

    @Option(
        name: .long, help: PeriodArgument.help,
        completion: Completions.periods)
    var period: PeriodArgument

    @Argument(help: "Logs: files, folders, or -.", completion: Completions.logs)
    var logs: [String] = []

    func run() throws {
        let clock = try Clock.read()
        if logs.isEmpty, access(options.database, F_OK) != 0 {
            throw LedgerError.missing(path: options.database)
        }
        let paths = try Ingestion.paths(logs, quiet: options.quiet)
        let workspace = try Workspace(options, asked: { _ = try self.period.period(at: clock, in: $0) })
        let reports = try Ingestion(workspace: workspace, options: options, reading: reading).read(paths)
        let period = try self.period.period(at: clock, in: workspace.rules.calendar)
        let closed = try workspace.ledger.closings().map(\.period)
        if closed.contains(period) { return try sayLate(period, workspace, reports, state: "closed") }
        if let last = closed.max(), period < last {
            return try sayLate(period, workspace, reports, state: "passed_over")
        }
        let result = try DraftPeriod(workspace.ledger, rules: workspace.rules).drafts(of: period)
        let report = result.report
        let folder = try ReportPublishing.folder(
            report,
            try ReportPublishing.provenance(
                ofDraftUnder: workspace.rulesBytes, workspace.ledger, result.billedRules, version: Version.text))
        try Publisher.publish(folder.files, to: options.output, name: period.description)
        let path = "\(options.output)/\(period)"
        if options.json {
            let summary = JSONText.object([
                ("files", Ingestion.json(reports)), ("folder", .string(path)), ("summary", report.summary),
            ])
            Terminal.print(summary)
        } else if !options.quiet {
            Terminal.print(RunSummary.text(report, folder: path))
        }
    }

    /// Reports what late logs of a past period changed. Its folder is never written again; the next close books the
    /// changes.
    private func sayLate(
        _ period: Period, _ workspace: Workspace, _ reports: [IngestReport], state: String
    ) throws {
        let late = try LateKnowledge(store: workspace.ledger, rules: workspace.rules)
        let adjustments = try late.adjustments(of: period).all()
        if options.json {
            let text = JSONText.object([
                ("files", Ingestion.json(reports)), ("period", .string(period.description)),
                ("state", .string(state)), ("adjustments", LateText.json(adjustments)),
            ])
            Terminal.print(text)
        } else if !options.quiet {
            Terminal.print(
                state == "closed"
                    ? "\(period) is closed; its report stays as it is."
                    : "\(period) was passed over: a later \(period.rhythm.name) is closed. It has no report of its own."
            )
            Terminal.print(LateText.text(adjustments))
        }
    }
}

/// The text that `run` and `close` print for people.
enum RunSummary {
    static func text(_ report: PeriodReport, folder: String) -> String {
        let counts = report.counts
        var lines = [
            "\(report.period) (\(report.rules.calendar.identifier)): \(counts.transactions.counted("transaction")): "
                + "\(counts.rated.grouped) rated, \(counts.free.grouped) free, \(counts.test.grouped) test, "
                + "\(counts.pending.grouped) pending, \(counts.unrated.grouped) unrated"
        ]
        for currency in report.currencies {
            let sums = InvoiceSums(of: report.invoices, in: currency)
            lines.append(
                "\(currency)  \(sums.count.counted("invoice")): "
                    + "subtotal \(currency.text(minor: sums.subtotalMinor)), "
                    + "tax \(currency.text(minor: sums.taxMinor)), total \(currency.text(minor: sums.totalMinor))")
            let nets = report.positions.filter { $0.currency == currency }
                .map { "\($0.party) \(currency.text(minor: $0.netMinor))" }
            lines.append("     net positions: \(nets.joined(separator: ", "))")
        }
        lines += unknowns("app", report.unknowns.apps) + unknowns("provider", report.unknowns.providers)
        let exceptions = report.exceptionCounts.map { "\($0.count.grouped) \($0.code)" }
        lines.append("exceptions: " + (exceptions.isEmpty ? "none" : exceptions.joined(separator: ", ")))
        lines.append("all controls hold; published \(folder)")
        // Exceptions include late ones of closed months; the counts do not.
        let unrated = report.exceptionCounts.filter { ExceptionCode(rawValue: $0.code)?.isUnrated ?? false }
            .reduce(0) { $0 + $1.count }
        if unrated > 0 {
            let outlook =
                report.status == .final
                ? "--allow-unrated let \(unrated == 1 ? "it" : "them") pass" : "close will refuse"
            lines.append("\(unrated.counted("live final call")) not billed: exceptions.csv names each, and \(outlook)")
        }
        return lines.joined(separator: "\n")
    }

    /// A line for names that the rules don't have, most calls first: `unknown provider: TermiiNG 241,310 calls, Infobip
    /// 88,402`.
    private static func unknowns(_ what: String, _ names: [Unknowns.Name]) -> [String] {
        guard !names.isEmpty else { return [] }
        let shown = names.prefix(8).enumerated().map { position, name in
            let calls = position == 0 ? name.calls.counted("call") : name.calls.grouped
            return "\(name.name.isEmpty ? "(none named)" : name.name.text) \(calls)"
        }
        let rest = names.dropFirst(8)
        let others =
            rest.isEmpty
            ? "" : ", \(rest.count.counted("other")) \(rest.reduce(Int64(0)) { $0 + $1.calls }.grouped)"
        return ["unknown \(what): \(shown.joined(separator: ", "))\(others)"]
    }
}
