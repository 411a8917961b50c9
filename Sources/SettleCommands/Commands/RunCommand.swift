import ArgumentParser
import Documents
import Glibc
import Ledger
import Money
import Rating
import Rules
import Settlement
import Vocabulary

struct RunCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "run", abstract: "The monthly job: read logs, rate, write draft invoices and settlement.",
        discussion: """
            Examples:

              settle run --period 2026-10 logs/
              settle run --period last-month

            Without logs, the period is worked out anew from what the ledger holds. The report is published whole in
            reports/<period>, or not at all where a control total does not hold.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var reading: ReadingOptions

    @Option(name: .long, help: "YYYY-MM, last-month or this-month, in the rules' time zone.")
    var period: PeriodArgument

    @Argument(help: "Logs: files, folders, or -.")
    var logs: [String] = []

    func run() throws {
        let clock = Clock.read()
        if logs.isEmpty, access(options.database, F_OK) != 0 {
            throw LedgerError.missing(path: options.database)
        }
        let workspace = try Workspace.writing(options)
        let reports = try Ingestion(workspace: workspace, reading: reading).read(logs)
        let period = period.period(at: clock, in: workspace.rules.calendar)
        let report = try PeriodAssembly(ledger: workspace.ledger, rules: workspace.rules).drafts(of: period)
        let folder = try Publication.publish(report, to: options.output)
        if options.json {
            let summary = JSONText.object([
                ("files", Ingestion.json(reports)), ("folder", .string(folder)), ("summary", report.summary),
            ])
            Terminal.write(String(decoding: summary.document, as: UTF8.self), to: STDOUT_FILENO)
        } else if !options.quiet {
            Terminal.print(RunSummary.text(report, folder: folder))
        }
    }
}

/// From a report to its folder, by way of the controls.
enum Publication {
    /// - Returns: the folder.
    /// - Throws: `Failure` (65) naming each control that does not hold; nothing is published then.
    static func publish(_ report: PeriodReport, to output: String) throws -> String {
        let controls = Controls(report)
        guard controls.breaks.isEmpty else {
            let breaks = controls.breaks.map { "  \($0)" }.joined(separator: "\n")
            throw Failure(
                .data,
                """
                A control total does not hold; nothing was published:
                \(breaks)
                The ledger was changed from outside, or this is a fault of settle: make a new ledger from the logs.
                """)
        }
        let folder = try ReportFolder(report, controls: controls)
        try Publisher.publish(folder.files, to: output, name: report.period.description)
        return "\(output)/\(report.period)"
    }
}

/// What `run` and `close` print for people.
enum RunSummary {
    static func text(_ report: PeriodReport, folder: String) -> String {
        let counts = report.counts
        var lines = [
            "\(report.period) (\(report.rules.calendar.identifier)): \(counts.transactions.grouped) transactions: "
                + "\(counts.rated.grouped) rated, \(counts.free.grouped) free, \(counts.test.grouped) test, "
                + "\(counts.pending.grouped) pending, \(counts.unrated.grouped) unrated"
        ]
        for currency in report.currencies {
            let invoices = report.invoices.filter { $0.currency == currency }
            func sum(_ amount: (Int) -> Int64) -> String {
                currency.text(minor: invoices.indices.reduce(Int128(0)) { $0 + Int128(amount($1)) })
            }
            lines.append(
                "\(currency)  \(invoices.count) invoice\(invoices.count == 1 ? "" : "s"): "
                    + "subtotal \(sum { invoices[$0].subtotalMinor }), tax \(sum { invoices[$0].taxMinor }), "
                    + "total \(sum { invoices[$0].totalMinor })")
            let nets = report.positions.filter { $0.currency == currency }
                .map { "\($0.party) \(currency.text(minor: $0.netMinor))" }
            lines.append("     net positions: \(nets.joined(separator: ", "))")
        }
        let exceptions = report.exceptionCounts.map { "\($0.count.grouped) \($0.code)" }
        lines.append("exceptions: " + (exceptions.isEmpty ? "none" : exceptions.joined(separator: ", ")))
        lines.append("all controls hold; published \(folder)")
        return lines.joined(separator: "\n")
    }
}
