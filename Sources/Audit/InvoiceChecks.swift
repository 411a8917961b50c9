import Money
import Rules
import Threads
import Vocabulary

/// The data that checking a folder needs from one that was closed before it.
struct EarlierFolder {
    /// Its position in the chain.
    var position: Int
    /// Those of the accounts that a given folder adjusts, grouped by account; `nil` if they can't be read.
    var lines: Grouped<AppCurrency, LineRow>?

    /// Returns the number of the document in this folder that carries a period's charge, if there is one.
    func document(carrying tariff: Identifier, of period: Period, own: Period, _ account: AppCurrency) -> String? {
        lines?[account]?.first { line in
            line.tariff == tariff
                && (line.kind == "adjustment" ? line.adjusted?.period == period : own == period)
        }?.invoice
    }
}

/// Checks `invoices.csv` and each invoice's own files.
extension Folder {
    mutating func checkInvoices(_ charges: [AppCurrency: [OwnCharge]]) {
        guard let invoices, let period else { return }
        let name = "invoices.csv"
        let parts = checkCauses(of: invoices)
        if let lines, rules != nil, usage != nil {
            let present = Set(invoices.map { AppCurrency(app: $0.app, currency: $0.currency) })
            let withLines = Set(lines.map { AppCurrency(app: $0.app, currency: $0.currency) })
            let charged = charges.filter { !$0.value.allSatisfy(\.lines.isEmpty) }.keys
            for account in withLines.union(charged).subtracting(present).sorted() {
                fail(
                    .invoice, name, "", "invoice of \(account.app) in \(account.currency)", found: "none",
                    expected: "one")
            }
        }
        let rules = rules
        let issued = period.dayAfter.description
        let due = rules.map { period.dayAfter.adding(days: $0.invoice.dueDays).description }
        for (invoice, part) in zip(invoices, parts) {
            func wrong(_ check: Check, _ what: String, _ found: String, _ expected: String) {
                if !same(found, expected) {
                    fail(check, name, line: invoice.line, what, found: found, expected: expected)
                }
            }
            func wrong(_ check: Check, _ what: String, _ found: Int64, _ expected: Int128) {
                if Int128(found) != expected {
                    let (found, currency) = (Int128(found), invoice.currency)
                    wrong(check, what, Arithmetic.text(found, currency), Arithmetic.text(expected, currency))
                }
            }
            if lines != nil {
                let own = linesByInvoice[Identifier(invoice.number)] ?? []
                let sum = own.reduce(Int128(0)) { $0 + Int128($1.amount) }
                wrong(.subtotal, "subtotal", invoice.subtotal, sum)
            }
            if let taxes = taxes(of: invoice) { wrong(.tax, "tax", invoice.tax, taxes.reduce(0) { $0 + $1.amount }) }
            wrong(.total, "total", invoice.total, Int128(invoice.subtotal) + Int128(invoice.tax))
            wrong(.creditNote, "type", invoice.type, expectedType(invoice, cause(of: invoice)))
            wrong(.invoice, "status", invoice.status, isFinal ? "final" : "draft")
            wrong(.dates, "issue_date", invoice.issueDate, issued)
            if let due { wrong(.dates, "due_date", invoice.dueDate, due) }
            if let app = customer(invoice.app) {
                wrong(.invoice, "customer", invoice.customer, CSVFile.guarded(app.name))
            }
            if !isFinal, part > 0 {
                wrong(
                    .invoice, "invoice", invoice.number,
                    "DRAFT-\(invoice.app)-\(invoice.currency)" + (part == 1 ? "" : "-\(part)"))
            } else if isFinal, let issuer = issuer(of: invoice), let format = numberFormat(invoice.type, of: issuer) {
                if Folder.sequence(of: invoice.number, in: format, year: period.numberYear) == nil {
                    wrong(
                        .invoice, "invoice", invoice.number,
                        "a number like \(format.number(year: period.numberYear, sequence: 1))")
                }
            }
        }
        // Nearly all are correct, so they are compared on all cores, unless portions are checked side by side anyway. Then
        // only the wrong ones are examined in detail.
        let folder = self
        let threads = portion == nil ? Threads.cores : 1
        let compared = Threads.map(invoices, portion: 64, threads: threads) { folder.compared($0) }
        for (invoice, compared) in zip(invoices, compared) {
            for (name, seal) in compared.seals { seals[name] = seal }
            if !compared.holds { checkDocuments(of: invoice) }
        }
    }

    /// Returns the sequence in an invoice's number.
    static func sequence(of number: String, in format: NumberFormat, year: Int) -> Int? {
        // Everything before and after the sequence is fixed, so the rest must be the sequence.
        let fixed = format.parts.map { part -> String in
            switch part {
            case .text(let text): text
            case .year: String(repeating: "0", count: max(0, 4 - String(year).utf8.count)) + String(year)
            case .sequence: "\u{0}"
            }
        }.joined().utf8.split(separator: 0, omittingEmptySubsequences: false)
        let bytes = Array(CSVFile.unguarded(number) { _ in false }.utf8)
        guard fixed.count == 2, bytes.count > fixed[0].count + fixed[1].count, bytes.starts(with: fixed[0]),
            bytes.suffix(fixed[1].count).elementsEqual(fixed[1])
        else { return nil }
        let digits = bytes[fixed[0].count..<bytes.count - fixed[1].count]
        guard digits.allSatisfy({ (48...57).contains($0) }),
            let sequence = Int(String(decoding: digits, as: UTF8.self)), sequence > 0,
            format.number(year: year, sequence: sequence).utf8.elementsEqual(bytes)
        else { return nil }
        return sequence
    }

    /// Returns the app with this id. If it is gone from the rules, the newest closed month that names it counts.
    func customer(_ id: Identifier) -> App? {
        firstKnown { $0.app(id) }
    }

    /// Returns a value of the first known rules that have it: the folder's own, or those of the newest closed month.
    func firstKnown<Value>(_ of: (Rules) -> Value?) -> Value? {
        for position in knownRules.indices {
            if let value = of(knownRules[position]) { return value }
        }
        return nil
    }

    /// Returns the numbers of the documents that carried an invoice's adjusted charges, in the order of the chain.
    ///
    /// `nil` if a folder that is needed was not given.
    private func adjusted(by invoice: InvoiceRow) -> [String]? {
        var numbers: Set<[Identifier]> = []
        var found: [(position: Int, number: String)] = []
        for line in linesByInvoice[Identifier(invoice.number)] ?? [] where line.kind == "adjustment" || line.isByHand {
            guard let carriers = line.isByHand ? concerned(by: line) : carriers(of: line) else { return nil }
            for carrier in carriers
            where numbers.insert([Identifier(String(carrier.position)), Identifier(carrier.number)]).inserted {
                found.append(carrier)
            }
        }
        return found.sorted { ($0.position, Identifier($0.number)) < ($1.position, Identifier($1.number)) }.map(
            \.number)
    }

    /// The document that an entry by hand names, as a list; `nil` if its folder was not given.
    private func concerned(by line: LineRow) -> [(position: Int, number: String)]? {
        guard let entry = entry(line.tariff, line.account), !entry.document.isEmpty else { return [] }
        return named(by: entry).map { [($0.position, entry.document)] }
    }

    /// Compares an invoice's files with what they should be.
    ///
    /// - Returns: whether they are exactly that; and in a portion, their seals, so that they are read once.
    private func compared(_ invoice: InvoiceRow) -> (holds: Bool, seals: [(Identifier, Seal)]) {
        let name = Folder.invoiceName(CSVFile.unguarded(invoice.number) { _ in false })
        guard lines != nil, let adjusts = adjusted(by: invoice), let taxes = taxes(of: invoice),
            let wanted = documents(of: invoice, adjusts, taxes, taxText: TaxGroup.words(taxes)),
            let json = bytes(name + ".json"), let csv = bytes(name + ".csv"), wanted.json.isWritten(as: json),
            csv == CSVFile.written([Columns.invoice(edition).split(separator: " ").map(String.init)] + wanted.rows)
        else { return (false, []) }
        if portion == nil { return (true, []) }
        return (true, [(Identifier(name + ".json"), Seal(json)), (Identifier(name + ".csv"), Seal(csv))])
    }

    private mutating func checkDocuments(of invoice: InvoiceRow) {
        guard lines != nil, rules != nil, period != nil, customer(invoice.app) != nil else { return }
        let name = Folder.invoiceName(CSVFile.unguarded(invoice.number) { _ in false })
        let stated = (json(name + ".json")?["adjusts"]?.items ?? []).compactMap(\.text)
        let adjusts = adjusted(by: invoice) ?? stated
        if !same(adjusts.joined(separator: "\n"), stated.joined(separator: "\n")) {
            fail(
                .adjusts, name + ".json", "adjusts", "invoices", found: stated.joined(separator: ", "),
                expected: adjusts.joined(separator: ", "))
        }
        // Values that can't be calculated are taken as stated.
        let taxes = taxes(of: invoice)
        let columns = Columns.invoice(edition)
        let statedTax = csv(name + ".csv", columns)?.first { $0.cells[0] == "total" && $0.cells[2] == "tax" }?.cells[9]
        let taxText = taxes.map(TaxGroup.words) ?? statedTax ?? ""
        guard let wanted = documents(of: invoice, adjusts, taxes ?? [], taxText: taxText) else { return }
        if let actual = json(name + ".json") {
            for difference in actual.differences(from: wanted.json) {
                // The description may have a guarding `'` in the table; in JSON it has none.
                if difference.path.hasSuffix(".description"),
                    same(CSVFile.guarded(difference.found), difference.expected)
                {
                    continue
                }
                fail(
                    .invoiceJSON, name + ".json", difference.path, "value", found: difference.found,
                    expected: difference.expected)
            }
        }
        compare(.invoiceCSV, name + ".csv", columns, wanted.rows)
    }

    /// Returns an invoice's files as they should be: the JSON, and the rows of the CSV.
    private func documents(
        of invoice: InvoiceRow, _ adjusts: [String], _ taxes: [TaxGroup], taxText: String
    ) -> (json: JSONNode, rows: [[String]])? {
        guard let rules, let period, let customer = customer(invoice.app) else { return nil }
        let own = linesByInvoice[Identifier(invoice.number)] ?? []
        let issuerID = self.issuer(of: invoice) ?? rules.invoice.issuer
        let issuer = firstKnown { $0.party(issuerID) }
        func amount(_ minor: Int64) -> String { Arithmetic.text(Int128(minor), invoice.currency) }
        func party(_ members: [(key: String, value: JSONNode)], _ taxID: String?, _ address: [String]) -> [(
            key: String, value: JSONNode
        )] {
            members + [
                ("tax_id", taxID.map { .string($0) } ?? .null), ("address", .array(address.map { .string($0) })),
            ]
        }
        let number = CSVFile.unguarded(invoice.number) { _ in false }
        let expected = JSONNode.object(
            [
                ("invoice", .string(number)), ("type", .string(invoice.type)), ("status", .string(invoice.status)),
                ("period", .string(period.description)), ("issue_date", .string(invoice.issueDate)),
                ("due_date", .string(invoice.dueDate)),
                (
                    "issuer",
                    .object(
                        party(
                            [
                                ("id", .string(issuerID.text)),
                                ("name", issuer.map { .string($0.name) } ?? .null),
                            ], issuer?.taxID, issuer?.address ?? [])
                            + [("account", issuer?.account.map { .string($0) } ?? .null)])
                ),
                (
                    "customer",
                    .object(
                        party(
                            [("id", .string(customer.id.text)), ("name", .string(customer.name))], customer.taxID,
                            customer.address))
                ),
                ("currency", .string(invoice.currency.code)),
                ("lines", .array(own.map { Folder.json($0, edition) })),
                ("subtotal", .string(amount(invoice.subtotal))),
            ] + (edition.taxesEachLine ? [("taxes", .array(taxes.map { $0.json(invoice.currency) }))] : []) + [
                ("tax", .string(amount(invoice.tax))),
                ("total", .string(amount(invoice.total))), ("adjusts", .array(adjusts.map { .string($0) })),
            ])
        var rows: [[String]] = []
        func row(_ section: String, _ kind: String, amount: String = "", _ text: String, _ tax: TaxGroup? = nil) {
            let taxCells =
                edition.taxesEachLine ? [tax.map { CSVFile.guarded($0.tax.text) } ?? "", tax?.rate ?? ""] : []
            rows.append([section, "", kind, "", "", "", "", "", amount, CSVFile.guarded(text)] + taxCells)
        }
        row("invoice", "invoice", number)
        row("invoice", "type", invoice.type)
        row("invoice", "status", invoice.status)
        row("invoice", "period", period.description)
        row("invoice", "issue_date", invoice.issueDate)
        row("invoice", "due_date", invoice.dueDate)
        row("invoice", "currency", invoice.currency.code)
        row("issuer", "name", issuer?.name ?? issuerID.text)
        row("issuer", "tax_id", issuer?.taxID ?? "")
        row("issuer", "address", (issuer?.address ?? []).joined(separator: ", "))
        row("issuer", "account", issuer?.account ?? "")
        row("customer", "id", customer.id.text)
        row("customer", "name", customer.name)
        row("customer", "tax_id", customer.taxID ?? "")
        row("customer", "address", customer.address.joined(separator: ", "))
        for line in own {
            rows.append(
                [
                    "line", String(line.number), line.kind, CSVFile.guarded(line.tariff.text),
                    line.tier.map(String.init) ?? "",
                    line.quantity.map(String.init) ?? "", line.unit, line.unitPrice, amount(line.amount),
                    line.description,
                ] + (edition.taxesEachLine ? [CSVFile.guarded(line.tax.text), line.taxRate] : []))
        }
        row("total", "subtotal", amount: amount(invoice.subtotal), "")
        for group in taxes where edition.taxesEachLine {
            row("tax", "base", amount: Arithmetic.text(group.base, invoice.currency), group.words, group)
            row("tax", "amount", amount: Arithmetic.text(group.amount, invoice.currency), group.words, group)
        }
        row("total", "tax", amount: amount(invoice.tax), taxText)
        row("total", "total", amount: amount(invoice.total), "")
        for number in adjusts { row("adjusts", "invoice", number) }
        return (expected, rows)
    }

    private static func json(_ line: LineRow, _ edition: Edition) -> JSONNode {
        .object(
            [
                ("line", .integer(line.number)), ("kind", .string(line.kind)), ("tariff", .string(line.tariff.text)),
                ("tier", line.tier.map { .integer($0) } ?? .null),
                ("quantity", line.quantity.map { .integer($0) } ?? .null),
                ("unit", line.unit.isEmpty ? .null : .string(line.unit)),
                ("unit_price", line.unitPrice.isEmpty ? .null : .string(line.unitPrice)),
                ("amount", .string(Arithmetic.text(Int128(line.amount), line.currency))),
                ("description", .string(line.description)),
            ] + (edition.taxesEachLine ? [("tax", .string(line.tax.text)), ("tax_rate", .string(line.taxRate))] : []))
    }

    /// Compares a table with the expected rows, cell by cell.
    mutating func compare(_ check: Check, _ name: String, _ columns: String, _ expected: [[String]]) {
        guard let rows = csv(name, columns) else { return }
        let titles = columns.split(separator: " ").map(String.init)
        for (row, wanted) in zip(rows, expected) {
            for (column, (cell, want)) in zip(row.cells, wanted).enumerated() where !same(cell, want) {
                fail(check, name, line: row.line, titles[column], found: cell, expected: want)
            }
        }
        if rows.count != expected.count {
            fail(check, name, "", "rows", found: String(rows.count), expected: String(expected.count))
        }
    }
}
