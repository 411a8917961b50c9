import Documents
import Ledger
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// Explains a line: its rule, its units, the arithmetic, the rounding, the shares.
struct LineSheet {
    let context: ExplainContext
    let explained: ExplainedInvoice
    let line: InvoiceLine

    private var invoice: Invoice { explained.invoice }
    private var id: String { "\(invoice.number):\(line.number)" }

    private var title: String {
        "\(id): " + (line.charge.kind == .adjustment ? "" : "\(line.charge.kind.rawValue), ")
            + "\(line.description): "
            + "\(invoice.currency.text(minor: line.charge.amountMinor)) \(invoice.currency)"
    }

    func sheet(calls: Bool) throws -> Sheet {
        guard line.charge.kind != .adjustment else {
            guard let adjustment = explained.adjustment(of: line) else { preconditionFailure("no adjustment \(id)") }
            return try AdjustmentSheet(context: context, explained: explained, adjustment: adjustment)
                .sheet(id: id, title: title, party: nil, calls: calls)
        }
        if let entry = explained.entry(of: line) {
            return try EntrySheet(context: context, explained: explained, line: line, charge: entry)
                .sheet(id: id, title: title, party: nil)
        }
        let workings = try workings()
        let split = try SplitTable(workings.charge, explained.rules)
        var sheet = Sheet(kind: "line", id: id, title: title)
        sheet.blocks = [
            .facts(key: "line", title: nil, try facts(workings)),
            .table(try workings.transactions()),
            .table(workings.lines(of: invoice)),
        ]
        sheet.blocks += split.blocks()
        sheet.blocks += [
            .table(try split.shares()),
            .table(try LaterKnowledge(context: context, explained: explained).table(of: line.tariff)),
            .notes(key: "notes", InvoiceWords.notes(explained)),
        ]
        if calls {
            let list = LineCalls(context: context, worked: workings.worked, charge: workings.charge)
            sheet.blocks.append(.table(try list.table(of: line.charge)))
        }
        return sheet
    }

    /// The charge that contains the line, with the line's position in it.
    func workings() throws -> LineWorkings {
        let worked = try context.worked(explained)
        guard let key = explained.key(of: line), let charge = worked.charge(key) else {
            preconditionFailure("no charge of \(id)")
        }
        let own = invoice.lines.filter { $0.tariff == line.tariff && $0.charge.kind != .adjustment }
        return LineWorkings(
            worked: worked, charge: charge, position: own.firstIndex { $0.number == line.number } ?? 0)
    }

    private func facts(_ workings: LineWorkings) throws -> [Fact] {
        [
            Fact("invoice", "\(invoice.number), \(InvoiceWords.type(invoice)) of \(explained.period)"),
            Fact("customer", "\(invoice.app.id), \(invoice.app.name)"),
            Fact("kind", line.charge.kind.rawValue),
            Fact("tier", line.charge.tier.map { .integer(Int64($0)) } ?? .none),
            Fact("tariff", line.tariff.text),
            Fact("rule", workings.rule),
            Fact("terms", workings.terms),
            Fact("matches", workings.tariff.map { MatchWords.conditions($0) } ?? ""),
            Fact("units", try workings.units()),
            Fact("arithmetic", try workings.arithmetic()),
            Fact("exact", .exact(try workings.exact(), invoice.currency)),
            Fact("rounding", workings.rounding),
            Fact("amount", .amount(line.charge.amountMinor, invoice.currency)),
        ]
    }
}
