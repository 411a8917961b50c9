import Rules
import Vocabulary

/// Reads what later folders must know of the lines of earlier ones.
extension Folder {
    /// Reads, for each folder, the lines of the accounts that any of the folders adjusts. Usually these are few.
    ///
    /// - Complexity: O(bytes of the lines), in memory O(lines of these accounts).
    static func readAdjustedLines(_ folders: inout [Folder]) {
        guard folders.count > 1 else { return }
        var accounts: Set<AppCurrency> = []
        for var folder in folders { folder.forEachLine { if $0.kind == "adjustment" { accounts.insert($0.account) } } }
        guard !accounts.isEmpty else { return }
        for position in folders.indices {
            // What is wrong with the table is found when it is checked.
            var folder = folders[position]
            var lines: [LineRow] = []
            if folder.forEachLine({ if accounts.contains($0.account) { lines.append($0) } }) {
                folders[position].adjustedLines = Grouped(lines, by: \.account)
            }
        }
    }

    @discardableResult
    private mutating func forEachLine(_ take: (LineRow) -> Void) -> Bool {
        forEachRow("invoice_lines.csv", Columns.lines, LineRow.init, take)
    }
}

extension LineRow {
    var account: AppCurrency { AppCurrency(app: app, currency: currency) }
}
