import Money
import Settlement
import Vocabulary

/// The postings in hledger's journal format, with the directives that `hledger check --strict` asks for.
enum HledgerJournal {
    /// Nothing where there is no posting.
    static func write(_ postings: Postings, to output: FileOutput) {
        var currencies: Set<Currency> = []
        var accounts: Set<String> = []
        for posting in postings {
            currencies.insert(posting.currency)
            accounts.insert(posting.account)
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
        for account in accounts.sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            line("account \(account)")
        }
        let date = postings.date.description
        var entry = 0
        for posting in postings {
            if posting.entry != entry {
                entry = posting.entry
                line("")
                line("\(date) (\(entry)) ", description(posting.memo))
            }
            bytes.append(contentsOf: "    ".utf8)
            bytes.append(contentsOf: posting.account.utf8)
            bytes.append(contentsOf: "  ".utf8)
            posting.currency.append(minor: Int128(posting.amountMinor), to: &bytes)
            bytes.append(UInt8(ascii: " "))
            bytes.append(contentsOf: posting.currency.code.utf8)
            endLine()
        }
        output.write(bytes)
    }

    /// In a description `;` would begin a comment and `|` a payee.
    private static func description(_ memo: String) -> String {
        guard memo.utf8.contains(where: { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "|") }) else { return memo }
        return memo.map { $0 == ";" ? "%3B" : $0 == "|" ? "%7C" : String($0) }.joined()
    }
}
