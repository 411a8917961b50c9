import Money
import Settlement

/// The postings in hledger's journal format, with the directives that `hledger check --strict` asks for.
enum HledgerJournal {
    /// Empty where there is no posting.
    static func text(_ postings: [Posting]) -> [UInt8] {
        var lines: [String] = []
        for currency in Set(postings.map(\.currency)).sorted() {
            let fraction = String(repeating: "0", count: currency.minorDigits)
            lines.append("commodity 1000.\(fraction) \(currency)")
        }
        for account in Set(postings.map(\.account)).sorted(by: { $0.utf8.lexicographicallyPrecedes($1.utf8) }) {
            lines.append("account \(account)")
        }
        var entry = 0
        for posting in postings {
            if posting.entry != entry {
                entry = posting.entry
                // In a description `;` would begin a comment and `|` a payee.
                let memo = posting.memo.map { $0 == ";" ? "%3B" : $0 == "|" ? "%7C" : String($0) }.joined()
                lines.append("")
                lines.append("\(posting.date) (\(entry)) \(memo)")
            }
            lines.append(
                "    \(posting.account)  \(posting.currency.text(minor: posting.amountMinor)) \(posting.currency)")
        }
        return Array(lines.map { $0 + "\n" }.joined().utf8)
    }
}
