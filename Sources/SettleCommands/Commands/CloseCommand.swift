import ArgumentParser
import Documents
import Glibc
import JSONFormat
import Ledger
import LedgerFile
import LedgerIngestion
import Rules
import Settlement
import Store
import Vocabulary
import Workflow

struct CloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close",
        abstract: "Close a month: number its invoices, freeze it and seal it.",
        usage: "settle close --period <period> [<options>] [<logs> ...]",
        discussion: """
            Examples:

              settle close --period 2026-10 logs/
              settle close --period last-month --allow-rejected

            Only close numbers invoices. The folder of a closed month is never written
            again: what becomes known later is booked on the next month's invoices as
            exact differences.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var reading: ReadingOptions

    @Option(
        name: .long, help: PeriodArgument.help,
        completion: Completions.periods)
    var period: PeriodArgument

    @Flag(name: .long, help: "Close even if live, final calls can't be billed; the manifest counts them.")
    var allowUnrated = false

    @Flag(name: .long, help: "Close even if lines were rejected; the manifest counts them.")
    var allowRejected = false

    @Option(
        name: .long, help: "An earlier open month to let go: its calls are billed later, its fees never.",
        completion: Completions.periods)
    var skip: [PeriodArgument] = []

    @Argument(help: "Logs: files, folders, or -.", completion: Completions.logs)
    var logs: [String] = []

    func run() throws {
        let clock = try Clock.read()
        if logs.isEmpty, access(options.database, F_OK) != 0 {
            throw LedgerError.missing(path: options.database)
        }
        let paths = try Ingestion.paths(logs, quiet: options.quiet)
        let workspace = try Workspace(
            options, asked: { calendar in for earlier in skip { _ = try earlier.period(at: clock, in: calendar) } },
            closing: { try self.period.period(at: clock, in: $0) })
        let period = try self.period.period(at: clock, in: workspace.rules.calendar)
        let closer = ClosePeriod(
            period, in: workspace.ledger, rules: workspace.rules, rulesBytes: workspace.rulesBytes,
            today: workspace.rules.calendar.day(ofNanoseconds: clock.nanoseconds), allowUnrated: allowUnrated,
            allowRejected: allowRejected,
            skipped: Set(try skip.map { try $0.period(at: clock, in: workspace.rules.calendar) }),
            output: options.output, version: Version.text)
        // If an earlier close was interrupted after the ledger had committed it, this run reports the result of that
        // close.
        if workspace.finished.contains(period) { return try sayFinished(period, workspace, paths) }
        try closer.throwIfPast()
        let reports = try Ingestion(workspace: workspace, options: options, reading: reading).read(paths)
        let closed = try closer.close()
        if closed.isTakenBack {
            Terminal.note("\(options.output)/\(period) was sealed before; the ledger knows of it again")
        }
        say(closed.report, reports, manifest: closed.manifestSHA256)
    }

    private func sayFinished(_ period: Period, _ workspace: Workspace, _ paths: [String]) throws {
        let reports = try Ingestion(workspace: workspace, options: options, reading: reading).read(paths)
        let path = "\(options.output)/\(period)"
        let manifest = try workspace.ledger.closings().first { $0.period == period }?.manifestSHA256 ?? ""
        if options.json {
            let summary = try FileBytes.read("\(path)/summary.json")
            let text = JSONText.object([
                ("files", Ingestion.json(reports)), ("folder", .string(path)), ("manifest_sha256", .string(manifest)),
                ("summary", .document(summary)),
            ])
            Terminal.print(text)
        } else if !options.quiet {
            sayNumbers(try workspace.ledger.issuedNumbers(period), manifest)
        }
    }

    private func sayNumbers(_ numbers: [String], _ manifest: String) {
        if let first = numbers.first, let last = numbers.last {
            Terminal.print("closed: \(numbers.count.counted("document")), \(first) to \(last)")
        } else {
            Terminal.print("closed: no documents")
        }
        Terminal.print("manifest sha256 \(manifest)")
    }

    private func say(_ report: PeriodReport, _ reports: [IngestReport], manifest: String) {
        let path = "\(options.output)/\(report.period)"
        if options.json {
            let summary = JSONText.object([
                ("files", Ingestion.json(reports)), ("folder", .string(path)), ("manifest_sha256", .string(manifest)),
                ("summary", report.summary),
            ])
            Terminal.print(summary)
        } else if !options.quiet {
            Terminal.print(RunSummary.text(report, folder: path))
            sayNumbers(report.invoices.indices.map { report.invoices.number(at: $0) }, manifest)
        }
    }
}
