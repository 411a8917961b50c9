import Money
import Vocabulary

/// The currencies and accounts that `journal.journal` declares.
struct HledgerNames: Sendable {
    fileprivate private(set) var currencies: Set<Identifier> = []
    fileprivate private(set) var accounts: Set<Identifier> = []
    private var lastCurrency = ""

    /// Takes a row of `journal.csv`.
    mutating func take(_ row: CSVInput) {
        accounts.insert(Identifier(row.text(2)))
        if !row.isSame(3, lastCurrency) {
            lastCurrency = row.text(3)
            currencies.insert(Identifier(lastCurrency))
        }
    }
}

/// Checks `journal.journal`: it is written again from `journal.csv` and compared.
extension Folder {
    /// Whether `journal.journal` is what follows from `journal.csv`.
    ///
    /// - Parameter names: those of all rows of `journal.csv`.
    /// - Complexity: O(bytes of both). They are gone through piece by piece.
    func hledgerJournalHolds(_ names: HledgerNames) -> Bool {
        guard var file = files.files.comparison("journal.journal") else { return false }
        var (text, agrees): ([UInt8], Bool) = ([], true)
        forEachHledgerLine(names) { line in
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
        guard journal != nil, files.files.contains("journal.journal") else { return }
        var names = HledgerNames()
        forEachPosting { names.take($0) }
        guard !hledgerJournalHolds(names), let bytes = bytes("journal.journal") else { return }
        let name = "journal.journal"
        var lines: [[UInt8]] = []
        forEachHledgerLine(names) { lines.append($0) }
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
    private func forEachHledgerLine(_ names: HledgerNames, _ take: ([UInt8]) -> Void) {
        for currency in names.currencies.sorted() {
            let digits = Currency(code: currency.text)?.minorDigits ?? 0
            take(Array("commodity 1000.\(String(repeating: "0", count: digits)) \(currency)".utf8))
        }
        for account in names.accounts.sorted() { take(Array("account \(account)".utf8)) }
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
