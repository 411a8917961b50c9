import Documents
import Ledger
import LedgerFile
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary

/// Explains the line of an entry by hand: what was booked, what it concerns, how it is shared and taxed.
struct EntrySheet {
    let context: ExplainContext
    let explained: ExplainedInvoice
    let line: InvoiceLine
    let charge: SettledCharge

    private var currency: Currency { explained.invoice.currency }

    func sheet(id: String, title: String, party: Identifier?) throws -> Sheet {
        guard let stored = try context.ledger.entry(charge.key.tariff) else {
            throw LedgerError.damaged("there is no entry \(charge.key.tariff)")
        }
        let entry = stored.entry
        var sheet = Sheet(kind: "entry", id: id, title: title)
        sheet.blocks = [
            .facts(
                key: "entry", title: nil,
                [
                    Fact(
                        "invoice",
                        "\(explained.invoice.number), \(InvoiceWords.type(explained.invoice)) of \(explained.period)"),
                    Fact("customer", "\(explained.invoice.app.id), \(explained.invoice.app.name)"),
                    Fact("entry", entry.id.text),
                    Fact("booked_from", "\(stored.file):\(stored.line)"),
                    Fact("concerns", .optional(entry.document)),
                    Fact("reason", entry.reason),
                    Fact("note", entry.note),
                    Fact("date", .optional(entry.date?.description)),
                    Fact("amount", .amount(entry.amountMinor, currency)),
                    Fact("tax", "\(line.tax.id) \(line.tax.rate.text)"),
                    Fact("split", entry.division.word),
                ]),
            .table(try shares(entry, party)),
            .notes(key: "notes", notes(entry)),
        ]
        return sheet
    }

    private func shares(_ entry: HandEntry, _ party: Identifier?) throws -> Table {
        var table = Table(
            key: "shares", title: "Shares", columns: ["party", "role", "billed", "exact", "amount", "mark"])
        let documents = try context.ledger.documents(numbered: Set([entry.document].compactMap { $0 }))
        let billed = entry.document.flatMap { documents[$0]?.shares } ?? []
        for share in charge.shares {
            let was = billed.first { $0.party == share.party }?.amountMinor
            table.rows.append([
                .text(share.party.text), .text(explained.role(of: share.party)),
                entry.division == .asBilled ? .amount(was ?? 0, currency) : .none,
                .decimal(share.exact.text(currency)), .amount(share.amountMinor, currency), .mark(share.party == party),
            ])
        }
        return table
    }

    private func notes(_ entry: HandEntry) -> [String] {
        switch entry.division {
        case .asBilled:
            [
                "Shared in proportion to what each party got of \(entry.document ?? ""), to the minor unit by the largest "
                    + "remainder."
            ]
        case .split(let id): ["Shared by the split \(id) of the rules in force."]
        }
    }
}
