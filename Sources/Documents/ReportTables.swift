import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// Writes the tables of a report, each a CSV file (S5.9 to S5.26).
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
        let hasTax = report.rules.edition > .first
        var table = CSVTable(
            [
                "invoice", "app", "currency", "line", "kind", "tariff", "tier", "quantity", "unit", "unit_price",
                "amount", "description",
            ] + (hasTax ? ["tax", "tax_rate"] : []), to: output)
        for invoice in report.invoices {
            for line in invoice.lines {
                table.append(
                    [.text(invoice.number), .text(invoice.app.id), .text(invoice.currency.code)]
                        + cells(of: line, invoice.currency, hasTax: hasTax))
            }
        }
        table.finish()
    }

    /// Returns the cells of `invoice_lines.csv` that belong to the line itself.
    static func cells(of line: InvoiceLine, _ currency: Currency, hasTax: Bool) -> [CSVTable.Cell] {
        let charge = line.charge
        return [
            .number(line.number), .text(charge.kind.rawValue), .text(line.tariff),
            charge.tier.map { .number($0) } ?? .empty, charge.quantity.map { .number($0) } ?? .empty,
            .optional(charge.unit), charge.unitPrice.map { .number($0) } ?? .empty,
            .amount(charge.amountMinor, currency), .text(line.description),
        ] + (hasTax ? [.text(line.tax.id), .number(line.tax.rate.text)] : [])
    }

    static func settlement(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            ["stream", "app", "currency", "tariff", "period", "party", "role", "amount"], to: output)
        var known = ShareCells(report)
        forEachShare(of: report) { place, share in
            guard share.amountMinor != 0 else { return }
            table.beginRow()
            table.append(cells: known.cells(ofChargeAt: place))
            table.append(cells: known.cells(of: share.party).withRole)
            table.append(minor: share.amountMinor, report.charges[place].currency)
            table.endRow()
        }
        table.finish()
    }

    /// Calls `take` with each share and the index of its charge, in the order of S5.17.
    ///
    /// Charges of one income entry differ only by provider. Their shares are sorted together, by party, then provider.
    private static func forEachShare<Failure: Error>(
        of report: PeriodReport, _ take: (Int, Share) throws(Failure) -> Void
    ) throws(Failure) {
        let charges = report.charges
        var begin = 0
        while begin < charges.count {
            var end = begin + 1
            while end < charges.count, stand(charges[end], with: charges[begin]) { end += 1 }
            defer { begin = end }
            if end == begin + 1 {
                // The shares of a charge are already sorted by party.
                for share in charges[begin].shares { try take(begin, share) }
                continue
            }
            let rows = (begin..<end).flatMap { place in charges[place].shares.map { (place, $0) } }.sorted {
                ($0.1.party, charges[$0.0].key.provider ?? .none) < ($1.1.party, charges[$1.0].key.provider ?? .none)
            }
            for (place, share) in rows { try take(place, share) }
        }
    }

    private static func stand(_ charge: SettledCharge, with first: SettledCharge) -> Bool {
        charge.key.app == first.key.app && charge.currency == first.currency && charge.key.stream == first.key.stream
            && charge.key.tariff == first.key.tariff && charge.period == first.period
            && charge.isAdjustment == first.isAdjustment
    }

    /// The cells that rows of shares have in common, written once.
    private struct ShareCells {
        private let report: PeriodReport
        private var place = -1
        private var chargeCells: [UInt8] = []
        private var parties: [Identifier: (name: [UInt8], withRole: [UInt8])] = [:]

        init(_ report: PeriodReport) { self.report = report }

        mutating func cells(ofChargeAt place: Int) -> [UInt8] {
            if place == self.place { return chargeCells }
            let charge = report.charges[place]
            self.place = place
            chargeCells = CSVTable.cells([
                .text(charge.key.stream.rawValue), .text(charge.key.app), .text(charge.currency.code),
                .text(charge.key.tariff), .text(charge.period.description),
            ])
            return chargeCells
        }

        mutating func cells(of party: Identifier) -> (name: [UInt8], withRole: [UInt8]) {
            if let known = parties[party] { return known }
            let cells = (
                CSVTable.cells([.text(party)]), CSVTable.cells([.text(party), .text(report.role(of: party))])
            )
            parties[party] = cells
            return cells
        }
    }

    static func rounding(_ report: PeriodReport, to output: FileOutput) throws(AmountOverflow) {
        var table = CSVTable(
            [
                "stream", "app", "currency", "tariff", "period", "party", "exact", "amount", "difference",
            ], to: output)
        var known = ShareCells(report)
        try forEachShare(of: report) { place, share throws(AmountOverflow) in
            // Reads one field of the charge at a time: a copy of the whole charge would retain ten references.
            let currency = report.charges[place].currency
            let moved = try Fraction(whole: share.amountMinor).adding(
                share.exact.negated,
                "rounding of \(report.charges[place].key.tariff) of app \(report.charges[place].key.app)")
            guard !moved.isNothing else { return }
            table.beginRow()
            table.append(cells: known.cells(ofChargeAt: place))
            table.append(cells: known.cells(of: share.party).name)
            table.append(cells: Array(share.exact.text(currency).utf8))
            table.append(minor: share.amountMinor, currency)
            table.append(cells: Array(moved.text(currency).utf8))
            table.endRow()
        }
        table.finish()
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
        // Cells that rows have in common are written once.
        let apps = report.usage.apps.map { CSVTable.cells([.text($0)]) }
        let traits = report.usage.traits.map { CSVTable.cells($0.columns.map(CSVTable.Cell.text)) }
        for row in report.usage.rows {
            let currency = report.usage.traits[Int(row.traits)].currency
            table.beginRow()
            table.append(cells: apps[Int(row.app)])
            table.append(cells: traits[Int(row.traits)])
            table.append(number: row.totals.transactions)
            table.append(number: row.totals.units)
            table.append(minor: row.totals.amountMinor, currency)
            table.append(minor: row.totals.costMinor, currency)
            table.endRow()
        }
        table.finish()
    }

    static func journal(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            ["entry", "date", "account", "currency", "debit", "credit", "memo"], to: output)
        // Cells that rows have in common are written once. An app's account has one row, so it is not kept.
        var parties: [Account: [UInt8]] = [:]
        func cells(of account: Account) -> [UInt8] {
            if let known = parties[account] { return known }
            let cells = CSVTable.cells([.text(account.name)])
            if case .receivable = account { return cells }
            parties[account] = cells
            return cells
        }
        let date = report.journal.date.description
        for entry in report.journal {
            let first = CSVTable.cells([.number(entry.number), .text(date)])
            let memo = CSVTable.cells([.text(entry.memo)])
            for posting in entry.postings {
                table.beginRow()
                table.append(cells: first)
                table.append(cells: cells(of: posting.account))
                table.append(text: entry.currency.code)
                if posting.amountMinor < 0 { table.appendEmpty() }
                table.append(minor: Int128(posting.amountMinor.magnitude), entry.currency)
                if posting.amountMinor > 0 { table.appendEmpty() }
                table.append(cells: memo)
                table.endRow()
            }
        }
        table.finish()
    }
}
