public import Money
import Rating
public import Rules
public import Vocabulary

/// One side of a journal entry: a debit (positive) or a credit (negative) of an account.
public struct Posting: Hashable, Sendable {
    /// From 1; the postings of one entry add up to 0.
    public var entry: Int
    /// The issue date of the period.
    public var date: CivilDate
    /// For instance `entitled:iso-lagos`, the id percent-encoded.
    public var account: String
    public var currency: Currency
    /// Debits are positive, credits negative.
    public var amountMinor: Int64
    public var memo: String
}

/// The period as double entries.
///
/// An invoice debits `receivable:<app>` with its total and credits `tax:<issuer>` and `invoiced:<issuer>`. A charge
/// debits `collected:<collector>` with its amount and credits `entitled:<party>` with each share: the balances of these
/// accounts are the columns of `positions.csv`.
public enum Journal {
    /// Entries for the invoices, then for the charges, in the order given; all dated on the issue date.
    public static func postings(
        invoices: [Invoice], charges: [SettledCharge], period: Period, under rules: Rules
    ) -> [Posting] {
        let issuer = rules.invoice.issuer.percentEncoded
        var postings: [Posting] = []
        var entry = 0
        func post(_ account: String, _ amount: Int64, _ currency: Currency, _ memo: String) {
            guard amount != 0 else { return }
            postings.append(
                Posting(
                    entry: entry, date: period.dayAfter, account: account, currency: currency, amountMinor: amount,
                    memo: memo))
        }
        for invoice in invoices {
            entry += 1
            let memo = "\(invoice.type == .creditNote ? "credit note" : "invoice") \(invoice.number)"
            post("receivable:\(invoice.app.id.percentEncoded)", invoice.totalMinor, invoice.currency, memo)
            post("invoiced:\(issuer)", -invoice.subtotalMinor, invoice.currency, memo)
            post("tax:\(issuer)", -invoice.taxMinor, invoice.currency, memo)
        }
        for charge in charges where charge.amountMinor != 0 || charge.shares.contains(where: { $0.amountMinor != 0 }) {
            entry += 1
            let memo = "\(charge.key.stream.rawValue) \(charge.period) \(charge.key.tariff) of \(charge.key.app)"
            let collector = charge.collector(under: rules).percentEncoded
            post("collected:\(collector)", charge.amountMinor, charge.currency, memo)
            for share in charge.shares {
                post("entitled:\(share.party.percentEncoded)", -share.amountMinor, charge.currency, memo)
            }
        }
        return postings
    }
}
