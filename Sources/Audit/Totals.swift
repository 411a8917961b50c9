import Money
import Rules
import Vocabulary

/// The sums over the rows of the big tables, with which the small files are compared.
///
/// Each is `nil` if a table that it needs can't be read.
struct Totals: Sendable, Equatable {
    /// A party in a currency, in the order of `positions.csv`.
    struct Account: Hashable, Comparable {
        var currency: Currency
        var party: Identifier

        static func < (a: Account, b: Account) -> Bool { (a.currency, a.party) < (b.currency, b.party) }
    }

    var usage: UsageTotals?
    var invoices: [Currency: InvoiceTotals]?
    var lines: [Currency: LineTotals]?
    /// The shares of each party.
    var entitled: [Account: Int128]?
    var journal: [Currency: JournalTotals]?
    /// What each party collected; `nil` also if journal and settlement do not match.
    var collected: [Account: Int128]?
    /// The currencies of all charges, including charges of 0.
    var chargeCurrencies: Set<Currency> = []

    init() {}

    /// Adds the sums of other rows of the same tables.
    ///
    /// - Complexity: O(keys of `other`).
    mutating func add(_ other: Totals) {
        usage = Totals.merged(usage, other.usage) { $0.add($1) }
        invoices = Totals.merged(invoices, other.invoices) { $0.merge($1) { $0 + $1 } }
        lines = Totals.merged(lines, other.lines) { $0.merge($1) { $0 + $1 } }
        entitled = Totals.merged(entitled, other.entitled) { $0.merge($1) { $0 + $1 } }
        journal = Totals.merged(journal, other.journal) { $0.merge($1) { $0 + $1 } }
        collected = Totals.merged(collected, other.collected) { $0.merge($1) { $0 + $1 } }
        chargeCurrencies.formUnion(other.chargeCurrencies)
    }

    private static func merged<Value>(_ a: Value?, _ b: Value?, _ add: (inout Value, Value) -> Void) -> Value? {
        guard var a, let b else { return nil }
        add(&a, b)
        return a
    }
}

/// The sums of the usage.
struct UsageTotals: Sendable, Equatable {
    /// The number of transactions by outcome.
    var transactions: [Folder.Outcome: Int128] = [:]
    /// The live, final transactions of apps and providers that the rules do not name.
    var unknownApps: [Identifier: Int128] = [:]
    var unknownProviders: [Identifier: Int128] = [:]
    /// The unrated transactions of each app.
    var unrated: [Identifier: Int128] = [:]
    /// The live, pending transactions.
    var pending: [PendingKey: PendingSum] = [:]

    mutating func add(_ other: UsageTotals) {
        transactions.merge(other.transactions) { $0 + $1 }
        unknownApps.merge(other.unknownApps) { $0 + $1 }
        unknownProviders.merge(other.unknownProviders) { $0 + $1 }
        unrated.merge(other.unrated) { $0 + $1 }
        pending.merge(other.pending) { $0 + $1 }
    }
}

/// What rows of `usage.csv` and of `pending.csv` have in common.
struct PendingKey: Hashable, Comparable, Sendable {
    var app: Identifier
    var source: Source
    var provider: Identifier
    var currency: Currency

    static func < (a: PendingKey, b: PendingKey) -> Bool {
        (a.app, a.source.rawValue, a.provider, a.currency) < (b.app, b.source.rawValue, b.provider, b.currency)
    }
}

/// The number and the cost of pending transactions.
struct PendingSum: Sendable, Equatable {
    var transactions: Int128 = 0
    var cost: Int128 = 0

    static func + (a: PendingSum, b: PendingSum) -> PendingSum {
        PendingSum(transactions: a.transactions + b.transactions, cost: a.cost + b.cost)
    }
}

/// The number and the sums of the invoices in one currency.
struct InvoiceTotals: Sendable, Equatable {
    var count: Int128 = 0
    var subtotal: Int128 = 0
    var tax: Int128 = 0
    var total: Int128 = 0

    static func + (a: InvoiceTotals, b: InvoiceTotals) -> InvoiceTotals {
        InvoiceTotals(
            count: a.count + b.count, subtotal: a.subtotal + b.subtotal, tax: a.tax + b.tax, total: a.total + b.total)
    }
}

/// The sums of the lines in one currency.
struct LineTotals: Sendable, Equatable {
    /// The lines that follow from the usage.
    var usage: Int128 = 0
    var all: Int128 = 0

    static func + (a: LineTotals, b: LineTotals) -> LineTotals {
        LineTotals(usage: a.usage + b.usage, all: a.all + b.all)
    }
}

/// The sums of the postings in one currency.
struct JournalTotals: Sendable, Equatable {
    var debits: Int128 = 0
    var credits: Int128 = 0

    static func + (a: JournalTotals, b: JournalTotals) -> JournalTotals {
        JournalTotals(debits: a.debits + b.debits, credits: a.credits + b.credits)
    }
}

extension Folder {
    /// Adds up the rows that are in memory now.
    ///
    /// **Bounds**: an amount has 64 bits and a sum of the usage fewer than 101, so no sum over the rows of a file leaves
    /// 128.
    mutating func addUp(_ filed: [StatedCharge]?) {
        guard let rules else { return }
        totals.usage = usage.map { usageTotals($0, rules) }
        totals.invoices = invoices.map { rows in
            var sums: [Currency: InvoiceTotals] = [:]
            for row in rows {
                sums[row.currency, default: InvoiceTotals()].count += 1
                sums[row.currency, default: InvoiceTotals()].subtotal += Int128(row.subtotal)
                sums[row.currency, default: InvoiceTotals()].tax += Int128(row.tax)
                sums[row.currency, default: InvoiceTotals()].total += Int128(row.total)
            }
            return sums
        }
        totals.lines = lines.map { rows in
            var sums: [Currency: LineTotals] = [:]
            for place in rows.indices {
                let (amount, kind) = (Int128(rows[place].amount), rows[place].kind)
                sums[rows[place].currency, default: LineTotals()].all += amount
                if !["fee", "adjustment", "credit", "debit"].contains(kind) {
                    sums[rows[place].currency, default: LineTotals()].usage += amount
                }
            }
            return sums
        }
        totals.entitled = settlement.map { rows in
            var sums: [Totals.Account: Int128] = [:]
            for place in rows.indices {
                let account = Totals.Account(currency: rows[place].currency, party: rows[place].party)
                sums[account, default: 0] += Int128(rows[place].amount)
            }
            return sums
        }
        totals.collected = filed.map { charges in
            var sums: [Totals.Account: Int128] = [:]
            for charge in charges where charge.collected != 0 {
                let collector = charge.collector ?? rules.invoice.issuer
                sums[Totals.Account(currency: charge.key.currency, party: collector), default: 0] += charge.collected
            }
            return sums
        }
    }

    private func usageTotals(_ rows: [UsageLine], _ rules: Rules) -> UsageTotals {
        var totals = UsageTotals()
        for row in rows {
            let outcome = outcome(of: row)
            totals.transactions[outcome, default: 0] += Int128(row.transactions)
            if outcome == .unrated { totals.unrated[row.app, default: 0] += Int128(max(0, row.transactions)) }
            if outcome == .pending {
                let key = PendingKey(
                    app: row.app, source: row.source, provider: row.provider, currency: row.currency)
                let sum = PendingSum(transactions: Int128(row.transactions), cost: row.cost)
                totals.pending[key] = (totals.pending[key] ?? PendingSum()) + sum
            }
            guard row.mode == .live, row.status.isFinal else { continue }
            if !rules.hasApp(row.app) { totals.unknownApps[row.app, default: 0] += Int128(row.transactions) }
            if rules.provider(named: row.provider) == nil {
                totals.unknownProviders[row.provider, default: 0] += Int128(row.transactions)
            }
        }
        return totals
    }
}
