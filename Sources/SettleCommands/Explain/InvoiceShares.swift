import Ledger
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// The charges of an app in a currency, each with its shares.
enum InvoiceShares {
    struct Owner {
        var key: ChargeKey
        var period: Period
        var amountMinor: Int64
    }

    static func all(
        _ context: ExplainContext, _ explained: ExplainedInvoice, _ stream: Rating.Stream = .invoice
    ) throws -> [(charge: Owner, shares: [Share])] {
        let worked = try context.worked(explained)
        let currency = explained.invoice.currency
        if let missing = worked.overflows.first(where: { $0.key.stream == stream && $0.currency == currency }) {
            throw missing.cause
        }
        let splitter = Splitter(explained.rules.rules)
        var all: [(charge: Owner, shares: [Share])] = []
        for charge in worked.charges(stream, currency) where explained.isOfSupplies {
            let owner = Owner(key: charge.key, period: explained.period, amountMinor: charge.amountMinor)
            all.append((owner, try splitter.shares(of: charge)))
        }
        for charge in explained.adjustments + explained.entries
        where charge.key.stream == stream && explained.carries(charge) {
            all.append((Owner(key: charge.key, period: charge.period, amountMinor: charge.amountMinor), charge.shares))
        }
        return all
    }
}

extension ExplainContext {
    /// The period from which an invoice was worked out.
    func worked(_ explained: ExplainedInvoice) throws -> WorkedPeriod {
        if let known = explained.known { return known }
        return try worked(explained.period, app: explained.invoice.app.id, under: explained.rules, at: explained.moment)
    }
}

extension WorkedPeriod {
    /// The charges of a stream in a currency.
    func charges(_ stream: Rating.Stream, _ currency: Currency) -> [Charge] {
        charges.filter { $0.key.stream == stream && $0.currency == currency }
    }
}
