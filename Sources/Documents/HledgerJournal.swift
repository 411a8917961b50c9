import Money
import Settlement
import Vocabulary

/// The journal in hledger's format, with the directives that `hledger check --strict` needs.
enum HledgerJournal {
    /// Writes the journal; writes nothing if there are no postings.
    static func write(_ journal: Journal, to output: FileOutput) {
        let (currencies, accounts, names) = words(of: journal)
        var bytes: [UInt8] = []
        func line(_ texts: String...) {
            for text in texts { bytes.append(contentsOf: text.utf8) }
            endLine()
        }
        func endLine() {
            bytes.append(10)
            output.write(whatIsMuchOf: &bytes)
        }
        for currency in currencies.sorted() {
            let fraction = String(repeating: "0", count: currency.minorDigits)
            line("commodity 1000.\(fraction) \(currency)")
        }
        for account in accounts { line("account ", account) }
        let date = journal.date.description
        journal.forEachEntry { entry in
            guard !entry.postings.isEmpty else { return }
            line("")
            line(date, " (", String(entry.number), ") ", description(entry.memo))
            for posting in entry.postings {
                bytes.append(contentsOf: "    ".utf8)
                bytes.append(contentsOf: (posting.accountNumber.map { names[$0] } ?? posting.account.name).utf8)
                bytes.append(contentsOf: "  ".utf8)
                entry.currency.append(minor: Int128(posting.amountMinor), to: &bytes)
                bytes.append(UInt8(ascii: " "))
                bytes.append(contentsOf: entry.currency.code.utf8)
                endLine()
            }
        }
        output.write(bytes)
    }

    /// The currencies and accounts of a journal, each once and sorted; and the names of accounts by their numbers.
    private static func words(
        of journal: Journal
    ) -> (currencies: Set<Currency>, accounts: [String], names: [String]) {
        var currencies: Set<Currency> = []
        var (accounts, names): ([String], [String]) = ([], [])
        var last: Account?
        journal.forEachEntry { entry in
            guard !entry.postings.isEmpty else { return }
            currencies.insert(entry.currency)
            for posting in entry.postings {
                if let number = posting.accountNumber {
                    if number == names.count { names.append(posting.account.name) }
                } else if posting.account != last {
                    // The entries of an app's invoices come one after the other.
                    last = posting.account
                    accounts.append(posting.account.name)
                }
            }
        }
        accounts += names
        accounts.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        return (currencies, accounts, names)
    }

    /// Escapes a description, in which `;` would begin a comment and `|` a payee.
    private static func description(_ memo: String) -> String {
        guard memo.utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "|") }) else { return memo }
        return memo.map { $0 == ";" ? "%3B" : $0 == "|" ? "%7C" : String($0) }.joined()
    }
}
