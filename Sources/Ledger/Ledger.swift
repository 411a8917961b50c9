import Glibc
public import Rules
import Vocabulary

/// The ledger: one SQLite file that holds every record read, what became of it, and the closed periods.
///
/// A log is in whole or not at all: its records, their roll-up and the mark that it was read are one transaction.
public final class Ledger {
    public let path: String
    let database: Database
    let isReadOnly: Bool
    /// What the bulk path keeps in memory; made when first needed, dropped when a file is rolled back.
    var merger: Merger?

    /// Those of the table while there is no merger; dropped before anything is written. Who only reads has no lock on the
    /// ledger: others add profiles meanwhile, and they are read each time.
    private var profilesRead: Profiles?

    /// Those that the bulk path has at hand, else those of the table.
    var profiles: Profiles {
        get throws(LedgerError) {
            if let merger { return merger.profiles }
            if let profilesRead { return profilesRead }
            let profiles = try Profiles(database)
            if !isReadOnly { profilesRead = profiles }
            return profiles
        }
    }

    /// The merger, or a new one; whoever takes it writes profiles, and gives it back when they are committed.
    func takeMerger(_ calendar: LocalCalendar, threads: Int) throws(LedgerError) -> Merger {
        profilesRead = nil
        if let merger = merger.take() { return merger }
        return try Merger(database, calendar: calendar, threads: threads)
    }

    /// Gives back the memory that reading logs takes: the keys of every call. Reading on later is slower to begin.
    public func endReading() {
        guard let merger else { return }
        profilesRead = merger.profiles
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
        database = try Database(path: path, readOnly: readOnly)
        try prepare()
    }

    private func prepare() throws(LedgerError) {
        // DELETE and FULL: a committed file survives a power cut; WAL with NORMAL may lose the last commits, and the one
        // sync for each file that FULL costs is not felt. Appending in bulk likes 8 KiB pages, and no cache larger than 16 MiB.
        try database.execute(
            """
            PRAGMA page_size = 8192; PRAGMA cache_size = -16384; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY;
            """)
        let version = Int(try integer("PRAGMA user_version"))
        let application = try integer("PRAGMA application_id")
        let objects = try integer("SELECT count(*) FROM sqlite_schema")
        guard application == Schema.applicationID || (application == 0 && version == 0 && objects == 0) else {
            throw .foreign(path: path)
        }
        guard version <= Schema.version else {
            throw .newer(path: path, version: version, known: Schema.version)
        }
        guard !isReadOnly else {
            if version < Schema.version { throw .older(path: path, version: version) }
            return
        }
        try database.execute("PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL;")
        guard version < Schema.version else { return }
        try inTransaction { () throws(LedgerError) in
            for step in Schema.steps[version...] { try database.execute(step) }
            try database.execute(
                "PRAGMA application_id = \(Schema.applicationID); PRAGMA user_version = \(Schema.version)")
        }
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
