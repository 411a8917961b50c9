import GatewayLog
import Vocabulary

/// What is decided once a content has been read to its end: which of several records is the transaction, and which
/// query's answer holds for a call (contract 2). The outcome is the same in whatever order records came.
struct Resolver {
    let database: Database
    let calendar: LocalCalendar

    /// A (app, transaction_ref) that queries may ask about.
    private struct Question: Hashable {
        let key: UInt64
        let app: Identifier
        let transactionRef: Identifier
    }

    /// Resolves what a content brought.
    ///
    /// - Parameters:
    ///   - firstDuplicate, firstQuery: ids of the first new rows.
    ///   - queriedCalls: new calls that an older query may ask about.
    func resolve(
        _ merger: inout Merger, firstDuplicate: Int64, firstQuery: Int64, queriedCalls: [Int64]
    ) throws(LedgerError) {
        var keys: Set<UInt64> = []
        let news = try database.prepare("SELECT DISTINCT transaction_key FROM query WHERE id >= ?")
        news.bind(1, firstQuery)
        while try news.step() { keys.insert(UInt64(bitPattern: news.int(0))) }
        var calls = Set(queriedCalls)
        try settleDuplicates(from: firstDuplicate, &merger, keys: &keys, calls: &calls)
        guard !keys.isEmpty || !calls.isEmpty else { return }
        try scan(for: keys, into: &calls)
        for call in calls.sorted() { try answer(call, &merger) }
        try markMatched(keys: keys, calls: calls)
    }

    // MARK: - Duplicates

    private func settleDuplicates(
        from first: Int64, _ merger: inout Merger, keys: inout Set<UInt64>, calls: inout Set<Int64>
    ) throws(LedgerError) {
        let rows = try database.prepare(
            """
            SELECT id, call, content, line, time, profile, transaction_ref, reference, segments, amount, cost
            FROM duplicate WHERE id >= ? ORDER BY id
            """)
        rows.bind(1, first)
        let mark = try database.prepare("UPDATE duplicate SET conflict = 1 WHERE id = ?")
        var displaced: Set<Int64> = []
        while try rows.step() {
            let call = rows.int(1)
            let record = try record(rows, from: 2, merger.profiles)
            let incumbent = try self.call(call, merger.profiles)
            if record.precedes(incumbent) {
                displaced.insert(call)
                try displace(call, incumbent, by: record, duplicate: rows.int(0), &merger, keys: &keys, calls: &calls)
            } else if record.billingFields != incumbent.billingFields {
                mark.bind(1, rows.int(0))
                try mark.run()
            }
        }
        for call in displaced.sorted() { try remarkConflicts(of: call, merger.profiles) }
    }

    /// Makes the duplicate's record the transaction, and the transaction's the duplicate.
    private func displace(
        _ call: Int64, _ incumbent: StoredRecord, by record: StoredRecord, duplicate: Int64, _ merger: inout Merger,
        keys: inout Set<UInt64>, calls: inout Set<Int64>
    ) throws(LedgerError) {
        merger.usage.add(try usageKey(of: call, merger.profiles), -1)
        try database.run("DELETE FROM answer WHERE call = ?", call)
        try write(record, to: "call", id: call)
        try write(incumbent, to: "duplicate", id: duplicate)
        try database.run("UPDATE duplicate SET listed = NULL WHERE id = ?", duplicate)
        merger.usage.add(usageKey(record, profileID: record.profileID, costMinor: record.costMinor), 1)
        if record.content != incumbent.content {
            try database.run(
                "UPDATE content SET transactions = transactions + 1, duplicates = duplicates - 1 WHERE id = ?",
                record.content)
            try database.run(
                "UPDATE content SET transactions = transactions - 1, duplicates = duplicates + 1 WHERE id = ?",
                incumbent.content)
        }
        if record.transactionRef != incumbent.transactionRef || record.profile.source != incumbent.profile.source {
            try rewriteTransactionKey(of: call, to: key(of: record))
        }
        // Both the old and the new transaction_ref may be asked about.
        for key in [key(of: incumbent), key(of: record)] where merger.queriedKeys.contains(key) { keys.insert(key) }
        calls.insert(call)
    }

    private func remarkConflicts(of call: Int64, _ profiles: Profiles) throws(LedgerError) {
        let transaction = try self.call(call, profiles)
        let rows = try database.prepare(
            """
            SELECT id, content, line, time, profile, transaction_ref, reference, segments, amount, cost
            FROM duplicate WHERE call = ?
            """)
        rows.bind(1, call)
        var conflicts: [(id: Int64, conflict: Bool)] = []
        while try rows.step() {
            let record = try record(rows, from: 1, profiles)
            conflicts.append((rows.int(0), record.billingFields != transaction.billingFields))
        }
        let mark = try database.prepare("UPDATE duplicate SET conflict = ? WHERE id = ?")
        for (id, conflict) in conflicts {
            mark.bind(1, conflict ? 1 : 0)
            mark.bind(2, id)
            try mark.run()
        }
    }

    private func write(_ record: StoredRecord, to table: String, id: Int64) throws(LedgerError) {
        let update = try database.cached(
            """
            UPDATE \(table) SET content = ?, line = ?, time = ?, profile = ?, transaction_ref = ?, reference = ?,
              segments = ?, amount = ?, cost = ? WHERE id = ?
            """)
        update.bind(1, record.content)
        update.bind(2, record.line)
        update.bind(3, record.timeNanoseconds)
        update.bind(4, record.profileID)
        update.bind(5, record.transactionRef.text)
        update.bind(6, record.reference.text)
        update.bind(7, Int64(record.segments))
        update.bind(8, record.amountMinor)
        update.bind(9, record.costMinor)
        update.bind(10, id)
        try update.run()
    }

    private func rewriteTransactionKey(of call: Int64, to key: UInt64) throws(LedgerError) {
        let block = try database.cached(
            "SELECT first, transaction_refs FROM call_key WHERE first <= ? ORDER BY first DESC LIMIT 1")
        block.bind(1, call)
        guard let (first, stored) = try block.first({ ($0.int(0), $0.withText(1, KeyBlock.keys)) }) else {
            throw .damaged("call \(call) has no key")
        }
        var keys = stored
        keys[Int(call - first)] = key
        let update = try database.prepare("UPDATE call_key SET transaction_refs = ? WHERE first = ?")
        keys.map(\.littleEndian).withUnsafeBytes { update.bind(1, blob: $0) }
        update.bind(2, first)
        try update.run()
    }

    // MARK: - Answers

    /// Adds the calls that carry one of the keys.
    private func scan(for keys: Set<UInt64>, into calls: inout Set<Int64>) throws(LedgerError) {
        guard !keys.isEmpty else { return }
        let blocks = try database.prepare("SELECT first, transaction_refs FROM call_key")
        while try blocks.step() {
            let first = blocks.int(0)
            for (offset, key) in blocks.withText(1, KeyBlock.keys).enumerated() where key != 0 && keys.contains(key) {
                calls.insert(first + Int64(offset))
            }
        }
    }

    /// Finds the answer that holds for a call and books what it changes.
    private func answer(_ call: Int64, _ merger: inout Merger) throws(LedgerError) {
        let record = try self.call(call, merger.profiles)
        let before = try usageKey(of: call, merger.profiles)
        try database.run("DELETE FROM answer WHERE call = ?", call)
        if record.profile.source == .onepipe, !record.transactionRef.isEmpty, let winner = try latestAnswer(record) {
            var profile = record.profile
            profile.status = winner.status
            if !winner.providerCode.isEmpty { profile.providerCode = winner.providerCode }
            if !winner.provider.isEmpty { profile.provider = winner.provider }
            if winner.delivery != .none { profile.delivery = winner.delivery }
            let insert = try database.cached(
                "INSERT INTO answer (call, query, profile, reference, cost) VALUES (?, ?, ?, ?, ?)")
            insert.bind(1, call)
            insert.bind(2, winner.id)
            insert.bind(3, try merger.profiles.id(of: profile, in: database))
            insert.bind(4, (winner.reference.isEmpty ? record.reference : winner.reference).text)
            insert.bind(5, winner.costMinor ?? record.costMinor)
            try insert.run()
        }
        let after = try usageKey(of: call, merger.profiles)
        if before != after {
            merger.usage.add(before, -1)
            merger.usage.add(after, 1)
        }
    }

    /// The latest final answer about a call; at one time the one whose fields come first, byte by byte.
    private func latestAnswer(_ record: StoredRecord) throws(LedgerError) -> QueryAnswer? {
        let rows = try database.cached(
            """
            SELECT id, time, status, delivery, provider_code, provider, reference, cost FROM query
            WHERE transaction_key = ? AND app = ? AND transaction_ref = ? AND status <> 'Pending'
            """)
        rows.bind(1, Int64(bitPattern: key(of: record)))
        rows.bind(2, record.profile.app.text)
        rows.bind(3, record.transactionRef.text)
        var best: QueryAnswer?
        while try rows.step() {
            let answer = try QueryAnswer(rows)
            if best.map({ answer.holds(over: $0) }) ?? true { best = answer }
        }
        return best
    }

    /// Marks which of the queries asked about find a call.
    private func markMatched(keys: Set<UInt64>, calls: Set<Int64>) throws(LedgerError) {
        var questions: Set<Question> = []
        var all = keys
        let select = try database.prepare(
            """
            SELECT p.app, c.transaction_ref FROM call c JOIN profile p ON p.id = c.profile
            WHERE c.id = ? AND p.source = 'onepipe' AND c.transaction_ref <> ''
            """)
        for call in calls.sorted() {
            select.bind(1, call)
            while try select.step() {
                let (app, transactionRef) = (select.identifier(0), select.identifier(1))
                let key = Key.transaction(app: app, ref: transactionRef)
                questions.insert(Question(key: key, app: app, transactionRef: transactionRef))
                all.insert(key)
            }
        }
        let reset = try database.prepare("UPDATE query SET matched = 0 WHERE transaction_key = ?")
        for key in all.sorted() {
            reset.bind(1, Int64(bitPattern: key))
            try reset.run()
        }
        let mark = try database.prepare(
            "UPDATE query SET matched = 1 WHERE transaction_key = ? AND app = ? AND transaction_ref = ?")
        for question in questions {
            mark.bind(1, Int64(bitPattern: question.key))
            mark.bind(2, question.app.text)
            mark.bind(3, question.transactionRef.text)
            try mark.run()
        }
    }

    // MARK: - Rows

    private func call(_ id: Int64, _ profiles: Profiles) throws(LedgerError) -> StoredRecord {
        let select = try database.cached(
            """
            SELECT content, line, time, profile, transaction_ref, reference, segments, amount, cost
            FROM call WHERE id = ?
            """)
        select.bind(1, id)
        let found = try select.first { (row) throws(LedgerError) in try record(row, from: 0, profiles) }
        guard let found else { throw .damaged("there is no call \(id)") }
        return found
    }

    private func record(
        _ row: Statement, from first: Int32, _ profiles: Profiles
    ) throws(LedgerError) -> StoredRecord {
        StoredRecord(
            content: row.int(first), line: row.int(first + 1), timeNanoseconds: row.int(first + 2),
            profileID: row.int(first + 3), profile: try profiles.profile(row.int(first + 3)),
            transactionRef: row.identifier(first + 4), reference: row.identifier(first + 5),
            segments: Int32(row.int(first + 6)), amountMinor: row.int(first + 7), costMinor: row.int(first + 8))
    }

    /// How the call is counted as it stands, its answer applied.
    private func usageKey(of call: Int64, _ profiles: Profiles) throws(LedgerError) -> UsageKey {
        let record = try self.call(call, profiles)
        let answer = try database.cached("SELECT profile, cost FROM answer WHERE call = ?")
        answer.bind(1, call)
        return try answer.first { usageKey(record, profileID: $0.int(0), costMinor: $0.int(1)) }
            ?? usageKey(record, profileID: record.profileID, costMinor: record.costMinor)
    }

    private func usageKey(_ record: StoredRecord, profileID: Int64, costMinor: Int64) -> UsageKey {
        UsageKey(
            day: calendar.day(ofNanoseconds: record.timeNanoseconds).daysSinceEpoch, profile: profileID,
            segments: record.segments, amountMinor: record.amountMinor, costMinor: costMinor)
    }

    private func key(of record: StoredRecord) -> UInt64 {
        record.profile.source == .onepipe && !record.transactionRef.isEmpty
            ? Key.transaction(app: record.profile.app, ref: record.transactionRef) : 0
    }
}

/// A final answer to a query, as far as it can update a call.
private struct QueryAnswer {
    let id: Int64
    let timeNanoseconds: Int64
    let status: Status
    let delivery: Delivery
    let providerCode: Identifier
    let provider: Identifier
    let reference: Identifier
    let costMinor: Int64?

    init(_ row: Statement) throws(LedgerError) {
        guard let status = Status(rawValue: row.text(2)), let delivery = Delivery(rawValue: row.text(3)) else {
            throw .damaged("query \(row.int(0)) holds a word that is none of the schema's")
        }
        id = row.int(0)
        timeNanoseconds = row.int(1)
        self.status = status
        self.delivery = delivery
        providerCode = row.identifier(4)
        provider = row.identifier(5)
        reference = row.identifier(6)
        costMinor = row.isNull(7) ? nil : row.int(7)
    }

    /// Ties of contract 2: status, provider code, provider, delivery, cost, reference.
    private var tieFields: [Identifier] {
        [
            Identifier(status.rawValue), providerCode, provider, Identifier(delivery.rawValue),
            Identifier(costMinor.map(String.init) ?? ""), reference,
        ]
    }

    func holds(over other: QueryAnswer) -> Bool {
        if timeNanoseconds != other.timeNanoseconds { return timeNanoseconds > other.timeNanoseconds }
        return tieFields.lexicographicallyPrecedes(other.tieFields)
    }
}

extension Database {
    /// Runs a statement with one whole-number parameter.
    func run(_ sql: String, _ value: Int64) throws(LedgerError) {
        let statement = try cached(sql)
        statement.bind(1, value)
        try statement.run()
    }
}
