import Money
import Vocabulary

/// Checks `journal.journal`: it is written again from `journal.csv` and compared.
extension Folder {
    /// Whether `journal.journal` is what follows from `journal.csv`.
    ///
    /// - Complexity: O(bytes of both). They are gone through piece by piece, `journal.csv` twice.
    func hledgerJournalHolds() -> Bool {
        guard var file = files.files.comparison("journal.journal") else { return false }
        var (text, agrees): ([UInt8], Bool) = ([], true)
        forEachHledgerLine { line in
            text += line
            text.append(10)
            if text.count >= 1 << 16 {
                agrees = agrees && file.goesOn(with: text)
                text.removeAll(keepingCapacity: true)
            }
        }
        return agrees && file.goesOn(with: text) && file.isAtEnd()
    }

    mutating func checkHledgerJournal() {
        guard journal != nil, files.files.contains("journal.journal"), !hledgerJournalHolds(),
            let bytes = bytes("journal.journal")
        else { return }
        let name = "journal.journal"
        var lines: [[UInt8]] = []
        forEachHledgerLine { lines.append($0) }
        let found = bytes.split(separator: 10, omittingEmptySubsequences: false)
        for (position, (line, wanted)) in zip(found, lines).enumerated() where !line.elementsEqual(wanted) {
            fail(
                .hledgerJournal, name, line: position + 1, "line", found: String(decoding: line, as: UTF8.self),
                expected: String(decoding: wanted, as: UTF8.self))
        }
        // The last line feed leaves one empty piece.
        if found.count != lines.count + 1 || found.last?.isEmpty == false {
            fail(.hledgerJournal, name, "", "lines", found: String(found.count - 1), expected: String(lines.count))
        }
    }

    /// Makes the lines from the cells of `journal.csv`. Elsewhere it is checked that its amounts are written in one way.
    private func forEachHledgerLine(_ take: ([UInt8]) -> Void) {
        var (currencies, accounts): (Set<Identifier>, Set<Identifier>) = ([], [])
        var last: (account: String, currency: String) = ("", "")
        forEachPosting { row in
            if !row.isSame(2, last.account) {
                last.account = row.text(2)
                accounts.insert(Identifier(last.account))
            }
            if !row.isSame(3, last.currency) {
                last.currency = row.text(3)
                currencies.insert(Identifier(last.currency))
            }
        }
        for currency in currencies.sorted() {
            let digits = Currency(code: currency.text)?.minorDigits ?? 0
            take(Array("commodity 1000.\(String(repeating: "0", count: digits)) \(currency)".utf8))
        }
        for account in accounts.sorted() { take(Array("account \(account)".utf8)) }
        var (entry, line): (String?, [UInt8]) = (nil, [])
        func write(_ make: (inout [UInt8]) -> Void) {
            line.removeAll(keepingCapacity: true)
            make(&line)
            take(line)
        }
        forEachPosting { row in
            if entry.map({ !row.isSame(0, $0) }) ?? true {
                entry = row.text(0)
                take([])
                write { line in
                    row.append(1, to: &line)
                    line += " (".utf8
                    row.append(0, to: &line)
                    line += ") ".utf8
                    Folder.appendMemo(of: row, to: &line)
                }
            }
            write { line in
                line += "    ".utf8
                row.append(2, to: &line)
                line += row.length(4) == 0 ? "  -".utf8 : "  ".utf8
                row.append(row.length(4) == 0 ? 5 : 4, to: &line)
                line.append(32)
                row.append(3, to: &line)
            }
        }
    }

    /// Passes on the rows of `journal.csv`, without the header.
    private func forEachPosting(_ take: (CSVInput) -> Void) {
        guard let input = files.files.table("journal.csv"), (try? input.next()) == true else { return }
        while (try? input.next()) == true { take(input) }
    }

    private static func appendMemo(of row: CSVInput, to line: inout [UInt8]) {
        let begin = line.count
        row.append(6, to: &line)
        let special: [UInt8] = [UInt8(ascii: ";"), UInt8(ascii: "|")]
        guard line[begin...].contains(where: special.contains) else { return }
        let memo = line[begin...].flatMap { byte in
            byte == special[0] ? Array("%3B".utf8) : byte == special[1] ? Array("%7C".utf8) : [byte]
        }
        line.replaceSubrange(begin..., with: memo)
    }
}
