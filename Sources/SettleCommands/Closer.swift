import Documents
import Rules
import Settlement
import Store
import Vocabulary

/// Closes a month: for `close`, and again from the logs for `verify`.
struct Closer {
    let store: any PeriodStore
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
        guard try store.closings().contains(where: { $0.period == period }) else { return }
        throw Failure(
            .data,
            "\(period) is closed already and stays as it is. What its logs bring is booked with the next month's close: "
                + "`settle run --period \(period) LOG…` reads them and says what that will be.")
    }

    /// Numbers, freezes, seals and publishes what the store holds of the period. Where its folder is sealed already and the
    /// ledger does not know of it, the folder must be the one that comes of this, and stays.
    ///
    /// - Returns: the report as published, and its manifest's SHA-256.
    /// - Throws: `Failure` naming all that stands against closing; `PublishError`, `AmountOverflow`.
    func close() throws -> (report: PeriodReport, manifestSHA256: String) {
        let result = try PeriodAssembly(store: store, rules: rules).drafts(of: period)
        try refuse(result)
        var report = result.report
        let sequences = try Numbering(books: store, rules: rules).number(&report)
        let provenance = Provenance(
            rules: rulesBytes, version: version,
            previous: try store.closings().last.map { ($0.period, $0.manifestSHA256) },
            allowedUnrated: result.exceptions.unratedCount + result.exceptions.lateUnratedCount,
            allowedRejected: result.exceptions.rejectedCount)
        let folder = try ReportPublishing.folder(report, provenance)
        // The ledger keeps the bytes, too: they are made once.
        let files = try folder.files.map { ReportFile(name: $0.name, bytes: try $0.bytes()) }
        let manifestSHA256 = try folder.manifestSHA256()
        // A folder that this very close has sealed before, and that the ledger has lost, is recorded as it stands.
        let sealed = SealedFolder("\(output)/\(period)")
        try sealed?.check(folder, of: report, under: rulesBytes, store)
        let stands = sealed != nil
        // The disk has taken the folder before the ledger says closed, and the ledger keeps it until it is in place.
        let publication = stands ? nil : try Publication(files, to: output, name: period.description)
        try store.close(
            ClosingEntry(
                period: period, rules: rulesBytes, manifestSHA256: manifestSHA256,
                invoices: report.invoices, sequences: sequences, issuer: rules.invoice.issuer,
                charges: report.charges, listed: result.exceptions.listed,
                allowsRejected: result.exceptions.rejectedCount > 0,
                files: stands ? [] : try files.map { ($0.name, try $0.bytes()) }))
        do throws(PublishError) {
            if let publication { try publication.swapIn() }
        } catch {
            guard !error.isInPlace else { throw error }
            throw Failure(
                .inputOutput,
                "\(period) is closed and its numbers are given, but its folder is not in its place yet: \(error.doing) "
                    + "\(error.path): \(error.reason). The ledger keeps it; run the same command again, and it is put there."
            )
        }
        try store.markPublished(period)
        if stands { Terminal.note("\(output)/\(period) was sealed before; the ledger knows of it again") }
        return (report, manifestSHA256)
    }

    /// All that stands against closing, in one message.
    private func refuse(_ result: PeriodAssembly.Result) throws {
        let reasons = try ClosingObstacles.of(
            period, today: today, rules: rules, store: store,
            ClosingObstacles.Faults(
                unrated: result.exceptions.unratedCount,
                unratedExamples: try result.exceptions.unratedExamples(4),
                lateUnrated: result.exceptions.lateUnratedCount,
                lateExamples: try result.exceptions.lateUnratedExamples(4),
                rejected: result.exceptions.rejectedCount,
                rejectedExamples: try result.exceptions.rejectedExamples(4)),
            allowUnrated: allowUnrated, allowRejected: allowRejected)
        guard reasons.isEmpty else {
            throw Failure(
                .data, "\(period) can't be closed:\n" + reasons.map { "  \($0)" }.joined(separator: "\n"))
        }
    }
}

/// Gives drafts their numbers: gapless for each issuer, year and type.
struct Numbering {
    let books: any Books
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
                ?? books.lastSequence(issuer: rules.invoice.issuer, year: year, type: type) + 1
            next[type] = sequence + 1
            let format = type == .invoice ? rules.invoice.number : rules.invoice.creditNoteNumber
            let number = format.number(year: year, sequence: sequence)
            if try books.isIssued(number) {
                throw Failure(
                    .rules,
                    "The number \(number) was given before. Change invoice.number or invoice.credit_note_number.")
            }
            report.invoices[index].number = number
            report.invoices[index].status = .final
            sequences.append(sequence)
        }
        report.status = .final
        report.journal = Journal(
            invoices: report.invoices, charges: report.charges, period: report.period, under: rules)
        return sequences
    }
}
