import Documents
import Ledger
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// Explains a party's share of one charge, or of all charges of an invoice.
struct ShareSheet {
    let context: ExplainContext
    let explained: ExplainedInvoice
    let party: Identifier

    private var currency: Currency { explained.invoice.currency }

    /// The party's share of the charge that contains a line.
    func sheet(of line: InvoiceLine, calls: Bool) throws -> Sheet {
        let id = "\(explained.invoice.number):\(line.number):\(party)"
        if line.charge.kind == .adjustment {
            guard let adjustment = explained.adjustment(of: line) else { preconditionFailure("no adjustment \(id)") }
            try refuseStranger(adjustment.shares.map(\.party), of: line)
            let amount = adjustment.shares.first { $0.party == party }?.amountMinor ?? 0
            return try AdjustmentSheet(context: context, explained: explained, adjustment: adjustment)
                .sheet(
                    id: id, title: title(id, amount, "the \(line.description)"), party: party,
                    calls: calls)
        }
        if let entry = explained.entry(of: line) {
            try refuseStranger(entry.shares.map(\.party), of: line)
            let amount = entry.shares.first { $0.party == party }?.amountMinor ?? 0
            return try EntrySheet(context: context, explained: explained, line: line, charge: entry)
                .sheet(id: id, title: title(id, amount, "the entry \(line.tariff)"), party: party)
        }
        let workings = try LineSheet(context: context, explained: explained, line: line).workings()
        let split = try SplitTable(workings.charge, explained.rules)
        let shares = try Splitter(explained.rules.rules).shares(of: workings.charge)
        try refuseStranger(shares.map(\.party), of: line)
        let share = shares.first { $0.party == party }
        var sheet = Sheet(
            kind: "share", id: id, title: title(id, share?.amountMinor ?? 0, "the charge \(line.tariff)"))
        sheet.blocks = [
            .facts(key: "share", title: nil, facts(workings, split.trace, share)),
            .table(workings.lines(of: explained.invoice)),
        ]
        sheet.blocks += split.blocks(marking: party)
        sheet.blocks += [
            .table(try split.shares()),
            .table(try LaterKnowledge(context: context, explained: explained).table(of: line.tariff)),
            .notes(key: "notes", InvoiceWords.notes(explained)),
        ]
        if calls {
            let list = LineCalls(context: context, worked: workings.worked, charge: workings.charge)
            sheet.blocks.append(.table(try list.table(of: nil)))
        }
        return sheet
    }

    private func facts(_ workings: LineWorkings, _ trace: SplitTrace, _ share: Share?) -> [Fact] {
        let own = trace.nodes.filter { $0.target == .party(party) }
        let sum = own.map { currency.text(minor: $0.amountMinor) }.joined(separator: " + ")
        let odd = own.reduce(Int64(0)) { $0 + ($1.limit == nil ? $1.oddMinor : 0) }
        let exact = share?.exact ?? .zero
        return partyFacts + [
            Fact("tariff", workings.charge.key.tariff.text),
            Fact("rule", workings.rule),
            Fact("charge", .amount(workings.charge.amountMinor, currency)),
            Fact("steps", "\(sum) (marked < below)"),
            Fact("exact", .fraction(exact, currency)),
            Fact("odd_units", .amount(odd, currency)),
            Fact("amount", .amount(share?.amountMinor ?? 0, currency)),
        ]
    }

    private var partyFacts: [Fact] {
        let known = explained.rules.rules.party(party)
        return [
            Fact("party", party.text), Fact("role", explained.role(of: party)), Fact("name", known?.name ?? ""),
            Fact(
                "invoice", "\(explained.invoice.number), \(InvoiceWords.type(explained.invoice)) of \(explained.period)"
            ),
        ]
    }

    private func title(_ id: String, _ amount: Int64, _ of: String) -> String {
        "\(id): \(party) gets \(currency.text(minor: amount)) \(currency) of \(of)"
    }

    /// The party's shares of the whole invoice, charge by charge.
    func sheet() throws -> Sheet {
        let number = explained.invoice.number
        let all = try InvoiceShares.all(context, explained)
        try refuseStranger(all.flatMap { $0.shares.map(\.party) }, of: nil)
        var table = Table(
            key: "charges", title: "Charge by charge (explain \(number):<line>:\(party) shows the steps)",
            columns: ["tariff", "period", "line", "charge", "exact", "amount"])
        var total: Int64 = 0
        for (charge, shares) in all {
            guard let share = shares.first(where: { $0.party == party }) else { continue }
            total = try total.adding(share.amountMinor, "shares of \(party)")
            let line = explained.invoice.lines.first {
                $0.tariff == charge.key.tariff && $0.period == charge.period
            }
            table.rows.append([
                .text(charge.key.tariff.text), .text(charge.period.description),
                line.map { .integer(Int64($0.number)) } ?? .none, .amount(charge.amountMinor, currency),
                .fraction(share.exact, currency), .amount(share.amountMinor, currency),
            ])
        }
        var sheet = Sheet(
            kind: "share", id: number, title: title(number, total, InvoiceWords.type(explained.invoice) + " charges"))
        sheet.blocks = [
            .facts(
                key: "share", title: nil,
                partyFacts + [
                    Fact("subtotal", .amount(explained.invoice.subtotalMinor, currency)),
                    Fact("amount", .amount(total, currency)),
                ]), .table(table), .notes(key: "notes", InvoiceWords.notes(explained)),
        ]
        return sheet
    }

    private func refuseStranger(_ parties: [Identifier], of line: InvoiceLine?) throws {
        guard !parties.contains(party) else { return }
        let id = explained.invoice.number + (line.map { ":\($0.number)" } ?? "")
        let names = Set(parties).sorted().map(\.text).joined(separator: ", ")
        throw Failure(.data, "\(party) has no share of \(id). Its parties: \(names).")
    }
}
