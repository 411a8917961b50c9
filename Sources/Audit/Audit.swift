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

    package init(version: String, earlierVersions: [String] = []) {
        self.version = version
        self.earlierVersions = earlierVersions
    }

    /// Returns the failed checks, by folder in the order of the chain; empty if all is correct.
    ///
    /// - Parameters:
    ///   - reports: the folders, in any order.
    ///   - isComplete: whether these are all folders, so that the first closed one must begin the chain.
    /// - Complexity: O(bytes of the folders), plus one pass over an app's usage for each of its tariffs.
    package func findings(of reports: [ReportFiles], isComplete: Bool) -> [Finding] {
        var folders = reports.map(Folder.init)
        var chain = Chain(folders)
        chain.check(folders, isComplete: isComplete)
        for position in chain.order {
            // Adjustments refer to the frozen rules and numbers of the folders closed before.
            folders[position].earlier = chain.earlier(than: position, folders)
            check(&folders[position])
        }
        let numbers = chain.numberFindings(folders)
        return (chain.order.flatMap { folders[$0].findings.listed } + chain.findings + numbers)
    }

    /// Returns the folders in the order of their chain, with drafts last.
    package func order(of reports: [ReportFiles]) -> [ReportFiles] {
        Chain(reports.map(Folder.init)).order.map { reports[$0] }
    }

    private func check(_ folder: inout Folder) {
        folder.open()
        defer { folder.close() }
        folder.checkSeals(version: version, earlier: earlierVersions)
        folder.checkUsage()
        let charges = folder.ownCharges()
        folder.checkLines(charges)
        folder.checkInvoices(charges)
        folder.readJournal()
        let filed = folder.checkJournal()
        folder.checkHledgerJournal()
        folder.closeJournal()
        folder.readRounding()
        let currencies = filed.map { folder.checkShares(charges, $0) } ?? []
        folder.rounding = nil
        if let filed { folder.checkPositions(filed) }
        folder.checkTransfers()
        folder.checkSettlementJSON()
        folder.checkControls(filed, currencies)
        folder.checkSummary()
        folder.checkExceptions()
    }
}
