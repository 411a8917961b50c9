import JSONFormat
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// Names and writes the files of a report's invoices.
final class InvoiceFiles: Sendable {
    enum Form: String, Sendable {
        case json = ".json"
        case csv = ".csv"
    }

    private let report: PeriodReport

    init(_ report: PeriodReport) {
        self.report = report
    }

    func name(_ invoice: Int, _ form: Form) -> String {
        InvoiceDocuments.name(report.invoices.number(at: invoice)) + form.rawValue
    }

    func write(_ invoice: Int, _ form: Form, to output: FileOutput) {
        switch form {
        case .json: InvoiceDocuments.json(report.invoices[invoice], report).write(to: output)
        case .csv: InvoiceDocuments.csv(report.invoices[invoice], report, to: output)
        }
    }
}

/// Writes an invoice as files of its own (S5.14, S5.15): parties, dates, lines, tax, totals.
enum InvoiceDocuments {
    /// Returns the file's name without its extension.
    static func name(_ number: String) -> String {
        "invoices/" + Identifier(number).percentEncoded
    }

    static func json(_ invoice: Invoice, _ report: PeriodReport) -> JSONText {
        let currency = invoice.currency
        return .object(
            [
                ("invoice", .string(invoice.number)),
                ("type", .string(invoice.type.rawValue)),
                ("status", .string(invoice.status.rawValue)),
                ("period", .string(report.period.description)),
                ("issue_date", .string(invoice.issueDate.description)),
                ("due_date", .string(invoice.dueDate.description)),
                ("issuer", issuer(invoice.issuer)),
                ("customer", customer(invoice.app)),
                ("currency", .string(currency.code)),
                ("lines", .array(invoice.lines.map { line($0, invoice, report.rules.edition) })),
                ("subtotal", .amount(invoice.subtotalMinor, currency)),
            ] + taxes(invoice, report.rules.edition) + [
                ("tax", .amount(invoice.taxMinor, currency)),
                ("total", .amount(invoice.totalMinor, currency)),
                ("adjusts", .array(invoice.adjusts.map(JSONText.string))),
            ])
    }

    private static func issuer(_ party: Party) -> JSONText {
        .object([
            ("id", .string(party.id)),
            ("name", .string(party.name)),
            ("tax_id", .optional(party.taxID)),
            ("address", .array(party.address.map(JSONText.string))),
            ("account", .optional(party.account)),
        ])
    }

    private static func customer(_ app: App) -> JSONText {
        .object([
            ("id", .string(app.id)),
            ("name", .string(app.name)),
            ("tax_id", .optional(app.taxID)),
            ("address", .array(app.address.map(JSONText.string))),
        ])
    }

    private static func taxes(_ invoice: Invoice, _ edition: Edition) -> [(String, JSONText)] {
        guard edition.taxesEachLine else { return [] }
        let groups: [JSONText] = invoice.taxes.map { group in
            .object([
                ("tax", .string(group.tax)),
                ("name", .string(group.name)),
                ("rate", .string(group.rate.text)),
                ("base", .amount(group.baseMinor, invoice.currency)),
                ("amount", .amount(group.amountMinor, invoice.currency)),
            ])
        }
        return [("taxes", .array(groups))]
    }

    private static func line(_ line: InvoiceLine, _ invoice: Invoice, _ edition: Edition) -> JSONText {
        .object(
            [
                ("line", .integer(line.number)),
                ("kind", .string(line.charge.kind.rawValue)),
                ("tariff", .string(line.tariff)),
                ("tier", line.charge.tier.map { .integer($0) } ?? .null),
                ("quantity", line.charge.quantity.map { .integer($0) } ?? .null),
                ("unit", .optional(line.charge.unit)),
                ("unit_price", .optional(line.charge.unitPrice)),
                ("amount", .amount(line.charge.amountMinor, invoice.currency)),
                ("description", .string(line.description)),
            ]
                + (edition.taxesEachLine
                    ? [("tax", .string(line.tax.id)), ("tax_rate", .string(line.tax.rate.text))] : []))
    }

    /// Writes one table with the invoice's data, its lines and its totals. The column `section` tells them apart.
    static func csv(_ invoice: Invoice, _ report: PeriodReport, to output: FileOutput) {
        let hasTax = report.rules.edition.taxesEachLine
        var table = CSVTable(
            [
                "section", "line", "kind", "tariff", "tier", "quantity", "unit", "unit_price", "amount", "description",
            ] + (hasTax ? ["tax", "tax_rate"] : []), to: output)
        func row(
            _ section: String, _ kind: String, amount: CSVTable.Cell = .empty, _ text: String, _ tax: TaxGroup? = nil
        ) {
            let taxCells: [CSVTable.Cell] = [
                tax.map { .text($0.tax) } ?? .empty, tax.map { .number($0.rate.text) } ?? .empty,
            ]
            table.append(
                [.text(section), .empty, .text(kind), .empty, .empty, .empty, .empty, .empty, amount, .text(text)]
                    + (hasTax ? taxCells : []))
        }
        let issuer = invoice.issuer
        row("invoice", "invoice", invoice.number)
        row("invoice", "type", invoice.type.rawValue)
        row("invoice", "status", invoice.status.rawValue)
        row("invoice", "period", report.period.description)
        row("invoice", "issue_date", invoice.issueDate.description)
        row("invoice", "due_date", invoice.dueDate.description)
        row("invoice", "currency", invoice.currency.code)
        row("issuer", "name", issuer.name)
        row("issuer", "tax_id", issuer.taxID ?? "")
        row("issuer", "address", issuer.address.joined(separator: ", "))
        row("issuer", "account", issuer.account ?? "")
        row("customer", "id", invoice.app.id.text)
        row("customer", "name", invoice.app.name)
        row("customer", "tax_id", invoice.app.taxID ?? "")
        row("customer", "address", invoice.app.address.joined(separator: ", "))
        for line in invoice.lines {
            table.append([.text("line")] + ReportTables.cells(of: line, invoice.currency, hasTax: hasTax))
        }
        row("total", "subtotal", amount: .amount(invoice.subtotalMinor, invoice.currency), "")
        if hasTax {
            for group in invoice.taxes {
                row("tax", "base", amount: .amount(group.baseMinor, invoice.currency), words(of: group), group)
                row("tax", "amount", amount: .amount(group.amountMinor, invoice.currency), words(of: group), group)
            }
        }
        row(
            "total", "tax", amount: .amount(invoice.taxMinor, invoice.currency),
            invoice.taxes.map(words).joined(separator: ", "))
        row("total", "total", amount: .amount(invoice.totalMinor, invoice.currency), "")
        for number in invoice.adjusts { row("adjusts", "invoice", number) }
        table.finish()
    }

    private static func words(of group: TaxGroup) -> String { "\(group.name) \(group.rate.text)" }
}
