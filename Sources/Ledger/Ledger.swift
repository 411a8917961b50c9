package import LedgerFile
package import LedgerIngestion
package import Rules
package import Vocabulary

/// The ledger: one SQLite file with every record read, the calls made from them, and the closed periods.
///
/// `Ingester` reads logs and rolls up periods. The queries to the file are here.
package final class Ledger {
    let file: LedgerFile
    let ingester: Ingester

    package var path: String { file.path }
    var database: Database { file.database }
    var names: Names { get throws(LedgerError) { try ingester.names } }

    /// Called when the calls of a period are read once more, with their number.
    package var onRebuild: ((Period, Int64, RebuildReason) -> Void)? {
        get { ingester.onRebuild }
        set { ingester.onRebuild = newValue }
    }

    /// The folder that the ledger's file is in.
    package var folder: String { file.folder }

    /// Opens a ledger. If it is missing and `readOnly` is false, it is created.
    ///
    /// - Parameter readOnly: for commands that only read. The file must exist and is not migrated to a newer version.
    /// - Throws: `LedgerError`.
    package init(path: String, readOnly: Bool = false) throws(LedgerError) {
        file = try LedgerFile(path: path, readOnly: readOnly)
        ingester = Ingester(file)
    }

    /// Checks that these rules read logs as the ledger was filled. A new ledger stores them.
    ///
    /// - Throws: `LedgerError.readingRules` for any change except further services and sources.
    package func adopt(_ rules: Rules) throws { try ingester.adopt(rules) }

    /// Reads logs into the ledger, one after the other. A log is stored completely or not at all.
    ///
    /// A file is not read again if its size, time and inode are unchanged or if its bytes are known. The outcome does
    /// not depend on the number of threads.
    ///
    /// - Parameters:
    ///   - paths: files, or `-` for standard input.
    ///   - name: the ledger's name for the log if it is not its path, because the log was read elsewhere before.
    ///   - rehash: do not trust size, time and inode.
    ///   - progress: path, bytes read, size if it is known, and lines. Only one thread at a time calls it.
    ///   - stored: called for each log, in the order of reading, once it is committed.
    /// - Throws: the `LogReadError` or `LedgerError` of the first log that can't be read. The logs before it are
    ///   stored.
    /// - Complexity: O(bytes) in bounded memory, plus up to 43 bytes for each call of the ledger (`CallKeyTable`).
    package func ingest(
        _ paths: [String], as name: String? = nil, rules: Rules, threads: Int, rehash: Bool,
        progress: @escaping (_ path: String, _ bytes: Int64, _ size: Int64?, _ lines: Int64) -> Void = { _, _, _, _ in
        },
        stored: (IngestReport) -> Void = { _ in }
    ) throws {
        try ingester.ingest(
            paths, as: name, rules: rules, threads: threads, rehash: rehash, progress: progress, stored: stored)
    }

    /// Frees the memory that reading logs takes: the keys of every call. The next reading then starts more slowly.
    package func endReading() { ingester.endReading() }

    /// Runs `body` on one state of the ledger. It does not see what another run stores meanwhile.
    package func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result { try file.withSnapshot(body) }

    func inTransaction<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        try ingester.inTransaction(body)
    }
}
