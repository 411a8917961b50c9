import CSQLite
import Glibc

/// The opened SQLite file of a ledger: checked, of this program's version, and safe against a power cut.
package final class LedgerFile {
    package let path: String
    package let database: Database
    package let isReadOnly: Bool

    /// The cached names of the tables; cleared before any write. A read-only ledger has no lock, so another run may add
    /// names. It caches nothing and reads them each time.
    private var namesRead: Names?

    /// The apps and kinds in the tables.
    package var names: Names {
        get throws(LedgerError) {
            if let namesRead { return namesRead }
            let names = try Names(database)
            if !isReadOnly { namesRead = names }
            return names
        }
    }

    /// Caches names that equal those of the tables. `nil` clears the cache, because names are about to be written.
    package func keep(_ names: Names?) { namesRead = names }

    /// The folder that holds the file.
    package var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Opens a ledger. If it is missing and `readOnly` is false, it is created.
    ///
    /// - Parameter readOnly: for commands that only read. The file must exist and is not migrated to a newer version.
    /// - Throws: `LedgerError`.
    package init(path: String, readOnly: Bool) throws(LedgerError) {
        self.path = path
        isReadOnly = readOnly
        if readOnly, access(path, F_OK) != 0 { throw .missing(path: path) }
        database = readOnly ? try LedgerFile.reading(path) : try Database(path: path, readOnly: false)
        try prepare()
    }

    /// Opens a connection that only reads. If a killed run left something half-written, that is undone first, as any
    /// writing command would do: SQLite can't read past it.
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
        // With DELETE and EXTRA, a commit survives a power cut. WAL with NORMAL can lose the last commits. DELETE with
        // FULL can too: it does not sync the folder after it unlinks the journal, so the journal can come back and undo
        // the commit. The syncs for each log take no noticeable time. Pages of 8 KiB suit bulk appends, which gain
        // nothing from a cache over 16 MiB.
        try database.check(doing: "hardening the connection") { settle_sqlite_harden($0, 1) }
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
        // A step may replace a table. With foreign keys off, references to the old table then refer to the new one.
        try database.execute("PRAGMA foreign_keys = OFF")
        defer { try? database.execute("PRAGMA foreign_keys = ON") }
        try inTransaction { () throws(LedgerError) in
            for step in version == 0 ? [Schema.current] : Schema.steps[version...] { try database.execute(step) }
            try database.execute(
                "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(Schema.version)")
        }
        try check()
    }

    /// Turns off views, which are only for people, and checks the stored numbers and periods. The ledger must have the current
    /// version.
    private func check() throws(LedgerError) {
        try database.check(doing: "hardening the connection") { settle_sqlite_harden($0, 0) }
        try Soundness(database).checkNumbers()
        try Soundness(database).checkPeriods()
    }

    private func integer(_ sql: String) throws(LedgerError) -> Int64 {
        try database.integer(sql) ?? 0
    }

    /// Runs `body` in one transaction and rolls it back if `body` throws.
    package func inTransaction<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        try database.execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try database.execute("COMMIT")
            return result
        } catch {
            // After some failures (such as a full disk), SQLite has already rolled back.
            if database.isInTransaction { try? database.execute("ROLLBACK") }
            throw error
        }
    }

    /// Runs `body`, which writes nothing, on one state of the file. It does not see what another run stores meanwhile.
    /// It is also faster for many small queries: the file is locked, and the cache checked, only once.
    package func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result {
        guard !database.isInTransaction else { return try body() }
        try database.execute("BEGIN")
        // Nothing was written, so there is nothing to commit.
        defer { try? database.execute("ROLLBACK") }
        return try body()
    }
}
