import Threads
import Vocabulary

/// The check of reports from their files alone (`settle verify`, S6.10), independent of the engine.
///
/// It uses the rules, the currencies and the specification, but none of the arithmetic that made the files. Whatever
/// follows from something else in the folders is calculated again and compared: hashes, the chain, lines from the
/// usage, taxes, splits, positions, the journal, the totals, and each figure that appears in two files.
///
/// Facts that only the logs can show are taken as stated: the counts and sums of `usage.csv` on which nothing else in
/// the folder depends, and the amounts of adjustments.
package struct Audit: Sendable {
    /// The version of this program.
    private let version: String
    /// Earlier versions whose folders have the same files.
    private let earlierVersions: [String]
    private let portionBytes: Int?

    /// - Parameter portionBytes: how many bytes of the tables by app each core checks at a time, about; `nil` to have the
    ///   tables in memory as a whole. The findings are the same.
    package init(version: String, earlierVersions: [String] = [], portionBytes: Int? = 1 << 20) {
        self.version = version
        self.earlierVersions = earlierVersions
        self.portionBytes = portionBytes
    }

    /// Returns the failed checks, by folder in the order of the chain; empty if all is correct.
    ///
    /// - Parameters:
    ///   - reports: the folders, in any order.
    ///   - isComplete: whether these are all folders, so that the first closed one must begin the chain.
    /// - Complexity: O(bytes of the folders), plus one pass over an app's usage for each of its tariffs.
    package func findings(of reports: [ReportFiles], isComplete: Bool) -> [Finding] {
        var folders = Threads.map(reports, Folder.init)
        var chain = Chain(folders)
        chain.check(folders, isComplete: isComplete)
        Folder.readAdjustedLines(&folders)
        let isWhole = chain.order.first.map { chain.isFirst(folders[$0]) } ?? false
        var numbering = Numbering(isWhole: isWhole)
        var letPass: Set<UInt64>? = isWhole ? [] : nil
        let wanted = Set(folders.flatMap { $0.entries.values.map { Identifier($0.document) } })
        var named: [Identifier: NamedDocument] = [:]
        for position in chain.order {
            // Adjustments refer to the frozen rules and numbers of the folders closed before.
            folders[position].earlier = chain.earlier(than: position, folders)
            (folders[position].past, folders[position].chainPosition) = chain.past(before: position, folders)
            folders[position].letPass = letPass
            folders[position].namedDocuments = named
            folders[position].wanted = wanted
            check(&folders[position], &numbering, &letPass)
            named.merge(folders[position].named) { first, _ in first }
        }
        return (chain.order.flatMap { folders[$0].findings.listed } + chain.findings + numbering.findings)
    }

    /// Returns the folders in the order in which they were made: that of their chain, with each draft after the last
    /// folder closed before it.
    package func order(of reports: [ReportFiles]) -> [ReportFiles] {
        let folders = Threads.map(reports, Folder.init)
        return Chain(folders).made(folders).map { reports[$0] }
    }

    private func check(_ folder: inout Folder, _ numbering: inout Numbering, _ letPass: inout Set<UInt64>?) {
        folder.readInvoices()
        folder.keepNamed()
        folder.readParts()
        numbering.take(folder)
        defer { folder.close() }
        // If nothing is wrong with the big tables, they need not be in memory as a whole. Otherwise they are read again,
        // so that the findings do not depend on the portions.
        let holds = portionBytes.map { folder.holdsInPortions(bytes: $0) } ?? false
        folder.readTables(isWhole: !holds)
        folder.checkSeals(version: version, earlier: earlierVersions)
        if !holds { folder.checkRows() }
        folder.checkPositions()
        folder.checkTransfers()
        folder.checkSettlementJSON()
        folder.checkControls()
        folder.checkSummary()
        folder.checkExceptions()
        folder.checkWaiting()
        folder.letPass = nil
        if folder.isFinal { letPass?.formUnion(folder.exceptions?.unratedCalls ?? []) }
        folder.checkPending()
    }
}

extension Folder {
    /// Checks the rows of the big tables that are in memory and adds them up.
    ///
    /// - Parameter portion: whose rows these are; `nil` for the whole folder, of which journal and rounding are read here.
    mutating func checkRows(of portion: Portion? = nil) {
        if index == nil { index = rules.map(EntryIndexes.init) }
        checkUsage()
        let charges = ownCharges()
        checkLines(charges)
        checkLineTaxes()
        checkInvoices(charges)
        if portion == nil { readJournal() }
        let filed = checkJournal()
        if portion == nil { checkHledgerJournal() }
        addUpJournal()
        journal = nil
        if portion == nil { readRounding() }
        if let filed { totals.chargeCurrencies = checkShares(charges, filed) }
        rounding = nil
        addUp(filed)
    }
}
