public import LedgerFile
public import LedgerIngestion
public import Rules
public import Vocabulary

/// The ledger: one SQLite file that holds every record read, what became of it, and the closed periods.
///
/// Reading logs and rolling up periods is `Ingester`'s; what is asked of the file stands here.
public final class Ledger {
    let file: LedgerFile
    let ingester: Ingester

    public var path: String { file.path }
    var database: Database { file.database }
    var names: Names { get throws(LedgerError) { try ingester.names } }

    /// Says that a period's calls are gone through once more; with their number.
    public var goingThroughAgain: ((Period, Int64, GoingThroughAgain) -> Void)? {
        get { ingester.goingThroughAgain }
        set { ingester.goingThroughAgain = newValue }
    }

    /// The folder that the ledger's file is in.
    public var folder: String { file.folder }

    /// Opens a ledger, and makes it where it is not there yet.
    ///
    /// - Parameter readOnly: for commands that only look: the file must be there, and is not brought to a newer version.
    /// - Throws: `LedgerError`.
    public init(path: String, readOnly: Bool = false) throws(LedgerError) {
        file = try LedgerFile(path: path, readOnly: readOnly)
        ingester = Ingester(file)
    }

    /// Makes sure that these rules read logs as the ledger was filled, and remembers them where it is new.
    ///
    /// - Throws: `LedgerError.readingRules` for any change but further services.
    public func adopt(_ rules: Rules) throws(LedgerError) { try ingester.adopt(rules) }

    /// Reads logs into the ledger, one after the other: each whole, or nothing of it.
    ///
    /// A file whose size, time and inode are as they were is not read again, nor is one whose bytes are known. The outcome
    /// does not depend on the number of threads.
    ///
    /// - Parameters:
    ///   - paths: files, or `-` for standard input.
    ///   - name: what the ledger calls the log, where that is not its path: it was read elsewhere before.
    ///   - rehash: do not trust size, time and inode.
    ///   - progress: path, bytes read, size where it is known, and lines; called from one thread at a time.
    ///   - stored: told of each log in the order of reading, when nothing can undo it any more.
    /// - Throws: `LogReadError`, `LedgerError` of the first log that can't be read; those before it are stored.
    /// - Complexity: O(bytes) in bounded memory, but for 12 bytes for each call of the ledger.
    public func ingest(
        _ paths: [String], as name: String? = nil, rules: Rules, threads: Int, rehash: Bool,
        progress: @escaping (_ path: String, _ bytes: Int64, _ size: Int64?, _ lines: Int64) -> Void = { _, _, _, _ in
        },
        stored: (IngestReport) -> Void = { _ in }
    ) throws {
        try ingester.ingest(
            paths, as: name, rules: rules, threads: threads, rehash: rehash, progress: progress, stored: stored)
    }

    /// Gives back the memory that reading logs takes: the keys of every call. Reading on later is slower to begin.
    public func endReading() { ingester.endReading() }

    /// Runs `body` on one state of the ledger: what another run stores meanwhile is not seen.
    public func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result { try file.withSnapshot(body) }

    func inTransaction<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        try ingester.inTransaction(body)
    }
}
