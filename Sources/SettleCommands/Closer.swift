import Documents
import Ledger
import Rules
import Settlement
import Vocabulary

/// Closes a month: for `close`, and again from the logs for `verify`.
struct Closer {
    let ledger: Ledger
    let rules: Rules
    /// The file of the rules, byte for byte.
    let rulesBytes: [UInt8]
    let period: Period
    /// In the rules' time zone.
    let today: CivilDate
    let allowUnrated: Bool
    let allowRejected: Bool
    /// The folder that the period's folder is published in.
    let output: String
    /// Of the program, as the manifest says it.
    let version: String

    /// - Throws: `Failure` where the period is closed already.
    func refuseClosed() throws {
        guard try ledger.closings().contains(where: { $0.period == period }) else { return }
        throw Failure(
            .data,
            "\(period) is closed already and stays as it is. What its logs bring is booked with the next month: "
                + "read them with `settle ingest`.")
    }

    /// Numbers, freezes, seals and publishes what the ledger holds of the period.
    ///
    /// - Returns: the report as published, and its manifest's SHA-256.
    /// - Throws: `Failure` naming all that stands against closing; `LedgerError`, `PublishError`, `AmountOverflow`.
    func close() throws -> (report: PeriodReport, manifestSHA256: String) {
        let result = try PeriodAssembly(ledger: ledger, rules: rules).drafts(of: period)
        try refuse(result)
        var report = result.report
        let sequences = try Numbering(ledger: ledger, rules: rules).number(&report)
        let provenance = Provenance(
            rules: rulesBytes, version: version,
            previous: try ledger.closings().last.map { ($0.period, $0.manifestSHA256) },
            allowedUnrated: result.unrated.count, allowedRejected: result.rejected)
        let folder = try ReportPublishing.folder(report, provenance)
        // The disk has taken the folder before the ledger says closed, and the ledger keeps it until it is in place.
        let publication = try Publication(folder.files, to: output, name: period.description)
        try ledger.close(
            ClosingEntry(
                period: period, rules: rulesBytes, manifestSHA256: folder.manifestSHA256,
                invoices: report.invoices, sequences: sequences, issuer: rules.invoice.issuer,
                charges: report.charges, allowedCalls: result.unrated.map(\.id), allowsRejected: result.rejected > 0,
                files: folder.files.map { ($0.name, $0.bytes) }))
        try publication.swapIn()
        try ledger.markPublished(period)
        return (report, folder.manifestSHA256)
    }

    /// All that stands against closing, in one message.
    private func refuse(_ result: PeriodAssembly.Result) throws {
        var reasons: [String] = []
        if today < period.dayAfter {
            reasons.append("it is not over before \(period.dayAfter) in \(rules.calendar.identifier)")
        }
        let closed = Set(try ledger.closings().map(\.period))
        let open = try ledger.transactionsByPeriod().filter { $0.period < period && !closed.contains($0.period) }
        for (period, transactions) in open {
            reasons.append("\(period) is still open, with \(transactions.grouped) transactions: close it first")
        }
        if !result.unrated.isEmpty, !allowUnrated {
            reasons.append(
                "\(result.unrated.count.grouped) live final calls are unrated (\(examples(result.unrated.map(\.exception)))): "
                    + "mend the rules, or close with --allow-unrated")
        }
        if result.rejected > 0, !allowRejected {
            let rejected = result.report.exceptions.filter { RejectionCode(rawValue: $0.code) != nil }
            reasons.append(
                "\(result.rejected.grouped) lines were rejected (\(examples(rejected))): mend the logs and read them "
                    + "again, or close with --allow-rejected")
        }
        guard reasons.isEmpty else {
            throw Failure(
                .data, "\(period) can't be closed:\n" + reasons.map { "  \($0)" }.joined(separator: "\n"))
        }
    }

    private func examples(_ exceptions: [ExceptionRow]) -> String {
        let shown = exceptions.prefix(3).map { "\($0.code) at \($0.file):\($0.line)" }
        return shown.joined(separator: ", ") + (exceptions.count > 3 ? ", …" : "")
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
                    .rules, "The number \(number) was given before. Change invoice.number or invoice.credit_note_number.")
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
