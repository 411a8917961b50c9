package import LedgerFile
package import Vocabulary

/// A further record of a transaction.
package struct DuplicateRecord: Sendable {
    package var id: Int64
    package var record: StoredRecord
    package var file: Identifier
}

/// A query about a call, with its answer.
@dynamicMemberLookup
package struct QueryRecord: Sendable {
    package var id: Int64
    var logID: Int64
    package var file: Identifier
    package var line: Int64
    package var app: Identifier
    /// The query's own `request_ref`.
    package var ref: Identifier
    package var transactionRef: Identifier
    package var answer: Answer

    package subscript<Field>(dynamicMember field: KeyPath<Answer, Field>) -> Field { answer[keyPath: field] }
}

extension CallReader {
    /// The duplicates of a call, by time, then file and line.
    func duplicates(of call: Int64) throws(LedgerError) -> [DuplicateRecord] {
        let rows = try database.prepare(
            """
            SELECT log.path, \(StoredRecord.duplicateColumns), d.id
            FROM duplicate d JOIN call ON call.id = d.call JOIN log ON log.id = d.log WHERE d.call = ?
            """)
        rows.bind(1, call)
        var found: [DuplicateRecord] = []
        while try rows.step() {
            found.append(
                DuplicateRecord(
                    id: rows.int(13), record: try StoredRecord(rows, from: 1, names),
                    file: LogNames.shown(rows.identifier(0))))
        }
        return found.sorted {
            ($0.record.timeNanoseconds, $0.file, $0.record.line) < ($1.record.timeNanoseconds, $1.file, $1.record.line)
        }
    }

    /// The queries about a call, by time, then file and line. A Paylink call has none.
    func queries(about call: KnownCall) throws(LedgerError) -> [QueryRecord] {
        guard let key = call.record.queryKey else { return [] }
        let rows = try database.prepare(
            QueryRecord.select + " WHERE q.transaction_key = ? AND q.app = ? AND q.transaction_ref = ?")
        rows.bind(1, Int64(bitPattern: key))
        rows.bind(2, call.record.profile.app.text)
        rows.bind(3, call.record.transactionRef.text)
        return try QueryRecord.all(rows)
    }
}

extension QueryRecord {
    fileprivate static let select = """
        SELECT q.id, q.log, log.path, q.line, q.app, q.ref, q.transaction_ref,
          \(Answer.columns.map { "q.\($0)" }.joined(separator: ", ")) FROM query q JOIN log ON log.id = q.log
        """

    fileprivate static func all(_ rows: Statement) throws(LedgerError) -> [QueryRecord] {
        var found: [QueryRecord] = []
        while try rows.step() {
            found.append(
                QueryRecord(
                    id: rows.int(0), logID: rows.int(1), file: LogNames.shown(rows.identifier(2)), line: rows.int(3),
                    app: rows.identifier(4), ref: rows.identifier(5), transactionRef: rows.identifier(6),
                    answer: try Answer(rows, from: 7, query: rows.int(0))))
        }
        return found.sorted { ($0.timeNanoseconds, $0.file, $0.line) < ($1.timeNanoseconds, $1.file, $1.line) }
    }
}

extension Ledger {
    /// The record that answers a call, whether it holds or a later query does; `nil` if none does.
    package func recordThatAnswers(_ call: KnownCall) throws(LedgerError) -> DuplicateRecord? {
        guard let answering = call.origin.record else { return nil }
        return try CallReader(database).duplicates(of: call.id).first { $0.id == answering.id }
    }

    /// The duplicates of a call, by time.
    package func duplicates(of call: KnownCall) throws(LedgerError) -> [DuplicateRecord] {
        try CallReader(database).duplicates(of: call.id)
    }

    /// The queries about a call, by time.
    package func queries(about call: KnownCall) throws(LedgerError) -> [QueryRecord] {
        try CallReader(database).queries(about: call)
    }

    /// The queries whose own `request_ref` is `ref`, or that ask about it as a `transaction_ref`.
    ///
    /// - Complexity: O(queries).
    package func queries(named ref: Identifier, app: Identifier?) throws(LedgerError) -> [QueryRecord] {
        let rows = try database.prepare(QueryRecord.select + " WHERE q.ref = ?1 OR q.transaction_ref = ?1")
        rows.bind(1, ref.text)
        let found = try QueryRecord.all(rows)
        return found.filter { query in app.map { $0 == query.app } ?? true }
    }
}

extension Ledger {
    /// A call as it was at a moment; `nil` if no record of it was known then.
    package func call(_ call: KnownCall, at moment: Moment) throws(LedgerError) -> KnownCall? {
        try CallReader(database).call(call, at: try Knowledge(moment, database))
    }
}
