import Money
import Rules
import Vocabulary

/// A charge as the files have it: an entry of the journal and its rows of `settlement.csv`.
struct FiledCharge {
    var stream: String
    var app: Identifier
    var currency: Currency
    var tariff: Identifier
    var period: Period
    /// `nil` of income that comes to nothing: it has shares and no collector's posting.
    var collector: Identifier?
    /// The line of its first posting.
    var line: Int
    /// What the collector was debited with.
    var collected: Int128
    var shares: [ShareRow]

    var name: String { "\(stream) \(period) \(tariff) of \(app)" }
    var shared: Int128 { shares.reduce(0) { $0 + Int128($1.amount) } }
}

/// `journal.csv` in itself, against the invoices, and with `settlement.csv` as charges.
extension Folder {
    /// - Returns: the charges, as far as the journal and the settlement go together; `nil` where a file can't be read.
    mutating func checkJournal() -> [FiledCharge]? {
        guard let journal, let invoices, let settlement, let rules, let period else { return nil }
        let name = "journal.csv"
        var sums: [Int64: Int128] = [:]
        for row in journal {
            sums[row.entry, default: 0] += Int128(row.amount)
            if !same(row.date, period.dayAfter.description) {
                fail(.dates, name, line: row.line, "date", found: row.date, expected: period.dayAfter.description)
            }
        }
        for entry in sums.keys.sorted() where sums[entry] != 0 {
            let row = journal.first { $0.entry == entry }
            let text = row.map { Arithmetic.text(sums[entry] ?? 0, $0.currency) } ?? ""
            fail(
                .journalBalance, name, line: row?.line ?? 0, "debits less credits of entry \(entry)", found: text,
                expected: "0")
        }
        let issuer = rules.invoice.issuer.percentEncoded
        var rest = journal[...]
        var entry: Int64 = 0
        for invoice in invoices {
            entry += 1
            let kind = invoice.type == "credit_note" ? "credit note" : "invoice"
            let number = CSVFile.unguarded(invoice.number) { _ in false }
            for (account, amount) in [
                ("receivable:\(invoice.app.percentEncoded)", Int128(invoice.total)),
                ("invoiced:\(issuer)", -Int128(invoice.subtotal)), ("tax:\(issuer)", -Int128(invoice.tax)),
            ] where amount != 0 {
                let wanted = Wanted(entry: entry, account: account, currency: invoice.currency, amount: amount, memo: "\(kind) \(number)")
                guard take(&rest, wanted) else { return nil }
            }
        }
        return charges(&rest, settlement[...], entry, rules)
    }

    private struct Wanted {
        var entry: Int64
        var account: String
        var currency: Currency
        var amount: Int128
        var memo: String
    }

    /// Takes the next posting, which must be this one but for its figures.
    ///
    /// - Returns: `false` where it is another: what follows can't be told then.
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
        _ = check(
            "amount", Arithmetic.text(Int128(row.amount), row.currency), Arithmetic.text(wanted.amount, wanted.currency))
        _ = check("memo", row.memo, CSVFile.guarded(wanted.memo))
        let isEntry = check("entry", String(row.entry), String(wanted.entry))
        return check("account", row.account, wanted.account) && isEntry
    }

    /// The postings after the invoices', each entry with as many rows of the settlement as it credits parties.
    private mutating func charges(
        _ rest: inout ArraySlice<PostingRow>, _ settlement: ArraySlice<ShareRow>, _ last: Int64, _ rules: Rules
    ) -> [FiledCharge]? {
        let name = "journal.csv"
        var settlement = settlement
        var charges: [FiledCharge] = []
        var entry = last
        while let first = rest.first {
            entry += 1
            let own = rest.prefix { $0.entry == first.entry }
            rest = rest[own.endIndex...]
            let collecting = own.filter { $0.account.utf8.starts(with: "collected:".utf8) }
            let shares = Array(settlement.prefix(own.count - collecting.count))
            settlement = settlement.dropFirst(shares.count)
            guard let share = shares.first else {
                fail(.journal, name, line: first.line, "entry", found: first.memo, expected: "a charge of settlement.csv")
                return nil
            }
            func wrong(_ row: PostingRow, _ what: String, _ found: String, _ expected: String) {
                if !same(found, expected) { fail(.journal, name, line: row.line, what, found: found, expected: expected) }
            }
            let issuer = rules.invoice.issuer
            var collector: Identifier? = issuer
            if share.stream == "income" {
                let providers = rules.parties.filter { $0.role == .provider }.map(\.id)
                let account = collecting.first?.account
                // Of an adjustment a provider may be gone from the rules: its account says who it was.
                let decoded = account.flatMap { Folder.decoded($0.dropFirst("collected:".utf8.count)) }
                let known = providers.first { provider in
                    account.map { same($0, "collected:\(provider.percentEncoded)") } ?? false
                }
                collector = known ?? decoded
            }
            let charge = FiledCharge(
                stream: share.stream, app: share.app, currency: share.currency, tariff: share.tariff,
                period: share.period, collector: collector, line: first.line,
                collected: collecting.reduce(0) { $0 + Int128($1.amount) }, shares: shares)
            wrong(first, "entry", String(first.entry), String(entry))
            for (position, row) in own.enumerated() {
                wrong(row, "currency", row.currency.code, charge.currency.code)
                wrong(row, "memo", row.memo, charge.name)
                if position < collecting.count {
                    wrong(row, "account", row.account, position == 0 ? "collected:\(collector?.percentEncoded ?? "")" : "one collector")
                } else {
                    let share = shares[min(position - collecting.count, shares.count - 1)]
                    wrong(row, "account", row.account, "entitled:\(share.party.percentEncoded)")
                    wrong(
                        row, "amount", Arithmetic.text(-Int128(row.amount), row.currency),
                        Arithmetic.text(Int128(share.amount), share.currency))
                }
            }
            for row in shares where row.key != share.key {
                fail(
                    .settlement, "settlement.csv", line: row.line, "charge", found: row.key.description,
                    expected: "\(share.key), with which the journal books it")
            }
            charges.append(charge)
        }
        for row in settlement {
            fail(.journal, "settlement.csv", line: row.line, "entry", found: "none in journal.csv", expected: "one")
        }
        return charges
    }

    /// The id that an account's name encodes.
    private static func decoded(_ text: some StringProtocol) -> Identifier? {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let code = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(code)
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self).map { Identifier($0) }
    }

    /// `journal.journal` written again from `journal.csv`.
    mutating func checkHledgerJournal() {
        guard let journal, let bytes = bytes("journal.journal") else { return }
        let name = "journal.journal"
        var lines: [String] = []
        for currency in Set(journal.map(\.currency)).sorted() {
            lines.append("commodity 1000.\(String(repeating: "0", count: currency.minorDigits)) \(currency)")
        }
        for account in Set(journal.map { Identifier($0.account) }).sorted() { lines.append("account \(account)") }
        var entry: Int64?
        for row in journal {
            if entry != row.entry {
                entry = row.entry
                var memo = ""
                for scalar in row.memo.unicodeScalars {
                    memo += scalar == ";" ? "%3B" : scalar == "|" ? "%7C" : String(scalar)
                }
                lines += ["", "\(row.date) (\(row.entry)) \(memo)"]
            }
            lines.append("    \(row.account)  \(Arithmetic.text(Int128(row.amount), row.currency)) \(row.currency)")
        }
        let found = bytes.split(separator: 10, omittingEmptySubsequences: false)
        for (position, (line, wanted)) in zip(found, lines).enumerated() where !line.elementsEqual(wanted.utf8) {
            fail(
                .hledgerJournal, name, line: position + 1, "line", found: String(decoding: line, as: UTF8.self),
                expected: wanted)
        }
        // The last line feed leaves one empty piece behind.
        if found.count != lines.count + 1 || found.last?.isEmpty == false {
            fail(.hledgerJournal, name, "", "lines", found: String(found.count - 1), expected: String(lines.count))
        }
    }
}

extension ShareRow {
    /// What the rows of one charge have in common.
    struct Key: Hashable, CustomStringConvertible {
        var stream: Identifier
        var app: Identifier
        var currency: Currency
        var tariff: Identifier
        var period: Period

        var description: String { "\(stream) \(period) \(tariff) of \(app) in \(currency)" }
    }

    var key: Key { Key(stream: Identifier(stream), app: app, currency: currency, tariff: tariff, period: period) }
}
