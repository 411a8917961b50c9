import Ledger
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary
import Workflow

/// Late knowledge about a closed month's charges: adjustments already booked, and those that the next close will book.
struct LaterKnowledge {
    let context: ExplainContext
    let explained: ExplainedInvoice

    /// - Parameter tariff: only this charge; `nil` for all charges of the invoice.
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
            let number =
                try booking.document
                ?? context.ledger.invoiceNumber(
                    period: booking.closing.period, app: invoice.app.id, currency: invoice.currency)
            table.rows.append([
                .text(booking.charge.key.tariff.text), .amount(booking.charge.amountMinor, invoice.currency),
                .text(
                    booking.charge.lines.isEmpty
                        ? "the settlement of \(booking.closing.period): only shares change"
                        : number ?? booking.closing.period.description),
            ])
        }
        let waiting = try LateKnowledge(store: context.ledger, rules: nil)
            .adjustments(of: closing.period).charges
        for charge in waiting where charge.period == closing.period && concerns(charge) {
            table.rows.append([
                .text(charge.key.tariff.text), .amount(charge.amountMinor, invoice.currency),
                .text("waits for the next close\(charge.lines.isEmpty ? ": only shares change" : "")"),
            ])
        }
        return table
    }
}
