import Money
import Rules
import Vocabulary

/// A charge as the files state it: an entry of the journal and its rows in `settlement.csv`.
struct StatedCharge {
    let key: ShareRow.Key
    /// `nil` for income with an amount of 0: it has shares, but no posting of a collector.
    var collector: Identifier?
    /// The line of its first posting.
    var line: Int
    /// The amount debited to the collector.
    var collected: Int128
    /// Usually a slice of `settlement.csv`, so that no row is in memory twice.
    var shares: ArraySlice<ShareRow>

    /// The line of its first row in `settlement.csv`.
    var firstLine: Int { shares.first?.line ?? 0 }
    var name: String { key.name }
    var shared: Int128 { shares.reduce(0) { $0 + Int128($1.amount) } }
}

/// Checks `journal.csv` by itself and against the invoices, and matches it with `settlement.csv`.
extension Folder {
    /// - Returns: the charges; `nil` if a file can't be read, or if journal and settlement stop matching.
    mutating func checkJournal() -> [StatedCharge]? {
        guard let journal, let invoices, let settlement, let rules, let period else { return nil }
        let name = "journal.csv"
        var sums: [Int64: (sum: Int128, first: Int)] = [:]
        let date = (edition > .first ? period.lastDay : period.dayAfter).description
        var place = 0
        while place < journal.count {
            // The postings of an entry are adjacent, as a rule.
            let (entry, first) = (journal[place].entry, place)
            var sum: Int128 = 0
            while place < journal.count, journal[place].entry == entry {
                sum += Int128(journal[place].amount)
                if !same(journal[place].date, date) {
                    fail(
                        .dates, name, line: journal[place].line, "date", found: journal[place].date, expected: date)
                }
                place += 1
            }
            sums[entry, default: (0, first)].sum += sum
        }
        for (entry, (sum, first)) in sums.filter({ $0.value.sum != 0 }).sorted(by: { $0.key < $1.key }) {
            fail(
                .journalBalance, name, line: journal[first].line, "debits less credits of entry \(entry)",
                found: Arithmetic.text(sum, journal[first].currency), expected: "0")
        }
        let issuer = rules.invoice.issuer.percentEncoded
        var rest = journal[...]
        var entry = Int64(portion?.invoices.lowerBound ?? 0)
        for invoice in invoices {
            entry += 1
            let kind = invoice.type == "credit_note" ? "credit note" : "invoice"
            let number = CSVFile.unguarded(invoice.number) { _ in false }
            for (account, amount) in [
                ("receivable:\(invoice.app.percentEncoded)", Int128(invoice.total)),
                ("invoiced:\(issuer)", -Int128(invoice.subtotal)), ("tax:\(issuer)", -Int128(invoice.tax)),
            ] where amount != 0 {
                let wanted = Wanted(
                    entry: entry, account: account, currency: invoice.currency, amount: amount,
                    memo: "\(kind) \(number)")
                guard take(&rest, wanted) else { return nil }
            }
        }
        if let entries = portion?.entries { entry = entries.lowerBound - 1 }
        return charges(&rest, settlement, entry, rules)
    }

    private struct Wanted {
        var entry: Int64
        var account: String
        var currency: Currency
        var amount: Int128
        var memo: String
    }

    /// Takes the next posting, which must have the wanted entry and account. Its other values are checked.
    ///
    /// - Returns: `false` if it is another posting; then the rest can't be matched.
    private mutating func take(_ rest: inout ArraySlice<PostingRow>, _ wanted: Wanted) -> Bool {
        let name = "journal.csv"
        guard let row = rest.popFirst() else {
            fail(.journal, name, "", "posting", found: "none", expected: "\(wanted.account) of entry \(wanted.entry)")
            return false
        }
        func check(_ what: String, _ found: String, _ expected: String) -> Bool {
            if same(found, expected) { return true }
            fail(.journal, name, line: row.line, what, found: found, expected: expected)
            return false
        }
        _ = check("currency", row.currency.code, wanted.currency.code)
        if Int128(row.amount) != wanted.amount || row.currency != wanted.currency {
            _ = check(
                "amount", Arithmetic.text(Int128(row.amount), row.currency),
                Arithmetic.text(wanted.amount, wanted.currency))
        }
        _ = check("memo", row.memo, CSVFile.guarded(wanted.memo))
        let isEntry = row.entry == wanted.entry || check("entry", String(row.entry), String(wanted.entry))
        return check("account", row.account, wanted.account) && isEntry
    }

    /// Matches the postings after those of invoices with groups of shares that differ only by party and amount.
    ///
    /// A group has one entry, or for income one for each provider.
    private mutating func charges(
        _ rest: inout ArraySlice<PostingRow>, _ settlement: [ShareRow], _ last: Int64, _ rules: Rules
    ) -> [StatedCharge]? {
        let name = "journal.csv"
        var shares = settlement[...]
        var charges: [StatedCharge] = []
        var entry = last
        var parties: [Identifier: Identifier?] = [:]
        while let first = shares.first {
            let key = first.key
            let group = shares.prefix { $0.isOf(key) }
            shares = shares.dropFirst(group.count)
            var entries: [[PostingRow]] = []
            var credited = 0
            while credited < group.count, let posting = rest.first {
                let own = Array(rest.prefix { $0.entry == posting.entry })
                rest = rest.dropFirst(own.count)
                entries.append(own)
                credited += own.count { !Folder.isCollected($0) }
                entry += 1
                if posting.entry != entry {
                    fail(
                        .journal, name, line: posting.line, "entry", found: String(posting.entry),
                        expected: String(entry))
                }
            }
            guard credited == group.count else {
                fail(
                    .journal, name, line: entries.last?.first?.line ?? 0, "shares of \(key)",
                    found: String(credited), expected: "\(group.count), as in settlement.csv")
                return nil
            }
            charges += book(group, key, entries, rules, &parties)
        }
        if let posting = rest.first {
            fail(
                .journal, name, line: posting.line, "entry", found: posting.memo,
                expected: "no charge that is not in settlement.csv")
        }
        return charges
    }

    private static func isCollected(_ posting: PostingRow) -> Bool {
        posting.account.utf8.starts(with: "collected:".utf8)
    }

    /// Assigns the rows of a group to its entries. Rows are taken by party, then in the order of the entries.
    ///
    /// - Parameter parties: the party of each account that was read before.
    private mutating func book(
        _ group: ArraySlice<ShareRow>, _ key: ShareRow.Key, _ entries: [[PostingRow]], _ rules: Rules,
        _ parties: inout [Identifier: Identifier?]
    ) -> [StatedCharge] {
        let name = "journal.csv"
        let memo = key.name
        func wrong(_ row: PostingRow, _ what: String, _ found: String, _ expected: String) {
            if !same(found, expected) { fail(.journal, name, line: row.line, what, found: found, expected: expected) }
        }
        var open = Array(group)
        var charges: [StatedCharge] = []
        for own in entries {
            let collecting = own.filter(Folder.isCollected)
            let collector = key.stream == "income" ? collector(collecting.first, rules) : rules.invoice.issuer
            var charge = StatedCharge(
                key: key, collector: collector, line: own[0].line,
                collected: collecting.reduce(0) { $0 + Int128($1.amount) }, shares: [])
            for (position, row) in own.enumerated() {
                wrong(row, "currency", row.currency.code, key.currency.code)
                wrong(row, "memo", row.memo, memo)
                if Folder.isCollected(row) {
                    let account =
                        position == 0 ? "collected:\(collector?.percentEncoded ?? "")" : "one collector, first"
                    wrong(row, "account", row.account, account)
                    continue
                }
                // The party's first row that no earlier entry has taken.
                let account = Identifier(row.account)
                let party = parties[account] ?? Folder.party(of: row.account)
                parties[account] = .some(party)
                let match = party.flatMap { party in open.firstIndex { $0.party == party } }
                guard let match else {
                    fail(
                        .journal, name, line: row.line, "account", found: row.account,
                        expected: "a party of \(key) in settlement.csv")
                    continue
                }
                let share = open.remove(at: match)
                if -Int128(row.amount) != Int128(share.amount) || row.currency != share.currency {
                    wrong(
                        row, "amount", Arithmetic.text(-Int128(row.amount), row.currency),
                        Arithmetic.text(Int128(share.amount), share.currency))
                }
                if let last = charge.shares.last, last.party >= share.party {
                    wrong(row, "account", row.account, "parties in byte order, each once")
                }
                charge.shares.append(share)
            }
            charges.append(charge)
        }
        for share in open {
            fail(
                .journal, "settlement.csv", line: share.line, "posting of \(share.party)", found: "none in journal.csv",
                expected: Arithmetic.text(Int128(share.amount), share.currency))
        }
        // Usually the shares are the whole group in its order. Then the slice of the table is enough.
        if charges.count == 1, charges[0].shares.elementsEqual(group, by: { $0.line == $1.line }) {
            charges[0].shares = group
        }
        return charges.filter { !$0.shares.isEmpty }
    }

    /// Returns the provider whose account was debited. An adjustment's provider may be gone from the rules.
    private func collector(_ posting: PostingRow?, _ rules: Rules) -> Identifier? {
        guard let posting else { return nil }
        return Identifier(percentEncoded: posting.account.dropFirst("collected:".utf8.count))
    }

    /// Returns the party of an `entitled` account, if its id is encoded as settle writes it.
    private static func party(of account: String) -> Identifier? {
        guard account.utf8.starts(with: "entitled:".utf8),
            let party = Identifier(percentEncoded: account.dropFirst("entitled:".utf8.count)),
            same(account, "entitled:\(party.percentEncoded)")
        else { return nil }
        return party
    }
}

extension ShareRow {
    /// The columns that the rows of one charge have in common.
    struct Key: Hashable, CustomStringConvertible {
        var stream: Identifier
        var app: Identifier
        var currency: Currency
        var tariff: Identifier
        var period: Period

        var description: String { "\(name) in \(currency)" }
        /// As the memos of the journal have it.
        var name: String { "\(stream) \(period) \(tariff) of \(app)" }

        // The other columns tell few charges apart.
        func hash(into hasher: inout Hasher) {
            hasher.combine(app)
            hasher.combine(tariff)
        }
    }

    /// Whether the row belongs to this charge.
    func isOf(_ key: Key) -> Bool {
        app == key.app && tariff == key.tariff && period == key.period && same(stream, key.stream.text)
            && currency == key.currency
    }

    var key: Key { Key(stream: Identifier(stream), app: app, currency: currency, tariff: tariff, period: period) }
}
