import LineParsing
import Vocabulary

/// The bulk path: parsed chunks to rows, duplicates kept out, usage counted. One chunk at a time, in file order.
///
/// Appending is linear where a unique index is not, so identities are kept in memory as 64-bit keys and checked against
/// the stored ref; see `KeyTable`.
struct Merger {
    let database: Database
    var profiles: Profiles
    var usage = UsageDelta()
    private var identities: KeyTable
    /// Of OnePipe calls, by (app, transaction_ref): whom a query may ask about.
    var transactions: KeyTable
    /// Keys of (app, transaction_ref) that some query asks about.
    private(set) var queriedKeys: KeySet
    private var nextCall: Int64
    private var nextDuplicate: Int64
    private var nextQuery: Int64
    private let calendar: LocalCalendar

    /// The calls of the chunk being merged that are new, their profiles, and those that are not: with the call whose
    /// identity they have, and whether they merely say it again, later.
    private var fresh: [UInt32] = []
    private var freshProfiles: [Int64] = []
    private var duplicates: [(index: Int, profile: Int64, call: Int64, isRepetition: Bool)] = []
    /// A stretch of time that lies in one local day.
    private var stretch: Range<Int64> = 0..<0
    private var lastDay: Int32 = 0

    private let feed: ChunkFeed
    private let insertCalls: Statement
    private let insertDuplicate: Statement
    private let insertQuery: Statement
    private let insertReject: Statement
    private let insertKeys: Statement
    private let selectIdentity: Statement

    /// What one content has brought so far.
    struct Progress {
        var content: Int64
        var counts = LineCounts()
        /// For each worker, the ledger's ids of the parser's profiles.
        var profileIDs: [[Int64]]
    }

    /// - Parameter threads: how many read the keys of the calls there are.
    init(_ database: Database, calendar: LocalCalendar, threads: Int) throws(LedgerError) {
        self.database = database
        self.calendar = calendar
        profiles = try Profiles(database)
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
            INSERT INTO call (content, line, time, profile, ref, transaction_ref, reference, segments, amount, cost)
            SELECT ?1, line, time, profile, ref, transaction_ref, reference, segments, amount, cost
            FROM parsed_call
            """)
        insertDuplicate = try database.prepare(
            """
            INSERT INTO duplicate (id, call, content, line, time, profile, transaction_ref, reference, segments, amount,
              cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        // Nearly every query finds its call; `Resolver` marks those that don't.
        insertQuery = try database.prepare(
            """
            INSERT INTO query (id, content, line, time, app, ref, transaction_ref, transaction_key, status, delivery,
              provider_code, provider, reference, cost, matched) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 1)
            """)
        insertReject = try database.prepare("INSERT INTO reject (content, line, code, detail) VALUES (?, ?, ?, ?)")
        insertKeys = try database.prepare(
            "INSERT INTO call_key (first, identities, transaction_refs) VALUES (?, ?, ?)")
        selectIdentity = try database.prepare(
            "SELECT ref, profile, time, segments, amount, cost, transaction_ref, reference FROM call WHERE id = ?")
    }

    /// Writes the records of a chunk.
    ///
    /// - Parameter worker: whose parser made the chunk; a parser's chunks come in the order in which it made them.
    mutating func merge(
        _ chunk: borrowing ParsedChunk, worker: Int, into progress: inout Progress
    ) throws(LedgerError) {
        var begin = 0
        for end in chunk.newFormEnds {
            progress.profileIDs[worker].append(try profiles.id(of: chunk.newForms[begin..<end]))
            begin = end
        }
        let firstLine = progress.counts.lines + 1
        progress.counts.lines += Int64(chunk.lines)
        progress.counts.blank += Int64(chunk.blank)
        progress.counts.other += Int64(chunk.other)
        progress.counts.queries += Int64(chunk.queries.count)
        progress.counts.rejected += Int64(chunk.rejects.count)
        var news = Resolver.News(duplicates: [], queriedCalls: [], firstQuery: nextQuery)
        try mergeCalls(
            chunk, profileIDs: progress.profileIDs[worker], firstLine: firstLine, into: &progress, &news)
        try insertQueries(of: chunk, firstLine: firstLine, content: progress.content)
        try Resolver(database: database, calendar: calendar).resolve(&self, news, queries: chunk.queries)
        for reject in chunk.rejects {
            insertReject.bind(1, progress.content)
            insertReject.bind(2, firstLine + Int64(reject.lineOffset))
            insertReject.bind(3, reject.code.rawValue)
            insertReject.bind(4, reject.detail)
            try insertReject.run()
        }
        try usage.endChunk(database)
    }

    private mutating func mergeCalls(
        _ chunk: borrowing ParsedChunk, profileIDs: [Int64], firstLine: Int64, into progress: inout Progress,
        _ news: inout Resolver.News
    ) throws(LedgerError) {
        guard !chunk.calls.isEmpty else { return }
        let firstNew = nextCall
        var block = KeyBlock()
        fresh.removeAll(keepingCapacity: true)
        freshProfiles.removeAll(keepingCapacity: true)
        duplicates.removeAll(keepingCapacity: true)
        var touched: UInt64 = 0
        for row in chunk.calls {
            touched &+= identities.touch(row.key) &+ transactions.touch(row.transactionKey)
        }
        identities.touched = touched
        for index in chunk.calls.indices {
            let row = chunk.calls[index]
            let profile = profileIDs[Int(row.profile)]
            var probe = identities.probe(row.key)
            if let (call, isRepetition) = try existing(row, profile, chunk, firstNew: firstNew, &probe) {
                duplicates.append((index, profile, call, isRepetition))
                continue
            }
            let call = nextCall
            nextCall += 1
            identities.enter(probe, call: call)
            block.append(identity: row.key, transaction: row.transactionKey)
            fresh.append(UInt32(index))
            freshProfiles.append(profile)
            if row.transactionKey != 0 {
                transactions.enter(key: row.transactionKey, call: call)
                if queriedKeys.contains(row.transactionKey) { news.queriedCalls.append(call) }
            }
            usage.add(
                UsageKey(
                    day: day(of: row.timeNanoseconds), segments: row.segments, profile: profile,
                    amountMinor: row.amountMinor, costMinor: row.costMinor), 1)
        }
        insertCalls.bind(1, progress.content)
        try feed.withRows(
            chunk, fresh: fresh, profiles: freshProfiles, firstLine: firstLine
        ) { () throws(LedgerError) in try insertCalls.run() }
        guard fresh.isEmpty || database.lastInserted == nextCall - 1 else {
            throw .damaged("calls are not numbered one after the other")
        }
        try block.write(with: insertKeys, first: firstNew)
        for (index, profile, call, isRepetition) in duplicates {
            let row = chunk.calls[index]
            if !isRepetition { news.duplicates.append(nextDuplicate) }
            try append(
                row, profile, firstLine + Int64(row.lineOffset), chunk, duplicateOf: call, content: progress.content)
        }
        progress.counts.transactions += Int64(fresh.count)
        progress.counts.duplicates += Int64(duplicates.count)
    }

    /// The local day of an instant. Lines are mostly in the order of their times, so it is mostly the one before.
    @inline(__always)
    private mutating func day(of nanoseconds: Int64) -> Int32 {
        if stretch.contains(nanoseconds) { return lastDay }
        let (day, stretch) = calendar.dayWithStretch(ofNanoseconds: nanoseconds)
        self.stretch = stretch
        lastDay = day.daysSinceEpoch
        return lastDay
    }

    /// The call of the same identity, if there is one; `probe` is led to where a new one would go.
    ///
    /// - Parameter firstNew: calls from here on are of this chunk, and not written yet.
    @inline(__always)
    private func existing(
        _ row: CallRow, _ profile: Int64, _ chunk: borrowing ParsedChunk, firstNew: Int64,
        _ probe: inout KeyTable.Probe
    ) throws(LedgerError) -> (call: Int64, isRepetition: Bool)? {
        while let call = identities.next(&probe) {
            let other: Int64
            let sameRef: Bool
            let isRepetition: Bool
            if call >= firstNew {
                let known = chunk.calls[Int(fresh[Int(call - firstNew)])]
                other = freshProfiles[Int(call - firstNew)]
                sameRef = chunk.holdsEqual(known.ref, row.ref)
                isRepetition =
                    other == profile && known.timeNanoseconds < row.timeNanoseconds && known.segments == row.segments
                    && known.amountMinor == row.amountMinor && known.costMinor == row.costMinor
                    && chunk.holdsEqual(known.transactionRef, row.transactionRef)
                    && chunk.holdsEqual(known.reference, row.reference)
            } else {
                selectIdentity.bind(1, call)
                guard try selectIdentity.step() else { throw .damaged("there is no call \(call)") }
                other = selectIdentity.int(1)
                sameRef = selectIdentity.holds(row.ref, of: chunk, at: 0)
                isRepetition =
                    other == profile && selectIdentity.int(2) < row.timeNanoseconds
                    && selectIdentity.int(3) == Int64(row.segments) && selectIdentity.int(4) == row.amountMinor
                    && selectIdentity.int(5) == row.costMinor
                    && selectIdentity.holds(row.transactionRef, of: chunk, at: 6)
                    && selectIdentity.holds(row.reference, of: chunk, at: 7)
                selectIdentity.reset()
            }
            guard sameRef else { continue }
            if other == profile { return (call, isRepetition) }
            let (a, b) = (try profiles.profile(other), try profiles.profile(profile))
            if a.source == b.source, a.app == b.app { return (call, false) }
        }
        return nil
    }

    private mutating func append(
        _ row: CallRow, _ profile: Int64, _ line: Int64, _ chunk: borrowing ParsedChunk, duplicateOf call: Int64,
        content: Int64
    ) throws(LedgerError) {
        insertDuplicate.bind(1, nextDuplicate)
        insertDuplicate.bind(2, call)
        insertDuplicate.bind(3, content)
        insertDuplicate.bind(4, line)
        insertDuplicate.bind(5, row.timeNanoseconds)
        insertDuplicate.bind(6, profile)
        chunk.withBytes(row.transactionRef) { insertDuplicate.bindUncopied(7, text: $0) }
        chunk.withBytes(row.reference) { insertDuplicate.bindUncopied(8, text: $0) }
        insertDuplicate.bind(9, Int64(row.segments))
        insertDuplicate.bind(10, row.amountMinor)
        insertDuplicate.bind(11, row.costMinor)
        try insertDuplicate.run()
        nextDuplicate += 1
    }

    private mutating func insertQueries(
        of chunk: borrowing ParsedChunk, firstLine: Int64, content: Int64
    ) throws(LedgerError) {
        for row in chunk.queries {
            queriedKeys.insert(row.transactionKey)
            insertQuery.bind(1, nextQuery)
            insertQuery.bind(2, content)
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
