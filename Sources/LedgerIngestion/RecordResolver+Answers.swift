import LedgerFile
import LineParsing
import Vocabulary

/// Stores which answer holds for a call, a query's or a further record's. The rule itself is in `Answer`.
extension RecordResolver {
    /// An (app, transaction_ref) that queries may ask about.
    struct Question: Hashable {
        let key: UInt64
        let app: Identifier
        let transactionRef: Identifier

        /// The key is a hash of the other two.
        func hash(into hasher: inout Hasher) { hasher.combine(key) }
    }

    /// Finds the answer that holds for a call and stores its changes.
    ///
    /// - Returns: the question that queries about the call ask; `nil` if no query can ask about it.
    func answer(_ call: Int64, _ merger: inout Merger) throws(LedgerError) -> Question? {
        let record = try self.call(call, merger.names)
        let old = try storedAnswer(call)
        let key = record.queryKey
        var choice = AnswerChoice()
        if let key { try consider(record, key, &choice) }
        if record.hasNoResponse, let (id, record) = try recordThatAnswers(call, merger.names) {
            choice.consider(recordThatAnswers: record, id)
        }
        let new = try choice.held.map { held throws(LedgerError) in
            try booked(held.answer, of: held.source, on: record, &merger)
        }
        if old != new { try book(new, for: call, record, instead: old, &merger) }
        return key.map { Question(key: $0, app: record.profile.app, transactionRef: record.transactionRef) }
    }

    /// Applies a new query to a call, if the query asks about it.
    ///
    /// - Returns: whether the query asks about the call.
    func apply(_ query: QueryRow, id: Int64, to call: Int64, _ merger: inout Merger) throws(LedgerError) -> Bool {
        let record = try self.call(call, merger.names)
        guard record.profile.source.canBeQueried, record.transactionRef == query.transactionRef,
            record.profile.app == query.app
        else { return false }
        guard query.status.isFinal else { return true }
        if try storedAnswer(call) == nil {
            // Every earlier final query about the call has been applied, and the record that answers it too. There is
            // no answer, so this query is the first.
            let answer = try booked(Answer(query), of: .query(id), on: record, &merger)
            try book(answer, for: call, record, instead: nil, &merger)
        } else {
            _ = try answer(call, &merger)
        }
        return true
    }

    /// The row of `answer` for a call and the answer that it gets.
    private func booked(
        _ answer: Answer, of source: AnswerSource, on record: StoredRecord, _ merger: inout Merger
    ) throws(LedgerError) -> StoredAnswer {
        var query: Int64?
        if case .query(let id) = source { query = id }
        var fields = AnsweredFields(record)
        fields.apply(answer)
        return StoredAnswer(
            query: query, kindID: try merger.names.id(of: fields.kind), reference: fields.reference,
            costMinor: fields.costMinor, providerCode: fields.providerCode)
    }

    private func book(
        _ new: StoredAnswer?, for call: Int64, _ record: StoredRecord, instead old: StoredAnswer?,
        _ merger: inout Merger
    ) throws(LedgerError) {
        try write(new, of: call)
        try count(call, record, old, sign: -1, &merger)
        try count(call, record, new, sign: 1, &merger)
    }

    func write(_ answer: StoredAnswer?, of call: Int64) throws(LedgerError) {
        guard let answer else { return try database.run("DELETE FROM answer WHERE call = ?", call) }
        let upsert = try database.cached(
            """
            INSERT INTO answer (call, query, kind, reference, cost, provider_code) VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT DO UPDATE SET query = excluded.query, kind = excluded.kind, reference = excluded.reference,
              cost = excluded.cost, provider_code = excluded.provider_code
            """)
        upsert.bind(1, call)
        upsert.bind(2, answer.query)
        upsert.bind(3, answer.kindID)
        upsert.bind(4, answer.reference.text)
        upsert.bind(5, answer.costMinor)
        upsert.bind(6, answer.providerCode.text)
        try upsert.run()
    }

    /// Pending answers are left out here, because they never hold.
    private static let selectAnswers = """
        SELECT id, \(Answer.columns.joined(separator: ", ")) FROM query
        WHERE transaction_key = ? AND app = ? AND transaction_ref = ? AND status <> 'Pending'
        """

    /// Considers the answers of all stored queries about a call.
    private func consider(
        _ record: StoredRecord, _ key: UInt64, _ choice: inout AnswerChoice
    ) throws(LedgerError) {
        let rows = try database.cached(Self.selectAnswers)
        rows.bind(1, Int64(bitPattern: key))
        rows.bind(2, record.profile.app.text)
        rows.bind(3, record.transactionRef.text)
        while try rows.step() { choice.consider(try Answer(rows, from: 1, query: rows.int(0)), of: rows.int(0)) }
    }

    /// Marks the queries that find a call now.
    ///
    /// - Parameters:
    ///   - doubtful: keys whose queries may have lost their call, because a displaced transaction had this key.
    ///   - questions: the questions about all new and displaced calls, and about all calls under doubtful keys.
    func markQueries(doubtful: Set<UInt64>, questions: Set<Question>) throws(LedgerError) {
        for key in doubtful.sorted() {
            try database.run("UPDATE query SET matched = 0 WHERE transaction_key = ?", Int64(bitPattern: key))
        }
        let mark = try database.cached(
            "UPDATE query SET matched = 1 WHERE transaction_key = ? AND app = ? AND transaction_ref = ? AND matched = 0"
        )
        for question in questions {
            mark.bind(1, Int64(bitPattern: question.key))
            mark.bind(2, question.app.text)
            mark.bind(3, question.transactionRef.text)
            try mark.run()
        }
    }
}

/// A row of `answer`.
struct StoredAnswer: Equatable {
    /// `nil` if the record that answers the call holds.
    let query: Int64?
    let kindID: Int64
    let reference: Identifier
    let costMinor: Int64
    let providerCode: Identifier
}

extension Answer {
    fileprivate init(_ query: QueryRow) {
        self.init(
            timeNanoseconds: query.timeNanoseconds, status: query.status, delivery: query.delivery,
            providerCode: query.providerCode, provider: query.provider, reference: query.reference,
            costMinor: query.costMinor)
    }
}
