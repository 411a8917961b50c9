import Ledger
import Rules
import RulesFile
import Settlement
import Vocabulary

/// The meaning of an id on the command line.
enum ExplainedID {
    case invoice(ExplainedInvoice)
    case line(ExplainedInvoice, Int)
    case share(ExplainedInvoice, Int, Identifier)
    /// The income that providers collected themselves under an entry, for the invoice's app, currency and period.
    case income(ExplainedInvoice, Identifier)
    /// A `request_ref`, a Paylink id or a `transaction_ref`.
    case reference(Identifier)

    /// Finds what an id means. Numbers, apps and parties may contain colons, so the longest prefix that is an invoice
    /// counts.
    static func resolve(_ id: String, _ context: ExplainContext, period: Period?) throws -> ExplainedID {
        let ends = [id.endIndex] + id.indices.filter { id[$0] == ":" }.reversed()
        for end in ends {
            guard let invoice = try context.invoice(String(id[..<end]), period: period) else { continue }
            if end == id.endIndex { return .invoice(invoice) }
            let entry = Identifier(String(id[id.index(after: end)...]))
            if Int(entry.text) == nil, invoice.rules.rules.income.contains(where: { $0.id == entry }) {
                return .income(invoice, entry)
            }
            let rest = entry.text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard let number = rest.first.flatMap({ Int($0) }) else { continue }
            return rest.count == 1 ? .line(invoice, number) : .share(invoice, number, Identifier(String(rest[1])))
        }
        return .reference(Identifier(id))
    }
}

/// Messages for an id that is not found, with similar ids that may be meant.
enum ExplainHints {
    static func unknown(_ id: String, _ context: ExplainContext, period: Period?) throws -> Failure {
        let invoice = id.split(separator: ":", maxSplits: 1).first.map(String.init) ?? id
        var names = try context.ledger.issuedNumbers()
        var message = "\(id) is not an invoice, an invoice line or a call's reference in \(context.options.database)."
        if id.hasPrefix("DRAFT-") {
            if let period, context.closing(of: period) != nil {
                message += " \(period) is closed: its invoices have numbers."
            } else if let open = try period ?? context.earliestOpenPeriod() {
                names += try context.draftNames(of: open)
                message += " Drafts were looked for in \(open)\(period == nil ? "; --period names another" : "")."
            } else {
                message += " No period is open."
            }
        }
        let near = Nearest.names(to: invoice, among: names)
        let refs = Nearest.names(to: id, among: try context.ledger.refs(like: Identifier(id)))
        let hints = (near + refs).map { "`\($0)`" }
        if !hints.isEmpty { message += " Did you mean \(hints.joined(separator: ", "))?" }
        return Failure(.data, message)
    }

    static func noLine(_ number: Int, of explained: ExplainedInvoice) -> Failure {
        let invoice = explained.invoice
        return Failure(
            .data, "\(invoice.number) has no line \(number): its lines are 1 to \(invoice.lines.count).")
    }
}
