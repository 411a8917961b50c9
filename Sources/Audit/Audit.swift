/// The check of reports from their files alone (`settle verify`, S6.10): a second path beside the engine's.
///
/// It knows the rules, the currencies and the specification, and shares no arithmetic with what wrote the files.
/// Everything that follows from something else in the folders is worked out again and compared: hashes, the chain, lines
/// from the usage, taxes, splits, positions, the journal, the totals, and each figure that stands in two files.
///
/// What only the logs can tell is taken as it stands: the counts and sums of `usage.csv` where nothing else in the folder
/// depends on them, and what an adjustment comes to.
public struct Audit: Sendable {
    /// Of this program.
    private let version: String
    /// Versions before it whose folders have the same files.
    private let earlierVersions: [String]

    public init(version: String, earlierVersions: [String] = []) {
        self.version = version
        self.earlierVersions = earlierVersions
    }

    /// What failed, by folder in the order of the chain; nothing where all holds.
    ///
    /// - Parameters:
    ///   - reports: the folders, in any order.
    ///   - isComplete: the folders are all there are, so that the first closed one must be the first of its chain.
    /// - Complexity: O(bytes of the folders), with a look through the usage for each tariff and app.
    public func findings(of reports: [ReportFiles], isComplete: Bool) -> [Finding] {
        var folders = reports.map(Folder.init)
        var chain = Chain(folders)
        chain.check(folders, isComplete: isComplete)
        for position in chain.order {
            // Those that were closed before: their frozen rules and numbers are what adjustments refer to.
            folders[position].earlier = chain.earlier(than: position, folders)
            check(&folders[position])
        }
        let numbers = chain.numberFindings(folders)
        return (chain.order.flatMap { folders[$0].findings.listed } + chain.findings + numbers)
    }

    /// The folders in the order of their chain; drafts last.
    public func order(of reports: [ReportFiles]) -> [ReportFiles] {
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
