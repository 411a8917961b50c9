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
        let date = (edition.datesJournalInPeriod ? period.lastDay : period.dayAfter).description
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
        var rest = journal[...]
        var entry = Int64(portion?.invoices.lowerBound ?? 0)
        for invoice in invoices {
            entry += 1
            let kind = invoice.type.replacing("_", with: " ")
            let issuer = (issuer(of: invoice) ?? rules.invoice.issuer).percentEncoded
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
            var entries: [ArraySlice<PostingRow>] = []
            var credited = 0
            while credited < group.count, let posting = rest.first {
                let own = rest.prefix { $0.entry == posting.entry }
                rest = rest.dropFirst(own.count)
                entries.append(own)
                for place in own.indices where !Folder.isCollected(own[place].account) { credited += 1 }
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

    private static func isCollected(_ account: String) -> Bool { account.utf8.starts(with: "collected:".utf8) }

    /// Assigns the rows of a group to its entries. Rows are taken by party, then in the order of the entries.
    ///
    /// - Parameter parties: the party of each account that was read before.
    private mutating func book(
        _ group: ArraySlice<ShareRow>, _ key: ShareRow.Key, _ entries: [ArraySlice<PostingRow>], _ rules: Rules,
        _ parties: inout [Identifier: Identifier?]
    ) -> [StatedCharge] {
        let name = "journal.csv"
        let memo = key.name
        var open = Array(group.indices)
        var charges: [StatedCharge] = []
        for own in entries {
            let charge = stated(key, own, rules)
            var taken: [Int] = []
            for place in own.indices {
                checkPosting(own, place, of: charge, memo)
                if Folder.isCollected(own[place].account) { continue }
                let (line, account) = (own[place].line, Identifier(own[place].account))
                // The party's first row that no earlier entry has taken.
                let party = parties[account] ?? Folder.party(of: account.text)
                parties[account] = .some(party)
                guard let match = party.flatMap({ party in open.firstIndex { group[$0].party == party } }) else {
                    fail(
                        .journal, name, line: line, "account", found: account.text,
                        expected: "a party of \(key) in settlement.csv")
                    continue
                }
                let share = open.remove(at: match)
                let (amount, currency) = (own[place].amount, own[place].currency)
                if -Int128(amount) != Int128(group[share].amount) || currency != group[share].currency {
                    let wanted = Arithmetic.text(Int128(group[share].amount), group[share].currency)
                    let found = Arithmetic.text(-Int128(amount), currency)
                    if !same(found, wanted) {
                        fail(.journal, name, line: line, "amount", found: found, expected: wanted)
                    }
                }
                if let last = taken.last, group[last].party >= group[share].party {
                    fail(
                        .journal, name, line: line, "account", found: account.text,
                        expected: "parties in byte order, each once")
                }
                taken.append(share)
            }
            charges.append(charge)
            // Usually the shares are the whole group in its order. Then the slice of the table is enough.
            charges[charges.count - 1].shares =
                taken.elementsEqual(group.indices) ? group : ArraySlice(taken.map { group[$0] })
        }
        for share in open {
            fail(
                .journal, "settlement.csv", line: group[share].line, "posting of \(group[share].party)",
                found: "none in journal.csv",
                expected: Arithmetic.text(Int128(group[share].amount), group[share].currency))
        }
        return charges.filter { !$0.shares.isEmpty }
    }

    /// Returns the charge of an entry, without its shares.
    private func stated(_ key: ShareRow.Key, _ own: ArraySlice<PostingRow>, _ rules: Rules) -> StatedCharge {
        var (first, collected): (String?, Int128) = (nil, 0)
        for place in own.indices where Folder.isCollected(own[place].account) {
            if first == nil { first = own[place].account }
            collected += Int128(own[place].amount)
        }
        return StatedCharge(
            key: key,
            collector: (key.stream == "income" ? nil : invoicedCollector(key)) ?? first.flatMap(Folder.collector),
            line: own.first?.line ?? 0, collected: collected, shares: [])
    }

    /// Who collects an invoiced charge; `nil` if it can't be told.
    private func invoicedCollector(_ key: ShareRow.Key) -> Identifier? {
        if key.period == period, let entry = entry(key.tariff, AppCurrency(app: key.app, currency: key.currency)) {
            return issuer(of: entry)
        }
        return collector(of: key.period)
    }

    /// Checks what a posting of a charge's entry has in common with the others; of a collector's also the account.
    private mutating func checkPosting(
        _ own: ArraySlice<PostingRow>, _ place: Int, of charge: StatedCharge, _ memo: String
    ) {
        func check(_ what: String, _ found: String, _ expected: String) {
            if !same(found, expected) {
                fail(.journal, "journal.csv", line: own[place].line, what, found: found, expected: expected)
            }
        }
        check("currency", own[place].currency.code, charge.key.currency.code)
        check("memo", own[place].memo, memo)
        if Folder.isCollected(own[place].account) {
            let isFirst = place == own.startIndex
            check(
                "account", own[place].account,
                isFirst ? "collected:\(charge.collector?.percentEncoded ?? "")" : "one collector, first")
        }
    }

    /// Returns the provider whose account was debited. An adjustment's provider may be gone from the rules.
    private static func collector(_ account: String) -> Identifier? {
        Identifier(percentEncoded: account.dropFirst("collected:".utf8.count))
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
