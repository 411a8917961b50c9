import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// The tables of contract 5, each a CSV file.
enum ReportTables {
    static func invoices(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            [
                "invoice", "type", "status", "app", "customer", "currency", "subtotal", "tax", "total", "issue_date",
                "due_date",
            ], to: output)
        for invoice in report.invoices {
            let currency = invoice.currency
            table.append([
                .text(invoice.number), .text(invoice.type.rawValue), .text(invoice.status.rawValue),
                .text(invoice.app.id), .text(invoice.app.name), .text(currency.code),
                .amount(invoice.subtotalMinor, currency), .amount(invoice.taxMinor, currency),
                .amount(invoice.totalMinor, currency), .text(invoice.issueDate.description),
                .text(invoice.dueDate.description),
            ])
        }
        table.finish()
    }

    static func invoiceLines(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            [
                "invoice", "app", "currency", "line", "kind", "tariff", "tier", "quantity", "unit", "unit_price",
                "amount",
                "description",
            ], to: output)
        for invoice in report.invoices {
            for line in invoice.lines {
                table.append(
                    [.text(invoice.number), .text(invoice.app.id), .text(invoice.currency.code)]
                        + cells(of: line, invoice.currency))
            }
        }
        table.finish()
    }

    /// The columns of `invoice_lines.csv` that are a line's own.
    static func cells(of line: InvoiceLine, _ currency: Currency) -> [CSVTable.Cell] {
        let charge = line.charge
        return [
            .number(line.number), .text(charge.kind.rawValue), .text(line.tariff),
            charge.tier.map { .number($0) } ?? .empty, charge.quantity.map { .number($0) } ?? .empty,
            .optional(charge.unit), charge.unitPrice.map { .number($0) } ?? .empty,
            .amount(charge.amountMinor, currency), .text(line.description),
        ]
    }

    static func settlement(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            ["stream", "app", "currency", "tariff", "period", "party", "role", "amount"], to: output)
        forEachShare(of: report) { charge, share in
            guard share.amountMinor != 0 else { return }
            table.append(shareCells(charge, share, report) + [.amount(share.amountMinor, charge.currency)])
        }
        table.finish()
    }

    /// The shares in the order of the contract. Charges of one income entry differ by provider alone: their shares stand
    /// together by party, then provider.
    private static func forEachShare<Failure: Error>(
        of report: PeriodReport, _ take: (SettledCharge, Share) throws(Failure) -> Void
    ) throws(Failure) {
        var rest = report.charges[...]
        while let first = rest.first {
            let group = rest.prefix { charge in
                charge.key.app == first.key.app && charge.currency == first.currency
                    && charge.key.stream == first.key.stream && charge.key.tariff == first.key.tariff
                    && charge.period == first.period && charge.isAdjustment == first.isAdjustment
            }
            rest = rest.dropFirst(group.count)
            if group.count == 1 {
                // The shares of a charge stand by party.
                for share in first.shares { try take(first, share) }
                continue
            }
            let rows = group.flatMap { charge in charge.shares.map { (charge, $0) } }.sorted {
                ($0.1.party, $0.0.key.provider ?? .none) < ($1.1.party, $1.0.key.provider ?? .none)
            }
            for (charge, share) in rows { try take(charge, share) }
        }
    }

    static func rounding(_ report: PeriodReport, to output: FileOutput) throws(AmountOverflow) {
        var table = CSVTable(
            [
                "stream", "app", "currency", "tariff", "period", "party", "exact", "amount", "difference",
            ], to: output)
        try forEachShare(of: report) { charge, share throws(AmountOverflow) in
            let moved = try Fraction(whole: share.amountMinor).adding(
                share.exact.negated, "rounding of \(charge.key.tariff) of app \(charge.key.app)")
            guard !moved.isNothing else { return }
            table.append(
                shareCells(charge, share, report).dropLast() + [
                    .number(share.exact.text(charge.currency)), .amount(share.amountMinor, charge.currency),
                    .number(moved.text(charge.currency)),
                ])
        }
        table.finish()
    }

    private static func shareCells(
        _ charge: SettledCharge, _ share: Share, _ report: PeriodReport
    ) -> [CSVTable.Cell] {
        [
            .text(charge.key.stream.rawValue), .text(charge.key.app), .text(charge.currency.code),
            .text(charge.key.tariff), .text(charge.period.description), .text(share.party),
            .text(report.role(of: share.party)),
        ]
    }

    static func positions(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            ["party", "role", "currency", "entitled", "collected", "net"], to: output)
        for position in report.positions {
            table.append([
                .text(position.party), .text(report.role(of: position.party)), .text(position.currency.code),
                .amount(position.entitledMinor, position.currency),
                .amount(position.collectedMinor, position.currency), .amount(position.netMinor, position.currency),
            ])
        }
        table.finish()
    }

    static func transfers(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            ["from", "to", "currency", "amount"], to: output)
        for transfer in report.transfers {
            table.append([
                .text(transfer.from), .text(transfer.to), .text(transfer.currency.code),
                .amount(transfer.amountMinor, transfer.currency),
            ])
        }
        table.finish()
    }

    static func usage(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            [
                "app", "source", "currency", "service", "provider", "channel", "auth_type", "mode", "status",
                "delivery",
                "tariff", "income", "transactions", "units", "amount", "cost",
            ], to: output)
        // What rows have in common is written once.
        let apps = report.usage.apps.map { CSVTable.cells([.text($0)]) }
        let traits = report.usage.traits.map { CSVTable.cells($0.columns.map(CSVTable.Cell.text)) }
        for row in report.usage.rows {
            let currency = report.usage.traits[Int(row.traits)].currency
            table.beginRow()
            table.append(cells: apps[Int(row.app)])
            table.append(cells: traits[Int(row.traits)])
            table.append(number: row.totals.transactions)
            table.append(cells: Array(String(row.totals.units).utf8))
            table.append(cells: Array(currency.text(minor: row.totals.amountMinor).utf8))
            table.append(cells: Array(currency.text(minor: row.totals.costMinor).utf8))
            table.endRow()
        }
        table.finish()
    }

    static func journal(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            ["entry", "date", "account", "currency", "debit", "credit", "memo"], to: output)
        for posting in report.postings {
            let amount = CSVTable.Cell.number(posting.currency.text(minor: Int128(posting.amountMinor.magnitude)))
            table.append([
                .number(posting.entry), .text(posting.date.description), .text(posting.account),
                .text(posting.currency.code), posting.amountMinor > 0 ? amount : .empty,
                posting.amountMinor < 0 ? amount : .empty, .text(posting.memo),
            ])
        }
        table.finish()
    }
}
