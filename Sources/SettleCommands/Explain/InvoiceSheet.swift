import Documents
import Ledger
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// An invoice explained: what it is, its lines with their unrounded figures, its tax, its shares, what came later.
struct InvoiceSheet {
    let context: ExplainContext
    let explained: ExplainedInvoice

    private var invoice: Invoice { explained.invoice }
    private var currency: Currency { invoice.currency }

    func sheet(calls: Bool) throws -> Sheet {
        var sheet = Sheet(
            kind: "invoice", id: invoice.number,
            title:
                "\(invoice.number): \(InvoiceWords.type(invoice)) of \(currency.text(minor: invoice.totalMinor)) \(currency)"
        )
        sheet.blocks = [
            .facts(key: "invoice", title: nil, InvoiceWords.head(explained)),
            .table(lines()),
            .facts(key: "totals", title: "Totals", totals()),
            .table(try shares()),
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
        let exact = ExactAmount(minor: invoice.subtotalMinor, rate: invoice.tax.rate)
        let rounded =
            exact == ExactAmount(minor: invoice.taxMinor) ? "" : ", \(explained.rules.rules.rounding.rawValue)"
        return [
            Fact("subtotal", .amount(invoice.subtotalMinor, currency)),
            Fact(
                "tax_worked",
                "\(invoice.tax.name) \(invoice.tax.rate.text) of \(currency.text(minor: invoice.subtotalMinor)), once: "
                    + exact.text(currency) + rounded),
            Fact("tax", .amount(invoice.taxMinor, currency)),
            Fact("total", .amount(invoice.totalMinor, currency)),
        ]
    }

    /// Every charge of the invoice with what each party gets.
    private func shares() throws -> Table {
        var table = Table(
            key: "shares", title: "Shares of the subtotal; tax is owed by the issuer and not shared",
            columns: ["tariff", "period", "charge", "party", "role", "amount"])
        for (charge, shares) in try InvoiceShares.all(context, explained) {
            for (index, share) in shares.filter({ $0.amountMinor != 0 }).enumerated() {
                let role = explained.rules.rules.party(share.party)?.role.rawValue ?? ""
                table.rows.append([
                    index == 0 ? .text(charge.tariff.text) : .text("\""),
                    charge.period == explained.period ? .none : .text(charge.period.description),
                    index == 0 ? .amount(charge.amountMinor, currency) : .none, .text(share.party.text), .text(role),
                    .amount(share.amountMinor, currency),
                ])
            }
        }
        return table
    }

    private func callTable() throws -> Table {
        var table = Table(key: "calls", title: "Calls", columns: [])
        let worked = try context.worked(explained)
        for charge in worked.invoiced(currency) where charge.units > 0 {
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

/// What invoices, lines and shares say alike.
enum InvoiceWords {
    static func type(_ invoice: Invoice) -> String {
        (invoice.status == .draft ? "draft " : "") + (invoice.type == .creditNote ? "credit note" : "invoice")
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
        if explained.invoice.type == .creditNote {
            notes.append("The adjustments take back more than the period brings, so this is a credit note.")
        }
        for charge in explained.adjustments where charge.lines.isEmpty && charge.key.stream == .invoice {
            notes.append(
                "The adjustment of \(charge.key.tariff), \(charge.period), moves shares alone: it has no line.")
        }
        return notes
    }
}

/// The charges of an invoice, each with its shares.
enum InvoiceShares {
    struct Owner {
        var tariff: Identifier
        var period: Period
        var amountMinor: Int64
    }

    static func all(
        _ context: ExplainContext, _ explained: ExplainedInvoice
    ) throws -> [(charge: Owner, shares: [Share])] {
        let worked = try context.worked(explained)
        let splitter = Splitter(explained.rules.rules)
        var all = try worked.invoiced(explained.invoice.currency).map { charge in
            (
                Owner(tariff: charge.key.tariff, period: explained.period, amountMinor: charge.amountMinor),
                try splitter.shares(of: charge)
            )
        }
        for charge in explained.adjustments where charge.key.stream == .invoice {
            all.append(
                (
                    Owner(tariff: charge.key.tariff, period: charge.period, amountMinor: charge.amountMinor),
                    charge.shares
                ))
        }
        return all
    }
}

extension ExplainContext {
    /// The period that an invoice was worked out from.
    func worked(_ explained: ExplainedInvoice) throws -> WorkedPeriod {
        try worked(explained.period, app: explained.invoice.app.id, under: explained.rules, at: explained.moment)
    }
}

extension WorkedPeriod {
    /// The charges of the invoice in a currency.
    func invoiced(_ currency: Currency) -> [Charge] {
        charges.filter { $0.key.stream == .invoice && $0.currency == currency }
    }
}

/// What became known of a closed month's charges after its closing: booked later, or waiting for the next close.
struct LaterKnowledge {
    let context: ExplainContext
    let explained: ExplainedInvoice

    /// - Parameter tariff: of one charge alone; `nil`: of all of the invoice.
    func table(of tariff: Identifier?) throws -> Table {
        var table = Table(
            key: "later", title: "What became known after the closing is booked elsewhere",
            columns: ["tariff", "adjustment", "on"])
        guard let closing = explained.closing else { return table }
        let invoice = explained.invoice
        func concerns(_ charge: SettledCharge) -> Bool {
            charge.key.stream == .invoice && charge.key.app == invoice.app.id && charge.currency == invoice.currency
                && (tariff.map { $0 == charge.key.tariff } ?? true)
        }
        for booking in try context.ledger.bookings(of: closing.period)
        where booking.charge.isAdjustment && concerns(booking.charge) {
            let number = try context.ledger.invoiceNumber(
                period: booking.closing.period, app: invoice.app.id, currency: invoice.currency)
            table.rows.append([
                .text(booking.charge.key.tariff.text), .amount(booking.charge.amountMinor, invoice.currency),
                .text(number ?? "the settlement of \(booking.closing.period); shares alone move"),
            ])
        }
        let waiting = try LateKnowledge(ledger: context.ledger, closings: context.closings).adjustments()
        for charge in waiting where charge.period == closing.period && concerns(charge) {
            table.rows.append([
                .text(charge.key.tariff.text), .amount(charge.amountMinor, invoice.currency),
                .text("waits for the next close"),
            ])
        }
        return table
    }
}
