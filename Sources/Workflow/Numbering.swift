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
        var next: [InvoiceType: Int] = [:]
        var sequences: [Int] = []
        for index in report.invoices.indices {
            let type = report.invoices.type(at: index)
            let sequence =
                try next[type]
                ?? books.lastSequence(issuer: rules.invoice.issuer, year: year, type: type) + 1
            next[type] = sequence + 1
            report.invoices.finish(at: index, sequence: sequence)
            let number = report.invoices.number(at: index)
            if try books.isIssued(number) {
                throw Refusal.closing(.numberIssued(number))
            }
            sequences.append(sequence)
        }
        report.status = .final
        report.journal = Journal(
            invoices: report.invoices, charges: report.charges, period: report.period, under: rules)
        return sequences
    }
}
