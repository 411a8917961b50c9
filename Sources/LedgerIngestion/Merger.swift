import LedgerFile
import LineParsing
import Vocabulary

/// The bulk path: turns parsed chunks into rows, finds duplicates and counts usage. It takes one chunk at a time, in
/// file order.
///
/// Appending takes linear time, and a unique index would not. So identities are kept in memory as 64-bit keys, and a
/// hit is checked against the stored ref; see `CallKeyTable`.
struct Merger {
    let database: Database
    var names: Names
    var rollUp: RollUp
    var pending: PendingCalls
    var recordAnswers: RecordAnswers
    private var identities: CallKeyTable
    /// The OnePipe calls that a query may ask about, by (app, transaction_ref).
    var transactions: CallKeyTable
    /// The keys of (app, transaction_ref) that some query asks about.
    private(set) var queriedKeys: KeySet
    private var nextCall: Int64
    private var nextDuplicate: Int64
    private var nextQuery: Int64

    /// The new calls of the chunk that is being merged, as indexes, and the ledger's ids of their apps and kinds.
    private var fresh: [UInt32] = []
    private var freshTraits: [CallTraits] = []
    /// The roll-up keys of the new calls.
    private var keys: [CellKey] = []
    /// The other calls of the chunk. `call` has the same identity; `isRepetition` says that the record only repeats it,
    /// later.
    private var duplicates: [(index: Int, kind: Int64, call: Int64, isRepetition: Bool)] = []

    private let feed: ChunkFeed
    private let insertCalls: Statement
    private let insertDuplicate: Statement
    private let insertQuery: Statement
    private let insertReject: Statement
    private let insertKeys: Statement
    private let selectIdentity: Statement

    /// The progress of one log.
    struct Progress {
        var logID: Int64
        var counts = LineCounts()
        /// For each worker, the ledger's ids for the numbers of its parser.
        var numbers: [ParserNumbers]
    }

    /// The ledger's ids of the apps and kinds that a parser has numbered.
    struct ParserNumbers {
        var apps: [Int64] = []
        var kinds: [Int64] = []
    }

    /// - Parameter threads: the number of threads that load the keys of the stored calls.
    init(
        _ database: Database, recordAnswers: RecordAnswers, rollUp: RollUp, names: Names, threads: Int
    ) throws(LedgerError) {
        self.database = database
        self.recordAnswers = recordAnswers
        self.rollUp = rollUp
        pending = try PendingCalls(database)
        self.names = names
        nextCall = (try database.integer("SELECT max(id) FROM call") ?? 0) + 1
        nextDuplicate = (try database.integer("SELECT max(id) FROM duplicate") ?? 0) + 1
        nextQuery = (try database.integer("SELECT max(id) FROM query") ?? 0) + 1
        (identities, transactions) = try KeyLoading(database, count: Int(nextCall)).run(threads: threads)
        queriedKeys = KeySet(expected: Int(nextQuery))
        let queries = try database.prepare("SELECT transaction_key FROM query")
        while try queries.step() { queriedKeys.insert(UInt64(bitPattern: queries.int(0))) }

        feed = try ChunkFeed(database)
        insertCalls = try database.prepare(
            """
            INSERT INTO call (log, line, time, app, kind, destination, segments, amount, cost, ref, transaction_ref,
              reference, provider_code)
            SELECT ?1, line, time, app, kind, destination, segments, amount, cost, ref, transaction_ref, reference,
              provider_code FROM parsed_call
            """)
        insertDuplicate = try database.prepare(
            """
            INSERT INTO duplicate (id, call, log, line, time, kind, destination, segments, amount, cost,
              transaction_ref, reference, provider_code) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        // Nearly every query finds its call. `RecordResolver` marks those that don't.
        insertQuery = try database.prepare(
            """
            INSERT INTO query (id, log, line, time, app, ref, transaction_ref, transaction_key, status, delivery,
              provider_code, provider, reference, cost, matched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
            """)
        insertReject = try database.prepare("INSERT INTO reject (log, line, code, detail) VALUES (?, ?, ?, ?)")
        insertKeys = try database.prepare(
            "INSERT INTO call_key (first, identities, transaction_refs) VALUES (?, ?, ?)")
        selectIdentity = try database.prepare(
            """
            SELECT app, kind, destination, time, segments, amount, cost, ref, transaction_ref, reference, provider_code
            FROM call WHERE id = ?
            """)
    }

    /// Writes the records of a chunk.
    ///
    /// - Parameter worker: the worker whose parser made the chunk. The chunks of a parser come in the order in which it
    ///   made them.
    mutating func merge(
        _ chunk: borrowing ParsedChunk, worker: Int, into progress: inout Progress
    ) throws(LedgerError) {
        try learn(chunk, &progress.numbers[worker])
        let firstLine = progress.counts.lines + 1
        progress.counts.lines += Int64(chunk.lines)
        progress.counts.blank += Int64(chunk.blank)
        progress.counts.other += Int64(chunk.other)
        progress.counts.queries += Int64(chunk.queries.count)
        progress.counts.rejected += Int64(chunk.rejects.count)
        var stored = RecordResolver.Stored(duplicates: [], queriedCalls: [], firstQuery: nextQuery)
        try mergeCalls(chunk, progress.numbers[worker], firstLine: firstLine, into: &progress, &stored)
        try insertQueries(of: chunk, firstLine: firstLine, logID: progress.logID)
        try RecordResolver(database: database, recordAnswers: recordAnswers).resolve(
            &self, stored, queries: chunk.queries)
        for reject in chunk.rejects {
            insertReject.bind(1, progress.logID)
            insertReject.bind(2, firstLine + Int64(reject.lineOffset))
            insertReject.bind(3, reject.code.rawValue)
            insertReject.bind(4, reject.detail)
            try insertReject.run()
        }
        try rollUp.endChunk(database)
    }

    /// Looks up the ledger's ids of the apps and kinds that a parser met first in this chunk.
    private mutating func learn(_ chunk: borrowing ParsedChunk, _ numbers: inout ParserNumbers) throws(LedgerError) {
        if chunk.numbersAnew { numbers = ParserNumbers() }
        for index in 0..<chunk.newApps.count {
            numbers.apps.append(try names.id(ofApp: chunk.newApps, index))
        }
        for index in 0..<chunk.newKinds.count {
            let id = try names.id(ofKind: chunk.newKinds, index)
            numbers.kinds.append(id)
            pending.learn(try names.kind(id), id: id)
        }
    }

    private mutating func mergeCalls(
        _ chunk: borrowing ParsedChunk, _ numbers: ParserNumbers, firstLine: Int64, into progress: inout Progress,
        _ stored: inout RecordResolver.Stored
    ) throws(LedgerError) {
        guard !chunk.calls.isEmpty else { return }
        let firstNew = nextCall
        var block = KeyBlock()
        fresh.removeAll(keepingCapacity: true)
        freshTraits.removeAll(keepingCapacity: true)
        duplicates.removeAll(keepingCapacity: true)
        var touched: UInt64 = 0
        for row in chunk.calls {
            touched &+= identities.touch(row.key) &+ transactions.touch(row.transactionKey)
        }
        identities.touched = touched
        for index in chunk.calls.indices {
            let row = chunk.calls[index]
            let traits = CallTraits(app: numbers.apps[Int(row.app)], kind: numbers.kinds[Int(row.kind)])
            var probe = identities.probe(row.key)
            if let (call, isRepetition) = try existing(row, traits, chunk, firstNew: firstNew, &probe) {
                duplicates.append((index, traits.kind, call, isRepetition))
                continue
            }
            let call = nextCall
            nextCall += 1
            identities.enter(probe, call: call)
            block.append(identity: row.key, transaction: row.transactionKey)
            fresh.append(UInt32(index))
            freshTraits.append(traits)
            pending.add(call, kind: traits.kind)
            if row.transactionKey != 0 {
                transactions.enter(key: row.transactionKey, call: call)
                if queriedKeys.contains(row.transactionKey) { stored.queriedCalls.append(call) }
            }
        }
        try count(chunk, firstNew: firstNew)
        insertCalls.bind(1, progress.logID)
        try feed.withRows(
            chunk, fresh: fresh, traits: freshTraits, firstLine: firstLine
        ) { () throws(LedgerError) in try insertCalls.run() }
        guard fresh.isEmpty || database.lastInserted == nextCall - 1 else {
            throw .damaged("calls are not numbered one after the other")
        }
        try block.write(with: insertKeys, first: firstNew)
        try pending.write()
        for (index, kind, call, isRepetition) in duplicates {
            let row = chunk.calls[index]
            if !isRepetition { stored.duplicates.append(nextDuplicate) }
            try append(
                row, kind, firstLine + Int64(row.lineOffset), chunk, duplicateOf: call, logID: progress.logID)
        }
        progress.counts.transactions += Int64(fresh.count)
        progress.counts.duplicates += Int64(duplicates.count)
    }

    /// Counts the new calls of a chunk in the roll-up.
    private mutating func count(_ chunk: borrowing ParsedChunk, firstNew: Int64) throws(LedgerError) {
        keys.removeAll(keepingCapacity: true)
        var failure: LedgerError?
        chunk.arena.withUnsafeBytes { arena in
            do throws(LedgerError) {
                for place in fresh.indices {
                    let row = chunk.calls[Int(fresh[place])]
                    let traits = freshTraits[place]
                    keys.append(
                        try rollUp.key(
                            of: firstNew + Int64(place), timeNanoseconds: row.timeNanoseconds, app: traits.app,
                            kind: traits.kind, destination: row.destination,
                            code: UnsafeRawBufferPointer(rebasing: arena[row.providerCode.indices]),
                            amountMinor: row.amountMinor, costMinor: row.costMinor, sign: 1, names))
                }
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        rollUp.add(keys) { place in
            let row = chunk.calls[Int(fresh[place])]
            return (row.segments, row.amountMinor, row.costMinor)
        }
    }

    /// The call of the same identity, if there is one. If not, `probe` is at the slot for a new one.
    ///
    /// - Parameter firstNew: the first call of this chunk. It and those after it are not written yet.
    @inline(__always)
    private func existing(
        _ row: CallRow, _ traits: CallTraits, _ chunk: borrowing ParsedChunk, firstNew: Int64,
        _ probe: inout CallKeyTable.Probe
    ) throws(LedgerError) -> (call: Int64, isRepetition: Bool)? {
        while let call = identities.next(&probe) {
            let other: CallTraits
            let sameRef: Bool
            let isRepetition: Bool
            if call >= firstNew {
                let known = chunk.calls[Int(fresh[Int(call - firstNew)])]
                other = freshTraits[Int(call - firstNew)]
                sameRef = chunk.holdsEqual(known.ref, row.ref)
                isRepetition =
                    other == traits && known.destination == row.destination
                    && known.timeNanoseconds < row.timeNanoseconds && known.segments == row.segments
                    && known.amountMinor == row.amountMinor && known.costMinor == row.costMinor
                    && chunk.holdsEqual(known.transactionRef, row.transactionRef)
                    && chunk.holdsEqual(known.reference, row.reference)
                    && chunk.holdsEqual(known.providerCode, row.providerCode)
            } else {
                selectIdentity.bind(1, call)
                guard try selectIdentity.step() else { throw .damaged("there is no call \(call)") }
                other = CallTraits(app: selectIdentity.int(0), kind: selectIdentity.int(1))
                sameRef = selectIdentity.holds(row.ref, of: chunk, at: 7)
                isRepetition =
                    other == traits && selectIdentity.int(2) == Int64(row.destination)
                    && selectIdentity.int(3) < row.timeNanoseconds && selectIdentity.int(4) == Int64(row.segments)
                    && selectIdentity.int(5) == row.amountMinor && selectIdentity.int(6) == row.costMinor
                    && selectIdentity.holds(row.transactionRef, of: chunk, at: 8)
                    && selectIdentity.holds(row.reference, of: chunk, at: 9)
                    && selectIdentity.holds(row.providerCode, of: chunk, at: 10)
                selectIdentity.reset()
            }
            guard sameRef, other.app == traits.app else { continue }
            if other.kind == traits.kind { return (call, isRepetition) }
            if try names.kind(other.kind).source == names.kind(traits.kind).source { return (call, false) }
        }
        return nil
    }

    private mutating func append(
        _ row: CallRow, _ kind: Int64, _ line: Int64, _ chunk: borrowing ParsedChunk, duplicateOf call: Int64,
        logID: Int64
    ) throws(LedgerError) {
        insertDuplicate.bind(1, nextDuplicate)
        insertDuplicate.bind(2, call)
        insertDuplicate.bind(3, logID)
        insertDuplicate.bind(4, line)
        insertDuplicate.bind(5, row.timeNanoseconds)
        insertDuplicate.bind(6, kind)
        insertDuplicate.bind(7, Int64(row.destination))
        insertDuplicate.bind(8, Int64(row.segments))
        insertDuplicate.bind(9, row.amountMinor)
        insertDuplicate.bind(10, row.costMinor)
        chunk.withBytes(row.transactionRef) { insertDuplicate.bindUncopied(11, text: $0) }
        chunk.withBytes(row.reference) { insertDuplicate.bindUncopied(12, text: $0) }
        chunk.withBytes(row.providerCode) { insertDuplicate.bindUncopied(13, text: $0) }
        try insertDuplicate.run()
        nextDuplicate += 1
    }

    private mutating func insertQueries(
        of chunk: borrowing ParsedChunk, firstLine: Int64, logID: Int64
    ) throws(LedgerError) {
        for row in chunk.queries {
            queriedKeys.insert(row.transactionKey)
            insertQuery.bind(1, nextQuery)
            insertQuery.bind(2, logID)
            insertQuery.bind(3, firstLine + Int64(row.lineOffset))
            insertQuery.bind(4, row.timeNanoseconds)
            insertQuery.bind(5, row.app.text)
            insertQuery.bind(6, row.ref.text)
            insertQuery.bind(7, row.transactionRef.text)
            insertQuery.bind(8, Int64(bitPattern: row.transactionKey))
            insertQuery.bind(9, row.status.rawValue)
            insertQuery.bind(10, row.delivery.rawValue)
            insertQuery.bind(11, row.providerCode.text)
            insertQuery.bind(12, row.provider.text)
            insertQuery.bind(13, row.reference.text)
            insertQuery.bind(14, row.costMinor)
            try insertQuery.run()
            nextQuery += 1
        }
    }
}

/// The ledger's ids of a call's app and kind.
struct CallTraits: Equatable {
    var app: Int64
    var kind: Int64
}

extension ParsedChunk {
    fileprivate borrowing func holdsEqual(_ a: ByteRange, _ b: ByteRange) -> Bool {
        withBytes(a) { a in withBytes(b) { b in a.elementsEqual(b) } }
    }
}

extension Statement {
    /// Whether a column holds the bytes of a range of a chunk.
    fileprivate func holds(_ range: ByteRange, of chunk: borrowing ParsedChunk, at column: Int32) -> Bool {
        withText(column) { stored in chunk.withBytes(range) { stored.elementsEqual($0) } }
    }
}
