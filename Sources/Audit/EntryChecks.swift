import Money
import Rules
import Vocabulary

/// A row of `entries.csv`: an entry by hand that the folder books (S7.30).
struct EntryLine: Sendable {
    var line: Int
    var id, app: Identifier
    var currency: Currency
    var amount: Int64
    /// The number of the document that it concerns; empty for none.
    var document: String
    /// As in the cell.
    var note: String
    var split: Identifier

    var isAsBilled: Bool { split == "as_billed" }
}

/// A document of an earlier folder that an entry by hand names.
struct NamedDocument: Sendable {
    /// The position of its folder in the chain.
    var position: Int
    var period: Period
    var app: Identifier
    var currency: Currency
    var issuer: Identifier
}

extension LineRow {
    /// Whether it is an entry by hand.
    var isByHand: Bool { kind == "credit" || kind == "debit" }
}

extension Folder {
    /// Reads the entries by hand. They are few.
    mutating func readEntries() {
        guard edition.booksEntries else { return }
        let rows = rows("entries.csv", Columns.entries) { cell -> EntryLine in
            let line = cell.row.line
            let (id, app) = (cell.id(), cell.id())
            let currency = cell.currency()
            let amount = cell.amount(currency)
            let document = CSVFile.unguarded(cell.text()) { _ in false }
            _ = cell.text()
            let note = cell.text()
            let split = cell.id()
            _ = cell.text()
            return EntryLine(
                line: line, id: id, app: app, currency: currency, amount: amount, document: document, note: note,
                split: split)
        }
        guard let rows else { return }
        for (a, b) in zip(rows, rows.dropFirst()) where !(a.id < b.id) {
            fail(
                .entries, "entries.csv", line: b.line, "order", found: b.id.text,
                expected: "after \(a.id), by id, each once")
        }
        entries = Dictionary(rows.map { ($0.id, $0) }) { first, _ in first }
    }

    /// Keeps what later folders must know of the documents that their entries name.
    mutating func keepNamed() {
        guard isFinal, !wanted.isEmpty, let period else { return }
        for invoice in invoices ?? [] {
            let number = Identifier(CSVFile.unguarded(invoice.number) { _ in false })
            guard wanted.contains(number), let (issuer, _, _) = series(of: invoice) else { continue }
            named[number] = NamedDocument(
                position: chainPosition, period: period, app: invoice.app, currency: invoice.currency, issuer: issuer)
        }
    }

    /// The entry of a line or charge; `nil` if there is none of its app and currency.
    func entry(_ id: Identifier, _ account: AppCurrency) -> EntryLine? {
        entries[id].flatMap { $0.app == account.app && $0.currency == account.currency ? $0 : nil }
    }

    /// The document that an entry names; `nil` if it names none, or that document's folder was not given.
    func named(by entry: EntryLine) -> NamedDocument? {
        entry.document.isEmpty ? nil : namedDocuments[Identifier(entry.document)]
    }

    /// The issuer of an entry: that of the document that it names, else the one in force; `nil` if it can't be told.
    func issuer(of entry: EntryLine) -> Identifier? {
        entry.document.isEmpty ? rules?.invoice.issuer : named(by: entry)?.issuer
    }

    /// Checks that the lines of entries are last, by id, and that each entry has one line that says what it says.
    mutating func checkEntryLines(_ account: AppCurrency) {
        let name = "invoice_lines.csv"
        var last: (invoice: String, id: Identifier)?
        var seen: Set<Identifier> = []
        for line in linesByAccount[account] ?? [] {
            func wrong(_ what: String, _ found: String, _ expected: String) {
                fail(.entries, name, line: line.line, what, found: found, expected: expected)
            }
            guard line.isByHand else {
                if let last, same(last.invoice, line.invoice) {
                    wrong("order", line.kind, "entries by hand last")
                }
                continue
            }
            if let last, same(last.invoice, line.invoice), !(last.id < line.tariff) {
                wrong("order", line.tariff.text, "after \(last.id), by id")
            }
            last = (line.invoice, line.tariff)
            guard let entry = entry(line.tariff, account) else {
                wrong("tariff", line.tariff.text, "an entry of entries.csv")
                continue
            }
            if !seen.insert(line.tariff).inserted { wrong("tariff", "\(line.tariff) again", "each entry once") }
            if line.amount != entry.amount {
                wrong(
                    "amount", Arithmetic.text(Int128(line.amount), line.currency),
                    Arithmetic.text(Int128(entry.amount), line.currency))
            }
            let kind = entry.amount < 0 ? "credit" : "debit"
            if line.kind != kind { wrong("kind", line.kind, kind) }
            if !same(line.description, entry.note) { wrong("description", line.description, entry.note) }
            if line.tier != nil || line.quantity != nil || !line.unit.isEmpty || !line.unitPrice.isEmpty {
                wrong("tier, quantity, unit, unit_price", "filled", "nothing in an entry by hand")
            }
        }
        for entry in entries.values.sorted(by: { $0.id < $1.id })
        where entry.app == account.app && entry.currency == account.currency && !seen.contains(entry.id) {
            fail(
                .entries, "entries.csv", line: entry.line, "line of \(entry.id)", found: "none",
                expected: Arithmetic.text(Int128(entry.amount), entry.currency))
        }
    }

    /// The accounts of the entries in a portion, or in the folder.
    var entryAccounts: Set<AppCurrency> {
        Set(
            entries.values.filter { entry in portion.map { $0.side(of: entry.app) == .inside } ?? true }
                .map { AppCurrency(app: $0.app, currency: $0.currency) })
    }

    /// The charges of entries. How one is shared that is shared as its document was, only the logs say.
    func entryCharges(_ rules: Rules, _ period: Period) -> [ExpectedCharge] {
        entries.values.filter { entry in portion.map { $0.side(of: entry.app) == .inside } ?? true }
            .sorted { $0.id < $1.id }.map { entry in
                ExpectedCharge(
                    key: ShareRow.Key(
                        stream: "invoice", app: entry.app, currency: entry.currency, tariff: entry.id, period: period),
                    collector: issuer(of: entry) ?? rules.invoice.issuer, amount: Int128(entry.amount),
                    split: entry.isAsBilled ? nil : entry.split, source: .fee)
            }
    }
}
