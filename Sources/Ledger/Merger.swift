import GatewayLog
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
    /// Keys of (app, transaction_ref) that some query asks about.
    private(set) var queriedKeys: Set<UInt64> = []
    private var nextCall: Int64
    private let calendar: LocalCalendar

    private let insertCall: Statement
    private let insertDuplicate: Statement
    private let insertQuery: Statement
    private let insertReject: Statement
    private let insertKeys: Statement
    private let selectIdentity: Statement

    /// What one content has brought so far.
    struct Progress {
        var content: Int64
        var counts = LineCounts()
        /// Calls of the content that some query already known asks about.
        var queriedCalls: [Int64] = []
        var hasQueries = false
        var hasDuplicates = false
        /// For each worker, the ledger's ids of the parser's profiles.
        var profileIDs: [[Int64]]
    }

    init(_ database: Database, calendar: LocalCalendar) throws(LedgerError) {
        self.database = database
        self.calendar = calendar
        profiles = try Profiles(database)
        nextCall = (try database.integer("SELECT max(id) FROM call") ?? 0) + 1
        identities = KeyTable(expected: Int(nextCall))
        let blocks = try database.prepare("SELECT first, identities FROM call_key ORDER BY first")
        while try blocks.step() {
            var call = blocks.int(0)
            for key in blocks.withText(1, KeyBlock.keys) {
                identities.enter(key: key, call: call)
                call += 1
            }
        }
        let queries = try database.prepare("SELECT DISTINCT transaction_key FROM query")
        while try queries.step() { queriedKeys.insert(UInt64(bitPattern: queries.int(0))) }

        insertCall = try database.prepare(
            """
            INSERT INTO call (id, content, line, time, profile, ref, transaction_ref, reference, segments, amount, cost)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insertDuplicate = try database.prepare(
            """
            INSERT INTO duplicate (call, content, line, time, profile, transaction_ref, reference, segments, amount, cost)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insertQuery = try database.prepare(
            """
            INSERT INTO query (content, line, time, app, ref, transaction_ref, transaction_key, status, delivery,
              provider_code, provider, reference, cost) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        insertReject = try database.prepare("INSERT INTO reject (content, line, code, detail) VALUES (?, ?, ?, ?)")
        insertKeys = try database.prepare(
            "INSERT INTO call_key (first, identities, transaction_refs) VALUES (?, ?, ?)")
        selectIdentity = try database.prepare("SELECT ref, profile FROM call WHERE id = ?")
    }

    /// Writes the records of a chunk.
    ///
    /// - Parameters:
    ///   - worker: whose parser made the chunk.
    ///   - profiles: that parser's profiles, all those that the chunk refers to included.
    mutating func merge(
        _ chunk: borrowing ParsedChunk, worker: Int, profiles parsed: [CallProfile], into progress: inout Progress
    ) throws(LedgerError) {
        while progress.profileIDs[worker].count < parsed.count {
            let profile = parsed[progress.profileIDs[worker].count]
            progress.profileIDs[worker].append(try profiles.id(of: profile, in: database))
        }
        progress.counts.lines += Int64(chunk.lines)
        progress.counts.blank += Int64(chunk.blank)
        progress.counts.other += Int64(chunk.other)
        progress.counts.queries += Int64(chunk.queries.count)
        progress.counts.rejected += Int64(chunk.rejects.count)
        try mergeCalls(chunk, profileIDs: progress.profileIDs[worker], into: &progress)
        try mergeQueries(chunk, into: &progress)
        for reject in chunk.rejects {
            insertReject.bind(1, progress.content)
            insertReject.bind(2, Int64(chunk.firstLine) + Int64(reject.lineOffset))
            insertReject.bind(3, reject.code.rawValue)
            insertReject.bind(4, reject.detail)
            try insertReject.run()
        }
        if usage.isLarge { try usage.flush(to: database) }
    }

    private mutating func mergeCalls(
        _ chunk: borrowing ParsedChunk, profileIDs: [Int64], into progress: inout Progress
    ) throws(LedgerError) {
        guard !chunk.calls.isEmpty else { return }
        let firstNew = nextCall
        var block = KeyBlock()
        insertCall.bind(2, progress.content)
        for row in chunk.calls {
            let profile = profileIDs[Int(row.profile)]
            let line = Int64(chunk.firstLine) + Int64(row.lineOffset)
            var probe = identities.probe(row.key)
            if let call = try existing(row, profile, chunk, &probe) {
                progress.counts.duplicates += 1
                progress.hasDuplicates = true
                try append(row, profile, line, chunk, duplicateOf: call, content: progress.content)
                continue
            }
            let call = nextCall
            nextCall += 1
            identities.enter(probe, call: call)
            block.append(identity: row.key, transaction: row.transactionKey)
            progress.counts.transactions += 1
            if row.transactionKey != 0, queriedKeys.contains(row.transactionKey) { progress.queriedCalls.append(call) }
            usage.add(
                UsageKey(
                    day: calendar.day(ofNanoseconds: row.timeNanoseconds).daysSinceEpoch, profile: profile,
                    segments: row.segments, amountMinor: row.amountMinor, costMinor: row.costMinor), 1)
            try append(row, profile, line, chunk, call: call)
        }
        try block.write(with: insertKeys, first: firstNew)
    }

    /// The call of the same identity, if there is one; `probe` is led to where a new one would go.
    private func existing(
        _ row: CallRow, _ profile: Int64, _ chunk: borrowing ParsedChunk, _ probe: inout KeyTable.Probe
    ) throws(LedgerError) -> Int64? {
        while let call = identities.next(&probe) {
            selectIdentity.bind(1, call)
            guard try selectIdentity.step() else { throw .damaged("there is no call \(call)") }
            let other = selectIdentity.int(1)
            let sameRef = selectIdentity.withText(0) { stored in
                chunk.withBytes(row.ref) { stored.elementsEqual($0) }
            }
            selectIdentity.reset()
            guard sameRef else { continue }
            if other == profile { return call }
            let (a, b) = (try profiles.profile(other), try profiles.profile(profile))
            if a.source == b.source, a.app == b.app { return call }
        }
        return nil
    }

    private func append(
        _ row: CallRow, _ profile: Int64, _ line: Int64, _ chunk: borrowing ParsedChunk, call: Int64
    ) throws(LedgerError) {
        insertCall.bind(1, call)
        insertCall.bind(3, line)
        insertCall.bind(4, row.timeNanoseconds)
        insertCall.bind(5, profile)
        chunk.withBytes(row.ref) { insertCall.bindUncopied(6, text: $0) }
        chunk.withBytes(row.transactionRef) { insertCall.bindUncopied(7, text: $0) }
        chunk.withBytes(row.reference) { insertCall.bindUncopied(8, text: $0) }
        insertCall.bind(9, Int64(row.segments))
        insertCall.bind(10, row.amountMinor)
        insertCall.bind(11, row.costMinor)
        try insertCall.run()
    }

    private func append(
        _ row: CallRow, _ profile: Int64, _ line: Int64, _ chunk: borrowing ParsedChunk, duplicateOf call: Int64,
        content: Int64
    ) throws(LedgerError) {
        insertDuplicate.bind(1, call)
        insertDuplicate.bind(2, content)
        insertDuplicate.bind(3, line)
        insertDuplicate.bind(4, row.timeNanoseconds)
        insertDuplicate.bind(5, profile)
        chunk.withBytes(row.transactionRef) { insertDuplicate.bindUncopied(6, text: $0) }
        chunk.withBytes(row.reference) { insertDuplicate.bindUncopied(7, text: $0) }
        insertDuplicate.bind(8, Int64(row.segments))
        insertDuplicate.bind(9, row.amountMinor)
        insertDuplicate.bind(10, row.costMinor)
        try insertDuplicate.run()
    }

    private mutating func mergeQueries(
        _ chunk: borrowing ParsedChunk, into progress: inout Progress
    ) throws(LedgerError) {
        for row in chunk.queries {
            progress.hasQueries = true
            queriedKeys.insert(row.transactionKey)
            insertQuery.bind(1, progress.content)
            insertQuery.bind(2, Int64(chunk.firstLine) + Int64(row.lineOffset))
            insertQuery.bind(3, row.timeNanoseconds)
            insertQuery.bind(4, row.app.text)
            insertQuery.bind(5, row.ref.text)
            insertQuery.bind(6, row.transactionRef.text)
            insertQuery.bind(7, Int64(bitPattern: row.transactionKey))
            insertQuery.bind(8, row.status.rawValue)
            insertQuery.bind(9, row.delivery.rawValue)
            insertQuery.bind(10, row.providerCode.text)
            insertQuery.bind(11, row.provider.text)
            insertQuery.bind(12, row.reference.text)
            insertQuery.bind(13, row.costMinor)
            try insertQuery.run()
        }
    }
}
