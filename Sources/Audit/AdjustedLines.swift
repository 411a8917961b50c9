import Money
import Threads
import Vocabulary

/// Reads what later folders must know of the lines of earlier ones.
extension Folder {
    /// Reads, for each folder, the lines of the accounts that any of the folders adjusts. Usually these are few.
    ///
    /// - Complexity: O(bytes of the lines), in memory O(lines of these accounts).
    static func readAdjustedLines(_ folders: inout [Folder]) {
        guard folders.count > 1 else { return }
        let accounts = Threads.map(folders) { $0.adjustedAccounts() }.reduce(into: Set()) { $0.formUnion($1) }
        guard !accounts.isEmpty else { return }
        let lines = Threads.map(folders) { $0.lines(of: accounts) }
        for position in folders.indices { folders[position].adjustedLines = lines[position] }
    }

    private func adjustedAccounts() -> Set<AppCurrency> {
        var (folder, accounts): (Folder, Set<AppCurrency>) = (self, [])
        folder.forEachLine { if $0.kind == "adjustment" { accounts.insert($0.account) } }
        return accounts
    }

    /// - Returns: `nil` if the table can't be read. What is wrong with it is found when it is checked.
    private func lines(of accounts: Set<AppCurrency>) -> Grouped<AppCurrency, LineRow>? {
        var (folder, lines): (Folder, [LineRow]) = (self, [])
        let isWhole = folder.forEachLine { if accounts.contains($0.account) { lines.append($0) } }
        return isWhole ? Grouped(lines, by: \.account) : nil
    }

    @discardableResult
    private mutating func forEachLine(_ take: (LineRow) -> Void) -> Bool {
        forEachRow("invoice_lines.csv", Columns.lines(edition), LineRow.init, take)
    }
}

extension LineRow {
    var account: AppCurrency { AppCurrency(app: app, currency: currency) }
}
