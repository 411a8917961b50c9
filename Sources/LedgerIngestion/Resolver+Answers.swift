import LedgerFile
import LineParsing
import Vocabulary

/// Which query's answer holds for a call.
extension Resolver {
    /// A (app, transaction_ref) that queries may ask about.
    struct Question: Hashable {
        let key: UInt64
        let app: Identifier
        let transactionRef: Identifier

        /// The key is a hash of the other two.
        func hash(into hasher: inout Hasher) { hasher.combine(key) }
    }

    /// Finds the answer that holds for a call and books what it changes.
    ///
    /// - Returns: what queries about the call ask for; `nil` where none can ask.
    func answer(_ call: Int64, _ merger: inout Merger) throws(LedgerError) -> Question? {
        let record = try self.call(call, merger.names)
        let old = try storedAnswer(call)
        let canBeAsked = record.profile.source == .onepipe && !record.transactionRef.isEmpty
        var new: StoredAnswer?
        if canBeAsked, let winner = try latestAnswer(record) { new = try answer(of: record, by: winner, &merger) }
        if old != new { try book(new, for: call, record, instead: old, &merger) }
        guard canBeAsked else { return nil }
        return Question(
            key: key(of: record), app: record.profile.app, transactionRef: record.transactionRef)
    }

    /// Lets a new query answer for a call, where it asks about it.
    ///
    /// - Returns: whether the call carries what the query asks for.
    func apply(_ query: QueryRow, id: Int64, to call: Int64, _ merger: inout Merger) throws(LedgerError) -> Bool {
        let record = try self.call(call, merger.names)
        guard record.profile.source == .onepipe, record.transactionRef == query.transactionRef,
            record.profile.app == query.app
        else { return false }
        guard query.status.isFinal else { return true }
        if try storedAnswer(call) == nil {
            // Every final query stored before has answered for the call if it asks about it: this is the first.
            let answer = try answer(of: record, by: QueryAnswer(query, id: id), &merger)
            try book(answer, for: call, record, instead: nil, &merger)
        } else {
            _ = try answer(call, &merger)
        }
        return true
    }

    /// What a call becomes by a query's answer.
    private func answer(
        of record: StoredRecord, by winner: QueryAnswer, _ merger: inout Merger
    ) throws(LedgerError) -> StoredAnswer {
        var kind = record.profile.kind
        kind.status = winner.status
        if !winner.provider.isEmpty { kind.provider = winner.provider }
        if winner.delivery != .none { kind.delivery = winner.delivery }
        return StoredAnswer(
            query: winner.id, kindID: try merger.names.id(of: kind),
            reference: winner.reference.isEmpty ? record.reference : winner.reference,
            costMinor: winner.costMinor ?? record.costMinor,
            providerCode: winner.providerCode.isEmpty ? record.profile.providerCode : winner.providerCode)
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

    /// The latest final answer about a call; at one time the one whose fields come first, byte by byte.
    func latestAnswer(_ record: StoredRecord) throws(LedgerError) -> QueryAnswer? {
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

    /// Marks which queries find a call now.
    ///
    /// - Parameters:
    ///   - doubtful: keys whose queries may have lost their call: a displaced transaction carried it.
    ///   - questions: what new and displaced calls, and all those under doubtful keys, can be asked by.
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
    let query: Int64
    let kindID: Int64
    let reference: Identifier
    let costMinor: Int64
    let providerCode: Identifier
}

/// A final answer to a query, as far as it can update a call.
struct QueryAnswer {
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

    init(_ query: QueryRow, id: Int64) {
        self.id = id
        timeNanoseconds = query.timeNanoseconds
        status = query.status
        delivery = query.delivery
        providerCode = query.providerCode
        provider = query.provider
        reference = query.reference
        costMinor = query.costMinor
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
