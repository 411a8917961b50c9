import ArgumentParser
import Documents
import Glibc
import Ledger
import Rules
import Settlement
import Vocabulary

struct CloseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "close", abstract: "Number the invoices of a month, freeze it, seal it.",
        discussion: """
            Examples:

              settle close --period 2026-10 logs/
              settle close --period last-month --allow-rejected

            A closed month is law: its folder is never written again, and what becomes known later is booked on the next \
            month's invoices as exact differences. Numbers are given only here.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var reading: ReadingOptions

    @Option(name: .long, help: "YYYY-MM, last-month or this-month, in the rules' time zone.")
    var period: PeriodArgument

    @Flag(name: .long, help: "Close although some live final calls can't be billed; the manifest says how many.")
    var allowUnrated = false

    @Flag(name: .long, help: "Close although lines were rejected; the manifest says how many.")
    var allowRejected = false

    @Argument(help: "Logs: files, folders, or -.")
    var logs: [String] = []

    func run() throws {
        let clock = Clock.read()
        if logs.isEmpty, access(options.database, F_OK) != 0 {
            throw LedgerError.missing(path: options.database)
        }
        let paths = try Ingestion.paths(logs, quiet: options.quiet)
        let workspace = try Workspace.writing(options)
        let period = period.period(at: clock, in: workspace.rules.calendar)
        try refuseClosed(period, workspace)
        let reports = try Ingestion(workspace: workspace, reading: reading).read(paths)
        let result = try PeriodAssembly(ledger: workspace.ledger, rules: workspace.rules).drafts(of: period)
        try refuse(period, at: clock, workspace, result)

        var report = result.report
        let sequences = try Numbering(ledger: workspace.ledger, rules: workspace.rules).number(&report)
        let provenance = try ReportPublishing.provenance(
            workspace, allowedUnrated: result.unrated.count, allowedRejected: result.rejected)
        let folder = try ReportPublishing.folder(report, provenance)
        // The disk has taken the folder before the ledger says closed, and the ledger keeps it until it is in place.
        let publication = try Publication(folder.files, to: options.output, name: period.description)
        try workspace.ledger.close(
            ClosingEntry(
                period: period, rules: workspace.rulesBytes, manifestSHA256: folder.manifestSHA256,
                invoices: report.invoices, sequences: sequences, issuer: workspace.rules.invoice.issuer,
                charges: report.charges, allowedCalls: result.unrated.map(\.id), allowsRejected: result.rejected > 0,
                listedDuplicates: result.conflicts.map(\.id), listedQueries: result.queries.map(\.id),
                files: folder.files.map { ($0.name, $0.bytes) }))
        try publication.swapIn()
        try workspace.ledger.markPublished(period)
        say(report, reports, manifest: folder.manifestSHA256)
    }

    private func refuseClosed(_ period: Period, _ workspace: Workspace) throws {
        guard try workspace.ledger.closings().contains(where: { $0.period == period }) else { return }
        throw Failure(
            .data,
            "\(period) is closed already and stays as it is. What its logs bring is booked with the next month's close: "
                + "`settle run --period \(period) LOG…` reads them and says what that will be.")
    }

    /// All that stands against closing, in one message.
    private func refuse(
        _ period: Period, at clock: Clock, _ workspace: Workspace, _ result: PeriodAssembly.Result
    ) throws {
        let reasons = try ClosingObstacles.of(
            period, today: workspace.rules.calendar.day(ofNanoseconds: clock.nanoseconds), rules: workspace.rules,
            ledger: workspace.ledger, unrated: result.unrated.count, rejected: result.rejected,
            allowUnrated: allowUnrated, allowRejected: allowRejected,
            examples: result.unrated.map(\.exception)
                + result.report.exceptions.filter {
                    RejectionCode(rawValue: $0.code) != nil
                })
        guard reasons.isEmpty else {
            throw Failure(
                .data, "\(period) can't be closed:\n" + reasons.map { "  \($0)" }.joined(separator: "\n"))
        }
    }

    private func say(_ report: PeriodReport, _ reports: [IngestReport], manifest: String) {
        let path = "\(options.output)/\(report.period)"
        if options.json {
            let summary = JSONText.object([
                ("files", Ingestion.json(reports)), ("folder", .string(path)), ("manifest_sha256", .string(manifest)),
                ("summary", report.summary),
            ])
            Terminal.write(String(decoding: summary.document, as: UTF8.self), to: STDOUT_FILENO)
        } else if !options.quiet {
            Terminal.print(RunSummary.text(report, folder: path))
            let numbers = report.invoices.map(\.number)
            if let first = numbers.first, let last = numbers.last {
                Terminal.print("closed: \(numbers.count.of("document")), \(first) to \(last)")
            } else {
                Terminal.print("closed: no documents")
            }
            Terminal.print("manifest sha256 \(manifest)")
        }
    }
}

/// Gives drafts their numbers: gapless for each issuer, year and type.
struct Numbering {
    let ledger: Ledger
    let rules: Rules

    /// Makes the report final.
    ///
    /// - Returns: the sequence of each invoice.
    /// - Throws: `Failure` where a number was given before by another format.
    func number(_ report: inout PeriodReport) throws -> [Int] {
        let year = report.period.year
        var next: [InvoiceType: Int] = [:]
        var sequences: [Int] = []
        for index in report.invoices.indices {
            let type = report.invoices[index].type
            let sequence =
                try next[type]
                ?? ledger.lastSequence(issuer: rules.invoice.issuer, year: year, type: type) + 1
            next[type] = sequence + 1
            let format = type == .invoice ? rules.invoice.number : rules.invoice.creditNoteNumber
            let number = format.number(year: year, sequence: sequence)
            if try ledger.isIssued(number) {
                throw Failure(
                    .rules,
                    "The number \(number) was given before. Change invoice.number or invoice.credit_note_number.")
            }
            report.invoices[index].number = number
            report.invoices[index].status = .final
            sequences.append(sequence)
        }
        report.status = .final
        report.postings = Journal.postings(
            invoices: report.invoices, charges: report.charges, period: report.period, under: rules)
        return sequences
    }
}
