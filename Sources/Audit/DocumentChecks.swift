import Rules
import Vocabulary

/// Why an app has a document in a currency, worked out again from the lines (S4.49, S7.15).
enum DocumentCause: Hashable {
    case supplies
    case otherIssuer(Identifier)
    /// `position` is that of the folder with the document concerned.
    case correcting(position: Int, number: String, issuer: Identifier)

    /// The order of an app's documents.
    var rank: (Int, Int, Identifier, Identifier) {
        switch self {
        case .supplies: (0, 0, .none, .none)
        case .otherIssuer(let issuer): (1, 0, .none, issuer)
        case .correcting(let position, let number, let issuer): (2, position, Identifier(number), issuer)
        }
    }
}

extension Folder {
    /// The cause of the document that a line stands on; `nil` if a folder that would tell was not given.
    func cause(of line: LineRow) -> DocumentCause? {
        if line.isByHand { return causeByHand(line) }
        guard edition.keepsIssuerOfPeriod, let adjusted = line.adjusted?.period else { return .supplies }
        guard let rules, let issuer = pastRules(of: adjusted)?.newest?.invoice.issuer else { return nil }
        if rules.invoice.adjustments == .document {
            guard let carriers = carriers(of: line) else { return nil }
            if let first = carriers.first {
                return .correcting(position: first.position, number: first.number, issuer: issuer)
            }
        }
        return issuer == rules.invoice.issuer ? .supplies : .otherIssuer(issuer)
    }

    private func causeByHand(_ line: LineRow) -> DocumentCause? {
        guard let rules, let entry = entry(line.tariff, line.account), !entry.document.isEmpty else { return .supplies }
        guard let document = named(by: entry) else { return nil }
        if rules.invoice.adjustments == .document {
            return .correcting(position: document.position, number: entry.document, issuer: document.issuer)
        }
        return document.issuer == rules.invoice.issuer ? .supplies : .otherIssuer(document.issuer)
    }

    /// The cause of a document; `nil` if it can't be told.
    func cause(of invoice: InvoiceRow) -> DocumentCause? {
        guard let first = linesByInvoice[Identifier(invoice.number)]?.first else { return .supplies }
        return cause(of: first)
    }

    /// The documents that have carried the charge of an adjustment's line, in the order of the chain; `nil` if a folder
    /// that is needed was not given.
    func carriers(of line: LineRow) -> [(position: Int, number: String)]? {
        guard let period = line.adjusted?.period else { return [] }
        // A period billed for the first time was on no document.
        if past[period] == nil, statedPassedOver.contains(period) { return [] }
        guard let first = past[period]?.position else { return nil }
        let account = AppCurrency(app: line.app, currency: line.currency)
        var carriers: [(position: Int, number: String)] = []
        for (own, folder) in earlier where folder.position >= first {
            guard folder.lines != nil else { return nil }
            if let number = folder.document(carrying: line.tariff, of: period, own: own, account) {
                carriers.append((folder.position, CSVFile.unguarded(number) { _ in false }))
            }
        }
        return carriers.sorted { $0.position < $1.position }
    }

    /// The issuer of a document: that of the period, or of the period adjusted.
    func issuer(of invoice: InvoiceRow) -> Identifier? {
        guard let rules else { return nil }
        switch cause(of: invoice) {
        case .otherIssuer(let issuer), .correcting(_, _, let issuer): return issuer
        case .supplies, nil: return rules.invoice.issuer
        }
    }

    /// Who collects an invoiced charge of a period; `nil` if that period's folder was not given.
    func collector(of period: Period) -> Identifier? {
        guard edition.keepsIssuerOfPeriod, period != self.period else { return rules?.invoice.issuer }
        return pastRules(of: period)?.newest?.invoice.issuer
    }

    /// The issuers that may have issued documents here: the one in force, then those of past periods, the newest first.
    private var issuers: [Identifier] {
        var issuers: [Identifier] = []
        for rules in knownRules where !issuers.contains(rules.invoice.issuer) { issuers.append(rules.invoice.issuer) }
        return issuers
    }

    /// The form of an issuer's numbers of a type, in the word of the table.
    func numberFormat(_ type: String, of issuer: Identifier) -> NumberFormat? {
        guard let rules else { return nil }
        let invoice = (knownRules.first { $0.invoice.issuer == issuer } ?? rules).invoice
        switch type {
        case "credit_note": return invoice.creditNoteNumber
        case "debit_note": return invoice.debitNoteNumber ?? rules.invoice.debitNoteNumber
        default: return invoice.number
        }
    }

    /// The series and place of a number, by its form; `nil` if it has the form of no issuer.
    func series(of invoice: InvoiceRow) -> (issuer: Identifier, format: NumberFormat, sequence: Int)? {
        guard let period else { return nil }
        for issuer in issuers {
            if let format = numberFormat(invoice.type, of: issuer),
                let sequence = Folder.sequence(of: invoice.number, in: format, year: period.numberYear)
            {
                return (issuer, format, sequence)
            }
        }
        return nil
    }

    /// The type that a document should have.
    func expectedType(_ invoice: InvoiceRow, _ cause: DocumentCause?) -> String {
        switch cause {
        case .correcting:
            let decides = invoice.subtotal == 0 ? invoice.total : invoice.subtotal
            return decides < 0 ? "credit_note" : "debit_note"
        case .supplies, .otherIssuer: return invoice.subtotal < 0 ? "credit_note" : "invoice"
        case nil:
            if invoice.subtotal < 0 { return "credit_note" }
            return invoice.type == "debit_note" ? invoice.type : "invoice"
        }
    }

    /// Checks that the documents of each account are in order, each for one cause, and that each line stands on that of its
    /// cause. Documents of a cause that can't be told are taken as stated.
    ///
    /// - Returns: the number of each document within its account, from 1 for supplies; 0 where it can't be told.
    mutating func checkCauses(of invoices: [InvoiceRow]) -> [Int] {
        var parts: [Int] = []
        var before: (account: AppCurrency, cause: DocumentCause?)?
        for invoice in invoices {
            let account = AppCurrency(app: invoice.app, currency: invoice.currency)
            let cause = cause(of: invoice)
            let isFurther = before?.account == account
            if let before, !isFurther, !(before.account < account) {
                fail(
                    .invoice, "invoices.csv", line: invoice.line, "order", found: "\(account.app) \(account.currency)",
                    expected: "after \(before.account.app) \(before.account.currency): by app, then currency")
            }
            if isFurther, let last = before?.cause, let cause, !(last.rank < cause.rank) {
                fail(
                    .invoice, "invoices.csv", line: invoice.line, "document", found: invoice.number,
                    expected: "one document for each cause, in their order")
            }
            for line in linesByInvoice[Identifier(invoice.number)] ?? [] {
                let own = self.cause(of: line)
                guard let own, let cause, own != cause else { continue }
                fail(
                    .invoice, "invoice_lines.csv", line: line.line, "invoice", found: line.invoice,
                    expected: "the document of its cause")
            }
            let last = isFurther ? parts.last ?? 1 : 1
            // Where the cause can't be told, neither can the number; then those after it are not known either.
            parts.append(cause == nil || last == 0 ? 0 : cause == .supplies && !isFurther ? 1 : last + 1)
            before = (account, cause)
        }
        return parts
    }
}
