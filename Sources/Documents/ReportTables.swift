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
        let issued = report.period.dayAfter.description
        let due = report.period.dayAfter.adding(days: report.rules.invoice.dueDays).description
        for invoice in report.invoices.heads {
            let currency = invoice.currency
            table.append([
                .text(invoice.number), .text(invoice.type.rawValue), .text(invoice.status.rawValue),
                .text(invoice.app.id), .text(invoice.app.name), .text(currency.code),
                .amount(invoice.subtotalMinor, currency), .amount(invoice.taxMinor, currency),
                .amount(invoice.totalMinor, currency), .text(issued), .text(due),
            ])
        }
        table.finish()
    }

    static func invoiceLines(_ report: PeriodReport, to output: FileOutput) {
        let hasTax = report.rules.edition.taxesEachLine
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

    /// The file could be booked again: it has the cells that were read.
    static func entries(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            ["id", "app", "currency", "amount", "invoice", "reason", "note", "split", "date"], to: output)
        for entry in report.entries {
            table.append([
                .text(entry.id), .text(entry.app), .text(entry.currency.code),
                .amount(entry.amountMinor, entry.currency), .text(entry.document ?? ""), .text(entry.reason),
                .text(entry.note), .text(entry.division.word), .text(entry.date?.description ?? ""),
            ])
        }
        table.finish()
    }

    static func settlement(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            ["stream", "app", "currency", "tariff", "period", "party", "role", "amount"], to: output)
        var known = ShareCells(report)
        forEachShare(of: report.charges) { charge, share in
            let amount = charge.amountMinor(ofShareAt: share)
            guard amount != 0 else { return }
            table.beginRow()
            table.append(cells: known.cells(of: charge))
            table.append(cells: known.cells(ofShareAt: share, charge).withRole)
            table.append(minor: amount, charge.currency)
            table.endRow()
        }
        table.finish()
    }

    /// Calls `take` with each charge and the place of each of its shares, in the order of S5.17.
    ///
    /// Charges of one income entry differ only by provider. Their shares are sorted together, by party, then provider.
    private static func forEachShare<Failure: Error>(
        of charges: PackedCharges, _ take: (PackedCharge, Int) throws(Failure) -> Void
    ) throws(Failure) {
        var together: [PackedCharge] = []
        func takeAll() throws(Failure) {
            if together.count == 1 {
                // The shares of a charge are already sorted by party.
                for share in together[0].shares { try take(together[0], share) }
                return
            }
            let rows = together.flatMap { charge in
                let (parties, provider) = (charge.words.parties, charge.key.provider ?? .none)
                return charge.shares.map { (parties[charge.party(ofShareAt: $0)], provider, charge, $0) }
            }.sorted { ($0.0, $0.1) < ($1.0, $1.1) }
            for (_, _, charge, share) in rows { try take(charge, share) }
        }
        for charge in charges {
            if let first = together.first, !charge.differsOnlyByProvider(from: first) {
                try takeAll()
                together.removeAll(keepingCapacity: true)
            }
            together.append(charge)
        }
        try takeAll()
    }

    /// The cells that rows of shares have in common, written once.
    private struct ShareCells {
        private let report: PeriodReport
        private var charge: PackedCharge?
        private var chargeCells: [UInt8] = []
        private var words: ChargeWords?
        /// By the party's place in `words`.
        private var parties: [(name: [UInt8], withRole: [UInt8])] = []

        init(_ report: PeriodReport) { self.report = report }

        mutating func cells(of charge: PackedCharge) -> [UInt8] {
            if let known = self.charge, known.isSame(as: charge) { return chargeCells }
            self.charge = charge
            chargeCells = CSVTable.cells([
                .text(charge.stream.rawValue), .text(charge.app), .text(charge.currency.code),
                .text(charge.tariff), .text(charge.period.description),
            ])
            return chargeCells
        }

        mutating func cells(ofShareAt share: Int, _ charge: PackedCharge) -> (name: [UInt8], withRole: [UInt8]) {
            if words !== charge.words {
                words = charge.words
                parties = charge.words.parties.map {
                    (CSVTable.cells([.text($0)]), CSVTable.cells([.text($0), .text(report.role(of: $0))]))
                }
            }
            return parties[charge.party(ofShareAt: share)]
        }
    }

    static func rounding(_ report: PeriodReport, to output: FileOutput) throws(AmountOverflow) {
        var table = CSVTable(
            [
                "stream", "app", "currency", "tariff", "period", "party", "exact", "amount", "difference",
            ], to: output)
        var known = ShareCells(report)
        try forEachShare(of: report.charges) { charge, place throws(AmountOverflow) in
            let (currency, share) = (charge.currency, charge.share(at: place))
            let moved = try Fraction(whole: share.amountMinor).adding(
                share.exact.negated, "rounding of \(charge.tariff) of app \(charge.app)")
            guard !moved.isNothing else { return }
            table.beginRow()
            table.append(cells: known.cells(of: charge))
            table.append(cells: known.cells(ofShareAt: place, charge).name)
            table.append(share.exact, currency)
            table.append(minor: share.amountMinor, currency)
            table.append(moved, currency)
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

    static func parts(_ report: PeriodReport, to output: FileOutput) {
        var table = CSVTable(
            ["stream", "app", "currency", "tariff", "from", "provider", "units", "cost"], to: output)
        report.parts.forEachRow { row in
            table.append([
                .text(row.stream.rawValue), .text(row.app), .text(row.currency.code), .text(row.tariff),
                .number(row.from.description), .text(row.provider), .number(Int(row.units)),
                .number(row.currency.text(minor: row.costMinor)),
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
        report.usage.forEachRow { row in
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
        var accounts: [[UInt8]] = []
        let date = CSVTable.cells([.text(report.journal.date.description)])
        report.journal.forEachEntry { entry in
            let memo = CSVTable.cells([.text(entry.memo)])
            for posting in entry.postings {
                table.beginRow()
                table.append(number: entry.number)
                table.append(cells: date)
                if let number = posting.accountNumber {
                    if number == accounts.count { accounts.append(CSVTable.cells([.text(posting.account.name)])) }
                    table.append(cells: accounts[number])
                } else {
                    table.append(text: posting.account.name)
                }
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
