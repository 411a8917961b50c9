public import CSQLite
import Glibc
package import Vocabulary

/// A connection to a SQLite file: a thin layer over SQLite's C interface.
///
/// Only one thread of the process may use SQLite at a time, across all connections, because `settle_sqlite_configure`
/// switches SQLite's locks off. The ledger takes care of that.
package final class Database {
    fileprivate let handle: OpaquePointer
    private var statements: [String: Statement] = [:]

    /// Opens a file. If it is missing and `readOnly` is false, it is created.
    ///
    /// - Throws: `LedgerError.sqlite` if the file can't be opened.
    package convenience init(path: String, readOnly: Bool) throws(LedgerError) {
        let flags = readOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
        try self.init(path: path, flags: flags)
    }

    /// Opens a connection that can write but creates no file. It undoes what a killed run left half-written.
    package static func recovering(path: String) throws(LedgerError) -> Database {
        try Database(path: path, flags: SQLITE_OPEN_READWRITE)
    }

    /// Opens an empty database in memory.
    package static func scratch() throws(LedgerError) -> Database {
        try Database(path: nil, flags: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_MEMORY)
    }

    private init(path: String?, flags: Int32) throws(LedgerError) {
        Self.configure()
        var handle: OpaquePointer?
        // With such a path SQLite interprets nothing: `:memory:` and `file:x?mode=memory` are files like any other.
        let name = path.map { $0.hasPrefix("/") ? $0 : "./" + $0 } ?? ":memory:"
        let code = sqlite3_open_v2(name, &handle, flags | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let handle else {
            let message = handle.map { String(cString: sqlite3_errmsg($0)) } ?? "out of memory"
            sqlite3_close_v2(handle)
            throw .sqlite(code: code, message: message, doing: "opening \(name)")
        }
        if path != nil, sqlite3_db_filename(handle, "main").map({ $0.pointee == 0 }) ?? true {
            sqlite3_close_v2(handle)
            throw .sqlite(code: SQLITE_CANTOPEN, message: "it is no file, and would be lost", doing: "opening \(name)")
        }
        self.handle = handle
        sqlite3_extended_result_codes(handle, 1)
        sqlite3_busy_timeout(handle, 5_000)
    }

    deinit {
        sqlite3_close_v2(handle)
    }

    /// Configures SQLite once for the process. If SQLite is in use already, its settings stay, which only costs time.
    private static let configured: Void = { _ = settle_sqlite_configure() }()
    private static func configure() { configured }

    /// Runs a C function that returns a result code.
    package func check(doing: String, _ body: (OpaquePointer) -> Int32) throws(LedgerError) {
        guard body(handle) == SQLITE_OK else { throw error(doing: doing) }
    }

    /// Runs statements that return no row.
    package func execute(_ sql: String) throws(LedgerError) {
        guard sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK else { throw error(doing: sql) }
    }

    /// A new statement. `cached` keeps one for a text that is run again and again.
    package func prepare(_ sql: String) throws(LedgerError) -> Statement {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v3(handle, sql, -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil) == SQLITE_OK,
            let statement
        else { throw error(doing: sql) }
        return Statement(self, statement)
    }

    /// The prepared statement for a text that is run again and again. It must not be in the middle of its rows.
    package func cached(_ sql: String) throws(LedgerError) -> Statement {
        if let statement = statements[sql] { return statement }
        let statement = try prepare(sql)
        statements[sql] = statement
        return statement
    }

    /// Runs a statement with one whole-number parameter.
    package func run(_ sql: String, _ value: Int64) throws(LedgerError) {
        let statement = try cached(sql)
        statement.bind(1, value)
        try statement.run()
    }

    /// The first column of the first row; `nil` if there is no row or it is null.
    package func integer(_ sql: String) throws(LedgerError) -> Int64? {
        let statement = try prepare(sql)
        guard try statement.step(), !statement.isNull(0) else { return nil }
        return statement.int(0)
    }

    /// The number of rows that the last statement changed.
    package var changes: Int { Int(sqlite3_changes(handle)) }

    /// The row id of the last row inserted.
    package var lastInserted: Int64 { sqlite3_last_insert_rowid(handle) }

    /// Whether a transaction is open.
    package var isInTransaction: Bool { sqlite3_get_autocommit(handle) == 0 }

    fileprivate func error(doing: String) -> LedgerError {
        let code = sqlite3_extended_errcode(handle)
        let message = String(cString: sqlite3_errmsg(handle))
        // If the disk fails while SQLite reads a page, SQLite reports a corrupt file. The system's error is still
        // known.
        var number: Int32 = 0
        if code & 0xFF == SQLITE_CORRUPT,
            sqlite3_file_control(handle, "main", SQLITE_FCNTL_LAST_ERRNO, &number) == SQLITE_OK, number != 0
        {
            return .sqlite(code: SQLITE_IOERR, message: String(cString: strerror(number)), doing: doing)
        }
        return .sqlite(code: code, message: message, doing: doing)
    }
}

/// A prepared statement. Parameters count from 1, columns from 0, as in SQLite.
///
/// The methods that are called for each of many rows are `@inlinable`, because other modules read the rows. That
/// requires a `@usableFromInline` type.
@usableFromInline
package final class Statement {
    /// Unowned, because the database keeps the cached statements. A statement never outlives its database.
    private unowned let database: Database
    @usableFromInline let handle: OpaquePointer

    fileprivate init(_ database: Database, _ handle: OpaquePointer) {
        self.database = database
        self.handle = handle
    }

    deinit {
        sqlite3_finalize(handle)
    }

    /// Goes on to the next row.
    ///
    /// - Returns: `false` at the end. The statement is then reset and can be run again.
    @inlinable
    package func step() throws(LedgerError) -> Bool {
        let code = sqlite3_step(handle)
        if code == SQLITE_ROW { return true }
        try finish(code)
        return false
    }

    /// Resets the statement after its last row, or after an error, which is thrown.
    @usableFromInline
    func finish(_ code: Int32) throws(LedgerError) {
        guard code != SQLITE_DONE else {
            sqlite3_reset(handle)
            return
        }
        let error = database.error(doing: String(cString: sqlite3_sql(handle)))
        sqlite3_reset(handle)
        throw error
    }

    /// Reads the first row and resets the statement.
    ///
    /// - Returns: `nil` if there is no row.
    @inlinable
    package func first<Result>(_ body: (Statement) throws(LedgerError) -> Result) throws(LedgerError) -> Result? {
        guard try step() else { return nil }
        defer { reset() }
        return try body(self)
    }

    /// Runs a statement that returns no row. Its parameters stay bound.
    package func run() throws(LedgerError) {
        _ = try step()
    }

    /// Makes the statement ready to be run again. Its parameters stay bound.
    @inlinable
    package func reset() {
        sqlite3_reset(handle)
    }

    /// Binds a whole number to a parameter, counted from 1.
    @inlinable
    package func bind(_ index: Int32, _ value: Int64) {
        sqlite3_bind_int64(handle, index, value)
    }

    /// Binds a whole number, or null.
    package func bind(_ index: Int32, _ value: Int64?) {
        if let value { sqlite3_bind_int64(handle, index, value) } else { sqlite3_bind_null(handle, index) }
    }

    /// Binds a text, which is copied.
    package func bind(_ index: Int32, _ text: String) {
        var text = text
        text.withUTF8 { bytes in
            // The destructor -1 (SQLITE_TRANSIENT) makes SQLite copy the bytes.
            _ = sqlite3_bind_text(handle, index, start(bytes), Int32(bytes.count), transient)
        }
    }

    /// Binds text without copying it.
    ///
    /// - Precondition: `bytes` does not change until the statement was run.
    package func bindUncopied(_ index: Int32, text bytes: UnsafeRawBufferPointer) {
        _ = sqlite3_bind_text(
            handle, index, start(bytes.bindMemory(to: UInt8.self)), Int32(bytes.count), nil)
    }

    /// Binds bytes, which are copied.
    package func bind(_ index: Int32, blob bytes: UnsafeRawBufferPointer) {
        _ = sqlite3_bind_blob(handle, index, bytes.baseAddress, Int32(bytes.count), transient)
    }

    /// Binds null.
    package func bindNull(_ index: Int32) {
        sqlite3_bind_null(handle, index)
    }

    /// Whether a column of the row, counted from 0, is null.
    @inlinable
    package func isNull(_ column: Int32) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }
    /// The whole number in a column; 0 if it is null.
    @inlinable
    package func int(_ column: Int32) -> Int64 { sqlite3_column_int64(handle, column) }

    /// The text in a column; empty if it is null.
    package func text(_ column: Int32) -> String {
        withText(column) { String(decoding: $0, as: UTF8.self) }
    }

    /// The id in a column; empty if it is null.
    package func identifier(_ column: Int32) -> Identifier { Identifier(text(column)) }

    /// Calls `body` with the bytes of a text or blob column, which are valid only within `body`.
    @inlinable
    package func withText<Result>(_ column: Int32, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        // The pointer is read before the length, because SQLite may convert the value.
        let start = sqlite3_column_blob(handle, column)
        return body(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    private var transient: sqlite3_destructor_type { unsafeBitCast(-1, to: sqlite3_destructor_type.self) }

    /// A pointer to the bytes that is never null. SQLite takes a null pointer for NULL, so empty text must point
    /// somewhere.
    private func start(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafePointer<CChar> {
        guard let base = bytes.baseAddress else { return Self.somewhere }
        return UnsafeRawPointer(base).assumingMemoryBound(to: CChar.self)
    }

    nonisolated(unsafe) private static let somewhere = UnsafePointer(UnsafeMutablePointer<CChar>.allocate(capacity: 1))
}
