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
    ) -> Postings {
        Postings(invoices: invoices, charges: charges, date: period.dayAfter, rules: rules)
    }
}

/// Postings in the order of their entries. They are made while they are gone through, one entry at a time: there are
/// several for each share, with texts that say no more than the invoices and charges do.
public struct Postings: Sequence, Sendable {
    let invoices: [Invoice]
    let charges: [SettledCharge]
    /// Of all of them.
    public let date: CivilDate
    let rules: Rules

    public func makeIterator() -> Iterator { Iterator(self) }

    public struct Iterator: IteratorProtocol {
        private let postings: Postings
        private let issuer: String
        private var nextInvoice = 0
        private var nextCharge = 0
        private var entry = 0
        /// The postings of the entry, the next one last.
        private var open: [Posting] = []
        /// The accounts of the parties.
        private var entitled: [Identifier: String] = [:]
        private var collected: [Identifier: String] = [:]

        init(_ postings: Postings) {
            self.postings = postings
            issuer = postings.rules.invoice.issuer.percentEncoded
        }

        public mutating func next() -> Posting? {
            while open.isEmpty {
                if nextInvoice < postings.invoices.count {
                    post(postings.invoices[nextInvoice])
                    nextInvoice += 1
                } else if nextCharge < postings.charges.count {
                    post(postings.charges[nextCharge])
                    nextCharge += 1
                } else {
                    return nil
                }
                open.reverse()
            }
            return open.popLast()
        }

        private mutating func post(_ invoice: Invoice) {
            entry += 1
            let memo = "\(invoice.type == .creditNote ? "credit note" : "invoice") \(invoice.number)"
            post("receivable:\(invoice.app.id.percentEncoded)", invoice.totalMinor, invoice.currency, memo)
            post("invoiced:\(issuer)", -invoice.subtotalMinor, invoice.currency, memo)
            post("tax:\(issuer)", -invoice.taxMinor, invoice.currency, memo)
        }

        private mutating func post(_ charge: SettledCharge) {
            guard charge.amountMinor != 0 || charge.shares.contains(where: { $0.amountMinor != 0 }) else { return }
            entry += 1
            let memo = "\(charge.key.stream.rawValue) \(charge.period) \(charge.key.tariff) of \(charge.key.app)"
            let collector = charge.collector(under: postings.rules)
            post(
                Iterator.account("collected", collector, &collected), charge.amountMinor, charge.currency, memo)
            for share in charge.shares {
                let account = Iterator.account("entitled", share.party, &entitled)
                post(account, -share.amountMinor, charge.currency, memo)
            }
        }

        private mutating func post(_ account: String, _ amount: Int64, _ currency: Currency, _ memo: String) {
            guard amount != 0 else { return }
            open.append(
                Posting(
                    entry: entry, date: postings.date, account: account, currency: currency, amountMinor: amount,
                    memo: memo))
        }

        /// A party's account, encoded once.
        private static func account(
            _ kind: String, _ party: Identifier, _ known: inout [Identifier: String]
        ) -> String {
            if let account = known[party] { return account }
            let account = "\(kind):\(party.percentEncoded)"
            known[party] = account
            return account
        }
    }
}
