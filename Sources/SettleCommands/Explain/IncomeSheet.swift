import Documents
import Ledger
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// Explains income: what each provider collected itself under an entry, for an invoice's app, currency and period.
struct IncomeSheet {
    let context: ExplainContext
    let explained: ExplainedInvoice
    let entry: Identifier

    private var currency: Currency { explained.invoice.currency }

    /// One sheet for each provider, because each has its own charge.
    func sheets(party: Identifier?, calls: Bool) throws -> [Sheet] {
        let worked = try context.worked(explained)
        if let missing = worked.overflows.first(where: { $0.key.stream == .income && $0.key.tariff == entry }) {
            throw missing.cause
        }
        let charges = worked.charges(.income, currency).filter { $0.key.tariff == entry }
        guard !charges.isEmpty else {
            throw Failure(
                .data,
                "No call of \(explained.invoice.app.id) fell under the income entry \(entry) in \(explained.period).")
        }
        return try charges.map { try sheet(worked, $0, party: party, calls: calls) }
    }

    private func sheet(
        _ worked: WorkedPeriod, _ charge: Charge, party: Identifier?, calls: Bool
    ) throws -> Sheet {
        let id = "\(explained.invoice.number):\(entry)"
        let provider = charge.key.provider?.text ?? ""
        let split = try SplitTable(charge, explained.rules)
        var sheet = Sheet(
            kind: "income", id: id,
            title: "\(id): \(provider) collected \(currency.text(minor: charge.amountMinor)) \(currency)")
        let workings = charge.lines.indices.map { LineWorkings(worked: worked, charge: charge, position: $0) }
        sheet.blocks = [
            .facts(key: "income", title: nil, try facts(charge, workings)),
            .table(try transactions(workings)),
            .table(lines(charge)),
        ]
        sheet.blocks += split.blocks(marking: party)
        sheet.blocks += [.table(try split.shares()), .notes(key: "notes", notes)]
        if calls {
            let list = LineCalls(context: context, worked: worked, charge: charge)
            sheet.blocks.append(.table(try list.table(of: nil)))
        }
        return sheet
    }

    private func facts(_ charge: Charge, _ workings: [LineWorkings]) throws -> [Fact] {
        let first = workings.first
        return [
            Fact("app", "\(explained.invoice.app.id), \(explained.invoice.app.name)"),
            Fact("period", "\(explained.period)"),
            Fact("provider", .optional(charge.key.provider?.text)),
            Fact("entry", entry.text),
            Fact("rule", .optional(first?.rule)),
            Fact("terms", .optional(first?.terms)),
            Fact("matches", .optional(first?.tariff.map { MatchWords.conditions($0) })),
            Fact("units", .integer(charge.units)),
            Fact("amount", .amount(charge.amountMinor, currency)),
        ]
    }

    private func transactions(_ workings: [LineWorkings]) throws -> Table {
        let usage = workings.first { $0.line.kind == .usage }
        return try usage?.transactions() ?? Table(key: "transactions", title: "", columns: [])
    }

    private func lines(_ charge: Charge) -> Table {
        var table = Table(
            key: "charge_lines", title: "The charge, as an invoice would have it",
            columns: ["kind", "tier", "quantity", "unit", "unit_price", "exact", "amount"])
        table.rows = charge.lines.map { LineCells.of($0, currency) }
        return table
    }

    private var notes: [String] {
        [
            "The provider collected this itself, call by call: it is on no invoice, and its shares go through the "
                + "settlement with it as the collector."
        ]
    }
}
