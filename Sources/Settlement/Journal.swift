package import Money
import Rating
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
    /// The number of the account in this reading of the journal, from 0, in the order of first postings; `nil` for the
    /// account of an app, of which there is one for each.
    package var accountNumber: Int?
    package var amountMinor: Int64
}

/// The postings for one invoice or one charge. Their amounts add up to 0.
package struct JournalEntry: Hashable, Sendable {
    /// From 1.
    package var number: Int
    package var currency: Currency
    /// The beginning of the memo, which many entries have in common, and the rest.
    fileprivate let memoHead: String
    fileprivate let memoRest: String
    package var postings: [Posting]

    /// The document or charge that the entry is about, in words.
    package var memo: String { memoHead + memoRest }
}

/// The journal of a period, in double entry.
///
/// An invoice debits `receivable:<app>` with its total and credits `tax:<issuer>` and `invoiced:<issuer>`. A charge
/// debits `collected:<collector>` with its amount and credits `entitled:<party>` with each share. So the balances of
/// `collected` and `entitled` are the columns of `positions.csv`.
package struct Journal: Sendable {
    private let invoices: Invoices
    private let charges: PackedCharges
    private let issuers: Issuers
    /// The date of every entry: the last day of the period, on which it was earned. In the first edition, the issue date.
    package let date: CivilDate

    /// Makes a journal with entries for the invoices, then for the charges, in the order given.
    package init(
        invoices: Invoices, charges: PackedCharges, period: Period, under rules: Rules, _ issuers: Issuers
    ) {
        self.invoices = invoices
        self.charges = charges
        self.issuers = issuers
        date = rules.edition.datesJournalInPeriod ? period.lastDay : period.dayAfter
    }

    /// Calls `take` with each entry, in order.
    ///
    /// Entries are made one at a time, as they are read. All of them would take many times the memory of the charges.
    package func forEachEntry(_ take: (JournalEntry) -> Void) {
        var reading = Reading(issuers)
        for invoice in invoices.heads { reading.take(invoice, take) }
        for charge in charges { reading.take(charge, take) }
    }
}

/// Makes the entries of a journal one after the other.
private struct Reading {
    private struct Known {
        let account: Account
        let number: Int
    }

    private let issuers: Issuers
    private var numbers: [Account: Int] = [:]
    private var count = 0
    /// Those of the entry that is made.
    private var postings: [Posting] = []

    // What is known of the words of the charges: for each entry its memo and collector, for each party its account.
    private var words: ChargeWords?
    private var memos: [String?] = []
    private var collectors: [Known?] = []
    private var parties: [Known?] = []

    init(_ issuers: Issuers) { self.issuers = issuers }

    mutating func take(_ invoice: InvoiceHead, _ take: (JournalEntry) -> Void) {
        let issuer = invoice.issuer
        post(invoice.totalMinor, to: .receivable(app: invoice.app.id), nil)
        if invoice.subtotalMinor != 0 {
            let invoiced = known(.invoiced(issuer: issuer))
            post(-invoice.subtotalMinor, to: invoiced.account, invoiced.number)
        }
        if invoice.taxMinor != 0 {
            let tax = known(.tax(issuer: issuer))
            post(-invoice.taxMinor, to: tax.account, tax.number)
        }
        end(invoice.currency, "\(invoice.type.words) ", invoice.number, take)
    }

    /// Makes no entry if the amount and all shares are 0.
    mutating func take(_ charge: PackedCharge, _ take: (JournalEntry) -> Void) {
        if words !== charge.words { begin(charge.words) }
        let place = charge.entryPlace
        if charge.amountMinor != 0 {
            let collector = collectors[place] ?? known(.collected(party: issuers.collector(of: charge)))
            collectors[place] = collector
            post(charge.amountMinor, to: collector.account, collector.number)
        }
        for share in charge.shares {
            let amount = charge.amountMinor(ofShareAt: share)
            guard amount != 0 else { continue }
            let place = charge.party(ofShareAt: share)
            let party = parties[place] ?? known(.entitled(party: charge.words.parties[place]))
            parties[place] = party
            post(-amount, to: party.account, party.number)
        }
        guard !postings.isEmpty else { return }
        let head = memos[place] ?? "\(charge.stream.rawValue) \(charge.period) \(charge.tariff) of "
        memos[place] = head
        end(charge.currency, head, charge.app.text, take)
    }

    private mutating func begin(_ words: ChargeWords) {
        self.words = words
        memos = Array(repeating: nil, count: words.entries.count)
        collectors = Array(repeating: nil, count: words.entries.count)
        parties = Array(repeating: nil, count: words.parties.count)
    }

    private mutating func known(_ account: Account) -> Known {
        let number = numbers[account] ?? numbers.count
        numbers[account] = number
        return Known(account: account, number: number)
    }

    private mutating func post(_ amountMinor: Int64, to account: Account, _ number: Int?) {
        guard amountMinor != 0 else { return }
        postings.append(Posting(account: account, accountNumber: number, amountMinor: amountMinor))
    }

    private mutating func end(
        _ currency: Currency, _ memoHead: String, _ memoRest: String, _ take: (JournalEntry) -> Void
    ) {
        count += 1
        take(
            JournalEntry(
                number: count, currency: currency, memoHead: memoHead, memoRest: memoRest, postings: postings))
        postings.removeAll(keepingCapacity: true)
    }
}
