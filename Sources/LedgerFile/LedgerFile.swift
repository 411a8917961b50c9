import CSQLite
import Glibc

/// The SQLite file of a ledger, opened: sound, of this program's version, and safe against a power cut.
package final class LedgerFile {
    package let path: String
    package let database: Database
    package let isReadOnly: Bool

    /// The names of the tables as last read; dropped before anything is written. Who only reads has no lock on the ledger:
    /// others add names meanwhile, and they are read each time.
    private var namesRead: Names?

    /// The apps and kinds of the tables.
    package var names: Names {
        get throws(LedgerError) {
            if let namesRead { return namesRead }
            let names = try Names(database)
            if !isReadOnly { namesRead = names }
            return names
        }
    }

    /// Keeps names that are those of the tables, or none, since some are about to be written.
    package func keep(_ names: Names?) { namesRead = names }

    /// The folder that the file is in.
    package var folder: String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// Opens a ledger, and makes it where it is not there yet.
    ///
    /// - Parameter readOnly: for commands that only look: the file must be there, and is not brought to a newer version.
    /// - Throws: `LedgerError`.
    package init(path: String, readOnly: Bool) throws(LedgerError) {
        self.path = path
        isReadOnly = readOnly
        if readOnly, access(path, F_OK) != 0 { throw .missing(path: path) }
        database = readOnly ? try LedgerFile.reading(path) : try Database(path: path, readOnly: false)
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

    /// Runs `body` in one transaction, which is rolled back where it throws.
    package func inTransaction<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        try database.execute("BEGIN IMMEDIATE")
        do {
            let result = try body()
            try database.execute("COMMIT")
            return result
        } catch {
            // After some failures (a full disk) SQLite has rolled back already.
            if database.isInTransaction { try? database.execute("ROLLBACK") }
            throw error
        }
    }

    /// Runs `body`, which writes nothing, on one state of the file: what another run stores meanwhile is not seen. Many small
    /// questions are sooner answered so, too: the file is locked, and what is kept of it in memory looked over, once.
    package func withSnapshot<Result>(_ body: () throws -> Result) throws -> Result {
        guard !database.isInTransaction else { return try body() }
        try database.execute("BEGIN")
        // Nothing was written: there is nothing to keep or to lose.
        defer { try? database.execute("ROLLBACK") }
        return try body()
    }
}
