import Money
import Settlement
import Vocabulary

/// The journal in hledger's format, with the directives that `hledger check --strict` needs.
enum HledgerJournal {
    /// Writes the journal; writes nothing if there are no postings.
    static func write(_ journal: Journal, to output: FileOutput) {
        var currencies: Set<Currency> = []
        var names: [Account: String] = [:]
        for entry in journal where !entry.postings.isEmpty {
            currencies.insert(entry.currency)
            for posting in entry.postings where names[posting.account] == nil {
                names[posting.account] = posting.account.name
            }
        }
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
        for account in names.values.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            line("account \(account)")
        }
        let date = journal.date.description
        for entry in journal where !entry.postings.isEmpty {
            line("")
            line("\(date) (\(entry.number)) ", description(entry.memo))
            for posting in entry.postings {
                bytes.append(contentsOf: "    ".utf8)
                bytes.append(contentsOf: names[posting.account, default: ""].utf8)
                bytes.append(contentsOf: "  ".utf8)
                entry.currency.append(minor: Int128(posting.amountMinor), to: &bytes)
                bytes.append(UInt8(ascii: " "))
                bytes.append(contentsOf: entry.currency.code.utf8)
                endLine()
            }
        }
        output.write(bytes)
    }

    /// Escapes a description, in which `;` would begin a comment and `|` a payee.
    private static func description(_ memo: String) -> String {
        guard memo.utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "|") }) else { return memo }
        return memo.map { $0 == ";" ? "%3B" : $0 == "|" ? "%7C" : String($0) }.joined()
    }
}
