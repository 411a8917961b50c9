package import Money
package import Rating
package import Rules
package import Vocabulary

/// An account of the journal. Its name contains the owner's id, percent-encoded, as in `entitled:iso-lagos`.
package enum Account: Hashable, Sendable {
    /// The amount an app owes for its invoices.
    case receivable(app: Identifier)
    /// The amount the issuer has invoiced, without tax.
    case invoiced(issuer: Identifier)
    case tax(issuer: Identifier)
    /// The money a party received: the issuer's invoices and fees, a provider's income.
    case collected(party: Identifier)
    /// The sum of a party's shares.
    case entitled(party: Identifier)

    package var name: String {
        switch self {
        case .receivable(let app): "receivable:\(app.percentEncoded)"
        case .invoiced(let issuer): "invoiced:\(issuer.percentEncoded)"
        case .tax(let issuer): "tax:\(issuer.percentEncoded)"
        case .collected(let party): "collected:\(party.percentEncoded)"
        case .entitled(let party): "entitled:\(party.percentEncoded)"
        }
    }
}

/// One side of a journal entry: a debit (positive) or a credit (negative) to an account, in minor units; never 0.
package struct Posting: Hashable, Sendable {
    package var account: Account
    package var amountMinor: Int64
}

/// The postings for one invoice or one charge. Their amounts add up to 0.
package struct JournalEntry: Hashable, Sendable {
    /// From 1.
    package var number: Int
    package var currency: Currency
    package var subject: Subject
    package var postings: [Posting]

    /// The document or charge that an entry is about.
    package enum Subject: Hashable, Sendable {
        case document(InvoiceType, number: String)
        case charge(ChargeKey, Period)
    }

    /// The subject in words.
    package var memo: String {
        switch subject {
        case .document(.creditNote, let number): "credit note \(number)"
        case .document(.invoice, let number): "invoice \(number)"
        case .charge(let key, let period): "\(key.stream.rawValue) \(period) \(key.tariff) of \(key.app)"
        }
    }
}

/// The journal of a period, in double entry.
///
/// An invoice debits `receivable:<app>` with its total and credits `tax:<issuer>` and `invoiced:<issuer>`. A charge
/// debits `collected:<collector>` with its amount and credits `entitled:<party>` with each share. So the balances of
/// `collected` and `entitled` are the columns of `positions.csv`.
package struct Journal: Sequence, Sendable {
    private let invoices: [Invoice]
    private let charges: [SettledCharge]
    private let rules: Rules
    /// The date of every entry: the last day of the period, on which it was earned. In the first edition, the issue date.
    package let date: CivilDate

    /// Makes a journal with entries for the invoices, then for the charges, in the order given.
    ///
    /// Entries are made one at a time, as they are read. All of them would take many times the memory of the charges.
    package init(invoices: [Invoice], charges: [SettledCharge], period: Period, under rules: Rules) {
        self.invoices = invoices
        self.charges = charges
        self.rules = rules
        date = rules.edition > .first ? period.lastDay : period.dayAfter
    }

    package func makeIterator() -> Iterator { Iterator(journal: self) }

    /// Makes the entries one at a time, numbered from 1.
    package struct Iterator: IteratorProtocol {
        fileprivate let journal: Journal
        private var nextInvoice = 0
        private var nextCharge = 0
        private var number = 0

        fileprivate init(journal: Journal) { self.journal = journal }

        package mutating func next() -> JournalEntry? {
            if nextInvoice < journal.invoices.count {
                nextInvoice += 1
                number += 1
                return journal.entry(number, of: journal.invoices[nextInvoice - 1])
            }
            while nextCharge < journal.charges.count {
                nextCharge += 1
                if let entry = journal.entry(number + 1, of: journal.charges[nextCharge - 1]) {
                    number += 1
                    return entry
                }
            }
            return nil
        }
    }

    private func entry(_ number: Int, of invoice: Invoice) -> JournalEntry {
        let issuer = rules.invoice.issuer
        return JournalEntry(
            number: number, currency: invoice.currency,
            subject: .document(invoice.type, number: invoice.number),
            postings: [
                Posting(account: .receivable(app: invoice.app.id), amountMinor: invoice.totalMinor),
                Posting(account: .invoiced(issuer: issuer), amountMinor: -invoice.subtotalMinor),
                Posting(account: .tax(issuer: issuer), amountMinor: -invoice.taxMinor),
            ].filter { $0.amountMinor != 0 })
    }

    /// - Returns: `nil` if the amount and all shares are 0.
    private func entry(_ number: Int, of charge: SettledCharge) -> JournalEntry? {
        var postings: [Posting] = []
        postings.reserveCapacity(charge.shares.count + 1)
        if charge.amountMinor != 0 {
            postings.append(
                Posting(account: .collected(party: charge.collector(under: rules)), amountMinor: charge.amountMinor))
        }
        for share in charge.shares where share.amountMinor != 0 {
            postings.append(Posting(account: .entitled(party: share.party), amountMinor: -share.amountMinor))
        }
        guard !postings.isEmpty else { return nil }
        return JournalEntry(
            number: number, currency: charge.currency,
            subject: .charge(charge.key, charge.period), postings: postings)
    }
}
