import CSQLite
import LedgerFile
import LineParsing

/// Offers the new calls of a parsed chunk as a table of SQLite, so that one statement inserts them all:
///
///     INSERT INTO call (…) SELECT ?1, … FROM parsed_call
///
/// This takes a third of the time of one INSERT for each call. The table exists only on its connection (an eponymous
/// virtual table) and holds rows only within `withRows`.
///
/// **Bounds.** The pointers of `Rows` point into buffers that live as long as `withRows` runs. A cursor counts from 0
/// to below `count`. `fresh` has that many indexes of `calls`. The ranges of a call lie within the arena, because the
/// parser that made them appended those bytes. SQLite copies each text before it asks for the next row.
final class ChunkFeed {
    /// The content of the table. It is plain memory, because the callbacks reach it through a pointer.
    struct Rows {
        var calls: UnsafePointer<CallRow>?
        var arena: UnsafePointer<UInt8>?
        /// The indexes of the calls that are offered.
        var fresh: UnsafePointer<UInt32>?
        /// For each call of `fresh`, the ledger's ids of its app and kind.
        var traits: UnsafePointer<CallTraits>?
        var count = 0
        /// The number of the chunk's first line.
        var firstLine: Int64 = 0
    }

    private let rows: UnsafeMutablePointer<Rows>

    /// Registers the table with a connection, which must not outlive the feed.
    init(_ database: Database) throws(LedgerError) {
        rows = .allocate(capacity: 1)
        rows.initialize(to: Rows())
        try database.createModule("parsed_call", Self.module, rows)
    }

    deinit {
        rows.deallocate()
    }

    /// Runs `body` while the table holds the given calls of a chunk.
    func withRows(
        _ chunk: borrowing ParsedChunk, fresh: [UInt32], traits: [CallTraits], firstLine: Int64,
        _ body: () throws(LedgerError) -> Void
    ) throws(LedgerError) {
        precondition(fresh.count == traits.count && fresh.allSatisfy { Int($0) < chunk.calls.count })
        defer { rows.pointee = Rows() }
        let rows = rows
        var failure: LedgerError?
        chunk.calls.withUnsafeBufferPointer { calls in
            chunk.arena.withUnsafeBufferPointer { arena in
                fresh.withUnsafeBufferPointer { fresh in
                    traits.withUnsafeBufferPointer { traits in
                        rows.pointee = Rows(
                            calls: calls.baseAddress, arena: arena.baseAddress, fresh: fresh.baseAddress,
                            traits: traits.baseAddress, count: fresh.count, firstLine: firstLine)
                        do throws(LedgerError) { try body() } catch { failure = error }
                    }
                }
            }
        }
        if let failure { throw failure }
    }

    // MARK: - The callbacks

    private struct Cursor {
        var base = sqlite3_vtab_cursor()
        var rows: UnsafePointer<Rows>
        var index = 0
    }

    private struct Table {
        var base = sqlite3_vtab()
        var rows: UnsafePointer<Rows>
    }

    /// The columns, in the order of the table `call`. `log` is left out, because it is the same for all. The id is
    /// left out too: SQLite then uses one more than the last id, and need not check whether that row exists.
    private static let declaration = """
        CREATE TABLE parsed_call (line INTEGER, time INTEGER, app INTEGER, kind INTEGER, destination INTEGER,
          segments INTEGER, amount INTEGER, cost INTEGER, ref TEXT, transaction_ref TEXT, reference TEXT,
          provider_code TEXT)
        """

    /// Never freed, because SQLite keeps a pointer to it.
    nonisolated(unsafe) private static let module: UnsafePointer<sqlite3_module> = {
        var module = sqlite3_module()
        module.xConnect = { database, aux, _, _, table, _ in
            let code = sqlite3_declare_vtab(database, ChunkFeed.declaration)
            guard code == SQLITE_OK, let aux, let table else { return code }
            let made = UnsafeMutablePointer<Table>.allocate(capacity: 1)
            made.initialize(to: Table(rows: UnsafePointer(aux.assumingMemoryBound(to: Rows.self))))
            table.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab.self)
            return SQLITE_OK
        }
        module.xDisconnect = { table in
            UnsafeMutableRawPointer(table)?.assumingMemoryBound(to: Table.self).deallocate()
            return SQLITE_OK
        }
        module.xBestIndex = { _, info in
            info?.pointee.estimatedCost = 1
            return SQLITE_OK
        }
        module.xOpen = { table, cursor in
            guard let table, let cursor else { return SQLITE_ERROR }
            let rows = UnsafeMutableRawPointer(table).assumingMemoryBound(to: Table.self).pointee.rows
            let made = UnsafeMutablePointer<Cursor>.allocate(capacity: 1)
            made.initialize(to: Cursor(rows: rows))
            cursor.pointee = UnsafeMutableRawPointer(made).assumingMemoryBound(to: sqlite3_vtab_cursor.self)
            return SQLITE_OK
        }
        module.xClose = { cursor in
            UnsafeMutableRawPointer(cursor)?.assumingMemoryBound(to: Cursor.self).deallocate()
            return SQLITE_OK
        }
        module.xFilter = { cursor, _, _, _, _ in
            ChunkFeed.cursor(cursor).pointee.index = 0
            return SQLITE_OK
        }
        module.xNext = { cursor in
            ChunkFeed.cursor(cursor).pointee.index &+= 1
            return SQLITE_OK
        }
        module.xEof = { cursor in
            let cursor = ChunkFeed.cursor(cursor)
            return cursor.pointee.index < cursor.pointee.rows.pointee.count ? 0 : 1
        }
        module.xRowid = { cursor, row in
            row?.pointee = Int64(ChunkFeed.cursor(cursor).pointee.index)
            return SQLITE_OK
        }
        module.xColumn = { cursor, context, column in
            let cursor = ChunkFeed.cursor(cursor)
            ChunkFeed.column(column, of: cursor.pointee.index, in: cursor.pointee.rows, context)
            return SQLITE_OK
        }
        let place = UnsafeMutablePointer<sqlite3_module>.allocate(capacity: 1)
        place.initialize(to: module)
        return UnsafePointer(place)
    }()

    @inline(__always)
    private static func cursor(_ base: UnsafeMutablePointer<sqlite3_vtab_cursor>?) -> UnsafeMutablePointer<Cursor> {
        // SQLite returns the pointer that xOpen made. The base is its first member.
        UnsafeMutableRawPointer(base.unsafelyUnwrapped).assumingMemoryBound(to: Cursor.self)
    }

    @inline(__always)
    private static func column(
        _ column: Int32, of index: Int, in rows: UnsafePointer<Rows>, _ context: OpaquePointer?
    ) {
        guard let calls = rows.pointee.calls, let fresh = rows.pointee.fresh, let traits = rows.pointee.traits
        else {
            return
        }
        let call = calls + Int(fresh[index])
        switch column {
        case 0: sqlite3_result_int64(context, rows.pointee.firstLine &+ Int64(call.pointee.lineOffset))
        case 1: sqlite3_result_int64(context, call.pointee.timeNanoseconds)
        case 2: sqlite3_result_int64(context, traits[index].app)
        case 3: sqlite3_result_int64(context, traits[index].kind)
        case 4: sqlite3_result_int64(context, Int64(call.pointee.destination))
        case 5: sqlite3_result_int64(context, Int64(call.pointee.segments))
        case 6: sqlite3_result_int64(context, call.pointee.amountMinor)
        case 7: sqlite3_result_int64(context, call.pointee.costMinor)
        case 8: text(call.pointee.ref, rows, context)
        case 9: text(call.pointee.transactionRef, rows, context)
        case 10: text(call.pointee.reference, rows, context)
        default: text(call.pointee.providerCode, rows, context)
        }
    }

    @inline(__always)
    private static func text(_ range: ByteRange, _ rows: UnsafePointer<Rows>, _ context: OpaquePointer?) {
        // A null pointer would mean NULL, so an empty text points to some other memory.
        let start = rows.pointee.arena.map { UnsafeRawPointer($0 + Int(range.offset)) } ?? UnsafeRawPointer(rows)
        sqlite3_result_text(
            context, start.assumingMemoryBound(to: CChar.self), Int32(range.length), nil)
    }
}

extension Database {
    /// Registers an eponymous virtual table with this connection.
    fileprivate func createModule(
        _ name: String, _ module: UnsafePointer<sqlite3_module>, _ aux: UnsafeMutableRawPointer
    ) throws(LedgerError) {
        try check(doing: "creating \(name)") { sqlite3_create_module_v2($0, name, module, aux, nil) }
    }
}
