import Documents
import Rules
import Settlement
import Store
import Vocabulary

/// Gives drafts their numbers: gapless for each issuer, year and type.
struct Numbering {
    let books: any Books
    let rules: Rules

    /// Makes the report final.
    ///
    /// - Returns: the sequence of each invoice.
    /// - Throws: `Refusal.closing(.numberIssued)` where a number was given before by another format.
    func number(_ report: inout PeriodReport) throws -> [Int] {
        let year = report.period.numberYear
        struct Series: Hashable {
            let issuer: Identifier
            let type: InvoiceType
        }
        var next: [Series: Int] = [:]
        var sequences: [Int] = []
        for index in report.invoices.indices {
            let series = Series(issuer: report.invoices.issuer(at: index), type: report.invoices.type(at: index))
            let sequence =
                try next[series] ?? books.lastSequence(issuer: series.issuer, year: year, type: series.type) + 1
            next[series] = sequence + 1
            report.invoices.finish(at: index, sequence: sequence)
            let number = report.invoices.number(at: index)
            if try books.isIssued(number) {
                throw Refusal.closing(.numberIssued(number))
            }
            sequences.append(sequence)
        }
        report.status = .final
        report.journal = Journal(
            invoices: report.invoices, charges: report.charges, period: report.period, under: rules,
            report.issuers)
        return sequences
    }
}
