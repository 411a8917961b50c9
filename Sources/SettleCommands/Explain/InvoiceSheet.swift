import Documents
import Ledger
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary

/// Explains an invoice: its head, its lines with unrounded amounts, its tax, its shares, and what became known later.
struct InvoiceSheet {
    let context: ExplainContext
    let explained: ExplainedInvoice

    private var invoice: Invoice { explained.invoice }
    private var currency: Currency { invoice.currency }

    func sheet(calls: Bool) throws -> Sheet {
        var sheet = Sheet(
            kind: "invoice", id: invoice.number,
            title: "\(invoice.number): \(InvoiceWords.type(invoice)) of "
                + "\(currency.text(minor: invoice.totalMinor)) \(currency)"
        )
        sheet.blocks = [
            .facts(key: "invoice", title: nil, InvoiceWords.head(explained)),
            .table(lines()),
            .facts(key: "totals", title: "Totals", totals()),
            .table(try shares(.invoice)),
            .table(try shares(.income)),
            .table(try LaterKnowledge(context: context, explained: explained).table(of: nil)),
            .notes(key: "notes", InvoiceWords.notes(explained)),
        ]
        if calls { sheet.blocks.append(.table(try callTable())) }
        return sheet
    }

    private func lines() -> Table {
        var table = Table(
            key: "lines", title: "Lines (explain \(invoice.number):<line> shows one)",
            columns: [
                "line", "tariff", "period", "kind", "tier", "quantity", "unit", "unit_price", "exact", "amount",
            ])
        for line in invoice.lines {
            table.rows.append(
                [
                    .integer(Int64(line.number)), .text(line.tariff.text),
                    line.period == explained.period ? .none : .text(line.period.description),
                ] + LineCells.of(line.charge, currency))
        }
        return table
    }

    private func totals() -> [Fact] {
        let worked = invoice.taxes.map { group in
            let exact = ExactAmount(minor: group.baseMinor, rate: group.rate)
            let rounded =
                exact == ExactAmount(minor: group.amountMinor) ? "" : ", \(explained.rules.rules.rounding.rawValue)"
            return "\(group.name) \(group.rate.text) of \(currency.text(minor: group.baseMinor)), once: "
                + exact.text(currency) + rounded
        }
        return [
            Fact("subtotal", .amount(invoice.subtotalMinor, currency)),
            Fact("tax_worked", worked.joined(separator: "; ")),
            Fact("tax", .amount(invoice.taxMinor, currency)),
            Fact("total", .amount(invoice.totalMinor, currency)),
        ]
    }

    /// Every charge of a stream, with what each party gets.
    private func shares(_ stream: Rating.Stream) throws -> Table {
        var table = Table(
            key: "shares", title: "Shares of the subtotal; tax is owed by the issuer and not shared",
            columns: ["tariff", "period", "provider", "charge", "party", "role", "amount"])
        if stream == .income {
            table.key = "income"
            table.title = "Not on the invoice: what providers collected themselves (explain \(invoice.number):<entry>)"
        }
        for (charge, shares) in try InvoiceShares.all(context, explained, stream) {
            for (index, share) in shares.filter({ $0.amountMinor != 0 }).enumerated() {
                let role = explained.role(of: share.party)
                let isFirst = index == 0
                table.rows.append([
                    .text(isFirst ? charge.key.tariff.text : "\""),
                    charge.period == explained.period ? .none : .text(charge.period.description),
                    .text(isFirst ? charge.key.provider?.text ?? "" : ""),
                    isFirst ? .amount(charge.amountMinor, currency) : .none, .text(share.party.text), .text(role),
                    .amount(share.amountMinor, currency),
                ])
            }
        }
        return table
    }

    private func callTable() throws -> Table {
        var table = Table(key: "calls", title: "Calls", columns: [])
        let worked = try context.worked(explained)
        for charge in worked.charges(.invoice, currency) where explained.isOfSupplies && charge.units > 0 {
            let calls = try LineCalls(context: context, worked: worked, charge: charge).table(of: nil)
            var columns = calls.columns
            columns[5] = "of"
            table.columns = ["tariff"] + columns
            table.rows += calls.rows.map { [.text(charge.key.tariff.text)] + $0 }
        }
        table.title = "Calls: \(table.rows.count.grouped)"
        return table
    }
}

/// Wording that the sheets of invoices, lines and shares have in common.
enum InvoiceWords {
    static func type(_ invoice: Invoice) -> String {
        (invoice.status == .draft ? "draft " : "") + invoice.type.words
    }

    static func head(_ explained: ExplainedInvoice) -> [Fact] {
        let invoice = explained.invoice
        return [
            Fact("type", .text(invoice.type.rawValue)),
            Fact("status", .text(invoice.status.rawValue)),
            Fact("period", "\(explained.period) (\(explained.rules.rules.calendar.identifier))"),
            Fact("customer", "\(invoice.app.id), \(invoice.app.name)"),
            Fact("currency", invoice.currency.code),
            Fact("issued", "\(invoice.issueDate), due \(invoice.dueDate)"),
            Fact("adjusts", invoice.adjusts.joined(separator: ", ")),
            Fact("rules", rules(explained)),
        ]
    }

    static func rules(_ explained: ExplainedInvoice) -> String {
        guard let closing = explained.closing else { return "\(explained.rules.name), as it stands" }
        return explained.rules.name.hasPrefix("rules frozen")
            ? explained.rules.name : "\(explained.rules.name), as frozen with \(closing.period)"
    }

    static func notes(_ explained: ExplainedInvoice) -> [String] {
        var notes: [String] = []
        if explained.closing == nil {
            notes.append("A draft: it changes with every log that is read, and gets its number from `settle close`.")
        } else {
            notes.append(
                "Worked out again from the calls known when \(explained.period) was closed: it is what was billed.")
        }
        if case .correcting = explained.invoice.cause {
            notes.append(
                "What concerns \(explained.invoice.adjusts.joined(separator: ", ")) stands on a document of its own.")
        } else if explained.invoice.type == .creditNote {
            notes.append("The adjustments take back more than the period brings, so this is a credit note.")
        }
        for charge in explained.adjustments
        where charge.lines.isEmpty && charge.key.stream == .invoice && explained.carries(charge) {
            notes.append(
                "The adjustment of \(charge.key.tariff), \(charge.period), changes only shares, so it has no line.")
        }
        return notes
    }
}
