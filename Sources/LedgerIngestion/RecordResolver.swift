import LedgerFile
import LineParsing
import Vocabulary

/// Decides, after a chunk of a log was stored, which of several records is the transaction, and which answer holds for
/// a call, that of a query or of a further record (S2.5, S2.9, S2.22). The outcome does not depend on the order of the
/// records.
struct RecordResolver {
    let database: Database
    let recordAnswers: RecordAnswers

    // Built only once, because these texts are used as keys for every record.
    private static let selectCall = "SELECT \(StoredRecord.callColumns) FROM call WHERE id = ?"
    private static let selectDuplicate = """
        SELECT d.call, \(StoredRecord.duplicateColumns) FROM duplicate d JOIN call ON call.id = d.call WHERE d.id = ?
        """
    private static let selectDuplicates = """
        SELECT d.id, \(StoredRecord.duplicateColumns) FROM duplicate d JOIN call ON call.id = d.call WHERE d.call = ?
        """

    private static let selectAnswering = selectDuplicates + " AND d.answers = 1"

    /// The rows of a chunk that were just stored.
    struct Stored {
        /// New duplicates, without later exact repeats of their transaction, which change nothing.
        var duplicates: [Int64]
        /// New calls that an earlier query may ask about.
        var queriedCalls: [Int64]
        /// The id of the first query.
        var firstQuery: Int64
    }

    /// Resolves the new rows of a chunk.
    ///
    /// - Parameter queries: the queries of the chunk, in the order of their ids.
    func resolve(_ merger: inout Merger, _ stored: Stored, queries: [QueryRow]) throws(LedgerError) {
        var calls = Set(stored.queriedCalls)
        var doubtful: Set<UInt64> = []
        try sort(stored.duplicates, &merger, keys: &doubtful, calls: &calls)
        for key in doubtful { calls.formUnion(merger.transactions.calls(under: key)) }
        if !calls.isEmpty {
            var questions: Set<Question> = []
            for call in calls.sorted() {
                if let question = try answer(call, &merger) { questions.insert(question) }
            }
            try markQueries(doubtful: doubtful, questions: questions)
        }
        for (id, query) in zip(stored.firstQuery..., queries) {
            var isMatched = false
            for call in merger.transactions.calls(under: query.transactionKey) {
                if try apply(query, id: id, to: call, &merger) { isMatched = true }
            }
            if !isMatched { try database.run("UPDATE query SET matched = 0 WHERE id = ?", id) }
        }
    }

    // MARK: - Duplicates

    private func sort(
        _ duplicates: [Int64], _ merger: inout Merger, keys: inout Set<UInt64>, calls: inout Set<Int64>
    ) throws(LedgerError) {
        let select = try database.cached(Self.selectDuplicate)
        // The calls whose further records are all to be compared again.
        var changed: Set<Int64> = []
        for duplicate in duplicates {
            select.bind(1, duplicate)
            let found = try select.first { (row) throws(LedgerError) in
                (call: row.int(0), record: try record(row, from: 1, merger.names))
            }
            guard let (call, record) = found else { throw .damaged("there is no duplicate \(duplicate)") }
            let incumbent = try self.call(call, merger.names)
            if record.precedes(incumbent) {
                changed.insert(call)
                try displace(call, incumbent, by: record, duplicate: duplicate, &merger, keys: &keys, calls: &calls)
            } else if recordAnswers.apply(to: incumbent) {
                let answer = try recordThatAnswers(call, merger.names)?.record
                if record.profile.status.isFinal, answer.map(record.precedes) ?? true {
                    changed.insert(call)
                    calls.insert(call)
                } else if !incumbent.billingFields(contradictedBy: record, answeredBy: answer).isEmpty {
                    try database.run("UPDATE duplicate SET conflict = 1 WHERE id = ?", duplicate)
                }
            } else if !record.hasSameBillingFields(as: incumbent) {
                try database.run("UPDATE duplicate SET conflict = 1 WHERE id = ?", duplicate)
            }
        }
        for call in changed.sorted() { try compareRecords(of: call, merger.names) }
    }

    /// Swaps a duplicate's record with that of its transaction.
    private func displace(
        _ call: Int64, _ incumbent: StoredRecord, by record: StoredRecord, duplicate: Int64, _ merger: inout Merger,
        keys: inout Set<UInt64>, calls: inout Set<Int64>
    ) throws(LedgerError) {
        try count(call, incumbent, try storedAnswer(call), sign: -1, &merger)
        try database.run("DELETE FROM answer WHERE call = ?", call)
        try write(record, to: "call", id: call)
        try write(incumbent, to: "duplicate", id: duplicate)
        try database.run("UPDATE duplicate SET listed = NULL WHERE id = ?", duplicate)
        try count(call, record, nil, sign: 1, &merger)
        if record.logID != incumbent.logID {
            try database.run(
                "UPDATE log SET transactions = transactions + 1, duplicates = duplicates - 1 WHERE id = ?",
                record.logID)
            try database.run(
                "UPDATE log SET transactions = transactions - 1, duplicates = duplicates + 1 WHERE id = ?",
                incumbent.logID)
        }
        if record.transactionRef != incumbent.transactionRef || record.profile.source != incumbent.profile.source {
            let key = key(of: record)
            try rewriteTransactionKey(of: call, to: key)
            // The table keeps the old key too; a hit under it is checked against the call's text.
            if key != 0 { merger.transactions.enter(key: key, call: call) }
        }
        // Queries may ask about the old and the new transaction_ref.
        for key in [key(of: incumbent), key(of: record)] where merger.queriedKeys.contains(key) { keys.insert(key) }
        calls.insert(call)
    }

    /// Marks the record that answers a call, and those that contradict it.
    private func compareRecords(of call: Int64, _ names: Names) throws(LedgerError) {
        let transaction = try self.call(call, names)
        let rows = try database.cached(Self.selectDuplicates)
        rows.bind(1, call)
        var others: [(id: Int64, record: StoredRecord)] = []
        while try rows.step() { others.append((rows.int(0), try record(rows, from: 1, names))) }
        let answer = recordAnswers.apply(to: transaction) ? RecordAnswers.first(of: others) { $0.record } : nil
        let mark = try database.cached("UPDATE duplicate SET conflict = ?, answers = ? WHERE id = ?")
        for (id, record) in others {
            let contradicted = transaction.billingFields(contradictedBy: record, answeredBy: answer?.record)
            mark.bind(1, contradicted.isEmpty ? 0 : 1)
            mark.bind(2, id == answer?.id ? 1 : 0)
            mark.bind(3, id)
            try mark.run()
        }
    }

    /// The record that is marked as the one that answers a call.
    func recordThatAnswers(
        _ call: Int64, _ names: Names
    ) throws(LedgerError) -> (id: Int64, record: StoredRecord)? {
        let select = try database.cached(Self.selectAnswering)
        select.bind(1, call)
        return try select.first { (row) throws(LedgerError) in (row.int(0), try record(row, from: 1, names)) }
    }

    /// Lets records answer calls that were read when no rule said so.
    func answerByRecords(_ calls: [Int64], _ merger: inout Merger) throws(LedgerError) {
        for call in calls {
            try compareRecords(of: call, merger.names)
            _ = try answer(call, &merger)
        }
    }

    private func write(_ record: StoredRecord, to table: String, id: Int64) throws(LedgerError) {
        let update = try database.cached(
            """
            UPDATE \(table) SET log = ?, line = ?, time = ?, kind = ?, transaction_ref = ?, reference = ?,
              segments = ?, amount = ?, cost = ?, destination = ?, provider_code = ? WHERE id = ?
            """)
        update.bind(1, record.logID)
        update.bind(2, record.line)
        update.bind(3, record.timeNanoseconds)
        update.bind(4, record.kindID)
        update.bind(5, record.transactionRef.text)
        update.bind(6, record.reference.text)
        update.bind(7, Int64(record.segments))
        update.bind(8, record.amountMinor)
        update.bind(9, record.costMinor)
        update.bind(10, DestinationNumber.number(record.profile.destination) ?? 1)
        update.bind(11, record.profile.providerCode.text)
        update.bind(12, id)
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
        let update = try database.cached("UPDATE call_key SET transaction_refs = ? WHERE first = ?")
        keys.map(\.littleEndian).withUnsafeBytes { update.bind(1, blob: $0) }
        update.bind(2, first)
        try update.run()
    }

    // MARK: - Rows

    func call(_ id: Int64, _ names: Names) throws(LedgerError) -> StoredRecord {
        let select = try database.cached(Self.selectCall)
        select.bind(1, id)
        let found = try select.first { (row) throws(LedgerError) in try record(row, from: 0, names) }
        guard let found else { throw .damaged("there is no call \(id)") }
        return found
    }

    private func record(
        _ row: Statement, from first: Int32, _ names: Names
    ) throws(LedgerError) -> StoredRecord {
        try StoredRecord(row, from: first, names)
    }

    /// The answer that is stored for a call.
    func storedAnswer(_ call: Int64) throws(LedgerError) -> StoredAnswer? {
        let select = try database.cached(
            "SELECT query, kind, reference, cost, provider_code FROM answer WHERE call = ?")
        select.bind(1, call)
        return try select.first {
            StoredAnswer(
                query: $0.isNull(0) ? nil : $0.int(0), kindID: $0.int(1), reference: $0.identifier(2),
                costMinor: $0.int(3),
                providerCode: $0.identifier(4))
        }
    }

    /// Counts a call with its answer applied, or takes it out of the count.
    ///
    /// - Parameter sign: 1 to count it, -1 to take it out.
    func count(
        _ call: Int64, _ record: StoredRecord, _ answer: StoredAnswer?, sign: Int64, _ merger: inout Merger
    ) throws(LedgerError) {
        guard let app = merger.names.id(ofApp: record.profile.app),
            let destination = DestinationNumber.number(record.profile.destination)
        else { throw .damaged("call \(call) has no app or no destination") }
        let kind = answer?.kindID ?? record.kindID
        if sign > 0 { try merger.pending.note(call, isPending: try merger.names.kind(kind).isCountedPending) }
        try Ingester.withBytes(answer?.providerCode ?? record.profile.providerCode) { code throws(LedgerError) in
            try merger.rollUp.add(
                call, timeNanoseconds: record.timeNanoseconds, app: app, kind: kind,
                destination: UInt32(destination), code: code, segments: record.segments,
                amountMinor: record.amountMinor, costMinor: answer?.costMinor ?? record.costMinor, sign: sign,
                merger.names)
        }
    }

    func key(of record: StoredRecord) -> UInt64 { record.queryKey ?? 0 }
}
