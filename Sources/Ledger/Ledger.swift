import CSQLite
import Glibc
public import Rules
public import Vocabulary

/// The ledger: one SQLite file that holds every record read, what became of it, and the closed periods.
///
/// A log is in whole or not at all: its records, their roll-up and the mark that it was read are one transaction.
public final class Ledger {
    public let path: String
    let database: Database
    let isReadOnly: Bool
    /// What the bulk path keeps in memory; made when first needed, dropped when a file is rolled back.
    var merger: Merger?

    /// Says that a period's calls are gone through once more; with their number.
    public var goingThroughAgain: ((Period, Int64, GoingThroughAgain) -> Void)?

    /// Those of the tables while there is no merger; dropped before anything is written. Who only reads has no lock on the
    /// ledger: others add names meanwhile, and they are read each time.
    private var namesRead: Names?

    /// Those that the bulk path has at hand, else those of the tables.
    var names: Names {
        get throws(LedgerError) {
            if let merger { return merger.names }
            if let namesRead { return namesRead }
            let names = try Names(database)
            if !isReadOnly { namesRead = names }
            return names
        }
    }

    /// The merger, or a new one; whoever takes it writes names, and gives it back when they are committed.
    ///
    /// Its roll-up begins anew with each log: since the last, rules may have changed, and a period may have been closed or
    /// its roll-up made anew.
    func takeMerger(_ rules: Rules, threads: Int) throws -> Merger {
        let rollUp = RollUp(calendar: rules.calendar) { [unowned self] (period) throws(LedgerError) in
            try classes(of: period, rules)
        }
        if var merger = merger.take() {
            merger.rollUp = rollUp
            return merger
        }
        try makeMissingRollUps(rules)
        let names = try names
        namesRead = nil
        return try Merger(database, calendar: rules.calendar, rollUp: rollUp, names: names, threads: threads)
    }

    /// The folder that the ledger's file is in.
    public var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Gives back the memory that reading logs takes: the keys of every call. Reading on later is slower to begin.
    public func endReading() {
        guard let merger else { return }
        namesRead = merger.names
        self.merger = nil
    }

    /// Opens a ledger, and makes it where it is not there yet.
    ///
    /// - Parameter readOnly: for commands that only look: the file must be there, and is not brought to a newer version.
    /// - Throws: `LedgerError`.
    public init(path: String, readOnly: Bool = false) throws(LedgerError) {
        self.path = path
        isReadOnly = readOnly
        if readOnly, access(path, F_OK) != 0 { throw .missing(path: path) }
        database = readOnly ? try Ledger.reading(path) : try Database(path: path, readOnly: false)
        try prepare()
    }

    /// A connection that only reads. What a run that was killed has left half-written is undone first, as any writing command
    /// would do: SQLite can't read past it.
    private static func reading(_ path: String) throws(LedgerError) -> Database {
        let looking = try Database(path: path, readOnly: true)
        do throws(LedgerError) {
            _ = try looking.integer("SELECT count(*) FROM sqlite_schema")
            return looking
        } catch {
            guard case .sqlite(let code, _, _) = error, code & 0xFF == SQLITE_READONLY else { throw error }
        }
        do throws(LedgerError) {
            let undoing = try Database.recovering(path: path)
            _ = try undoing.integer("SELECT count(*) FROM sqlite_schema")
            try undoing.execute("PRAGMA query_only = ON")
            return undoing
        } catch {
            let refusals = [SQLITE_READONLY, SQLITE_CANTOPEN, SQLITE_PERM]
            guard case .sqlite(let code, let message, _) = error, refusals.contains(code & 0xFF) else { throw error }
            throw .unfinished(path: path, reason: message)
        }
    }

    private func prepare() throws(LedgerError) {
        // DELETE and EXTRA: what was committed survives a power cut. WAL with NORMAL may lose the last commits; so may FULL,
        // which does not sync the folder after the journal is unlinked: the journal is back, and undoes the commit. The
        // syncs for each file are not felt. Appending in bulk likes 8 KiB pages, and no cache larger than 16 MiB.
        try database.check(doing: "closing its doors") { settle_sqlite_harden($0, 1) }
        try database.execute(
            """
            PRAGMA cell_size_check = ON; PRAGMA page_size = 8192; PRAGMA cache_size = -16384; PRAGMA foreign_keys = ON;
            PRAGMA temp_store = MEMORY;
            """)
        let version = Int(try integer("PRAGMA user_version"))
        let application = try integer("PRAGMA application_id")
        let objects = try integer("SELECT count(*) FROM sqlite_schema")
        guard application == Schema.applicationID || (application == 0 && version == 0 && objects == 0) else {
            throw .foreign(path: path)
        }
        guard version >= 0 else { throw .damaged("its version is \(version)") }
        guard version <= Schema.version else {
            throw .newer(path: path, version: version, known: Schema.version)
        }
        guard !isReadOnly else {
            if version == 0, objects == 0 { throw .empty(path: path) }
            if version < Schema.version { throw .older(path: path, version: version) }
            try Soundness(database).checkSchema(ofVersion: version)
            return try check()
        }
        try database.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;")
        try Soundness(database).checkSchema(ofVersion: version)
        guard version < Schema.version else { return try check() }
        // A step may make a table anew; what refers to it refers to the new one then.
        try database.execute("PRAGMA foreign_keys = OFF")
        defer { try? database.execute("PRAGMA foreign_keys = ON") }
        try inTransaction { () throws(LedgerError) in
            for step in Schema.steps[version...] { try database.execute(step) }
            try database.execute(
                "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(Schema.version)")
        }
        try check()
    }

    /// Of a ledger of this version: views are for people, and numbers are what can be.
    private func check() throws(LedgerError) {
        try database.check(doing: "closing its doors") { settle_sqlite_harden($0, 0) }
        try Soundness(database).checkNumbers()
    }

    private func integer(_ sql: String) throws(LedgerError) -> Int64 {
        try database.integer(sql) ?? 0
    }

    /// Makes sure that these rules read logs as the ledger was filled, and remembers them where it is new.
    ///
    /// - Throws: `LedgerError.readingRules` for any change but further services.
    public func adopt(_ rules: Rules) throws(LedgerError) {
        let settings = ReadingSettings(rules)
        if let old = try ReadingSettings(database) {
            try settings.check(against: old)
            if old == settings { return }
        }
        guard !isReadOnly else { return }
        try inTransaction { () throws(LedgerError) in try settings.write(to: database) }
    }

    /// Runs `body`, which asks many small questions and writes nothing, on one state of the ledger: the file is locked, and
    /// what is kept of it in memory looked over, once.
    public func inOneView<Result>(_ body: () throws -> Result) throws -> Result {
        guard !database.isInTransaction else { return try body() }
        try database.execute("BEGIN")
        do {
            let result = try body()
            try database.execute("COMMIT")
            return result
        } catch {
            if database.isInTransaction { try? database.execute("ROLLBACK") }
            throw error
        }
    }

    /// Runs `body` in one transaction, which is rolled back where it throws.
    func inTransaction<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        try database.execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try database.execute("COMMIT")
            return result
        } catch {
            // After some failures (a full disk) SQLite has rolled back already.
            if database.isInTransaction { try? database.execute("ROLLBACK") }
            merger = nil
            throw error
        }
    }
}
