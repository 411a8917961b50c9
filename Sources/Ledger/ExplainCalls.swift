public import Vocabulary

/// A transaction with the log line it came from, its answer applied.
public struct KnownCall: Sendable {
    /// In the ledger.
    public var id: Int64
    /// `request_ref`; of Paylink the gateway's id or the line's SHA-256.
    public var ref: Identifier
    /// As logged.
    public var record: StoredRecord
    /// As given on the command line when the log was read.
    public var file: Identifier
    /// The query whose answer holds for the call, if one does.
    public var answer: Int64?
    /// What rating sees: the record's, with the answer's status and what else it said.
    public var profile: CallProfile
    public var costMinor: Int64
    public var reference: Identifier

    /// What rating counts the call as.
    public func usage(on day: CivilDate) -> UsageRow {
        UsageRow(
            day: day, profile: 0, segments: record.segments, amountMinor: record.amountMinor, costMinor: costMinor,
            calls: 1)
    }
}

extension Ledger {
    /// The calls of an app whose local day is in the period, in no order.
    ///
    /// - Complexity: O(calls of the ledger), in bounded memory.
    public func forEachCall(
        of app: Identifier, in period: Period, calendar: LocalCalendar, at moment: Moment = .now,
        _ body: (KnownCall, CivilDate) throws -> Void
    ) throws {
        let reader = try CallReader(database)
        let knowledge = try Knowledge(moment, database)
        let rows = try database.prepare(
            CallReader.select + """
                 WHERE call.profile IN (SELECT id FROM profile WHERE app = ?1)
                  AND ((call.time >= ?2 AND call.time < ?3) OR \(Knowledge.mayBeLater))
                """)
        rows.bind(1, app.text)
        // A zone is never further than a day from UTC; the exact bound is the local day's.
        rows.bind(2, Int64(period.firstDay.daysSinceEpoch - 1) * 86_400_000_000_000)
        rows.bind(3, Int64(period.dayAfter.daysSinceEpoch + 1) * 86_400_000_000_000)
        Knowledge.bind(moment, to: rows)
        while try rows.step() {
            let stands = try reader.call(rows)
            guard let call = try reader.call(stands, answeredBy: rows.int(15), at: knowledge) else { continue }
            let day = calendar.day(ofNanoseconds: call.record.timeNanoseconds)
            if period.contains(day) { try body(call, day) }
        }
    }

    /// The roll-up of an app's calls in a period as it was at a moment.
    ///
    /// - Complexity: O(roll-up) now; for a closing after which logs were read, O(calls of the ledger).
    public func usage(
        of period: Period, app: Identifier, calendar: LocalCalendar, at moment: Moment = .now
    ) throws -> Usage {
        var usage = try usage(of: period)
        let knowledge = try Knowledge(moment, database)
        let own = usage.profiles.map { $0.app == app && knowledge.knows($0.service) }
        usage.rows.removeAll { !own[$0.profile] }
        guard try knowledge.isIncomplete(database) else { return usage }

        var counts: [UsageRow: Int64] = [:]
        var positions: [CallProfile: Int] = [:]
        for (position, profile) in usage.profiles.enumerated() { positions[profile] = position }
        func count(_ call: KnownCall, _ calls: Int64) {
            let day = calendar.day(ofNanoseconds: call.record.timeNanoseconds)
            guard period.contains(day), knowledge.knows(call.profile.service) else { return }
            var row = call.usage(on: day)
            row.profile = positions[call.profile] ?? usage.profiles.count
            if row.profile == usage.profiles.count {
                positions[call.profile] = row.profile
                usage.profiles.append(call.profile)
            }
            row.calls = 0
            counts[row, default: 0] += calls
        }
        for row in usage.rows {
            var key = row
            key.calls = 0
            counts[key] = row.calls
        }
        // Only what later logs touched differs: such a call is taken out, and put back as it was, if it was.
        let reader = try CallReader(database)
        let rows = try database.prepare(
            CallReader.select + """
                 WHERE call.profile IN (SELECT id FROM profile WHERE app = ?1) AND \(Knowledge.mayBeLater)
                """)
        rows.bind(1, app.text)
        Knowledge.bind(moment, to: rows)
        while try rows.step() {
            let stands = try reader.call(rows)
            count(stands, -1)
            if let was = try reader.call(stands, answeredBy: rows.int(15), at: knowledge) { count(was, 1) }
        }
        usage.rows = counts.filter { $0.value != 0 }.map { row, calls in
            var row = row
            row.calls = calls
            return row
        }
        return usage
    }
}

/// Reads calls with their answers, as they stand or stood.
struct CallReader {
    let database: Database
    let profiles: Profiles

    init(_ database: Database) throws(LedgerError) {
        self.database = database
        profiles = try Profiles(database)
    }

    /// Column 15 is the content of the answer, 0 where there is none.
    static let select = """
        SELECT call.id, call.ref, c.path, call.content, call.line, call.time, call.profile, call.transaction_ref,
          call.reference, call.segments, call.amount, call.cost, answer.query, answer.profile, answer.cost,
          coalesce(query.content, 0), answer.reference
        FROM call JOIN content c ON c.id = call.content LEFT JOIN answer ON answer.call = call.id
          LEFT JOIN query ON query.id = answer.query
        """

    func call(_ row: Statement) throws(LedgerError) -> KnownCall {
        let record = try record(row, from: 3)
        let isAnswered = !row.isNull(12)
        return KnownCall(
            id: row.int(0), ref: row.identifier(1), record: record, file: Ledger.shown(row.identifier(2)),
            answer: isAnswered ? row.int(12) : nil,
            profile: isAnswered ? try profiles.profile(row.int(13)) : record.profile,
            costMinor: isAnswered ? row.int(14) : record.costMinor,
            reference: isAnswered ? row.identifier(16) : record.reference)
    }

    func record(_ row: Statement, from first: Int32) throws(LedgerError) -> StoredRecord {
        StoredRecord(
            content: row.int(first), line: row.int(first + 1), timeNanoseconds: row.int(first + 2),
            profileID: row.int(first + 3), profile: try profiles.profile(row.int(first + 3)),
            transactionRef: row.identifier(first + 4), reference: row.identifier(first + 5),
            segments: try row.int32(first + 6), amountMinor: row.int(first + 7), costMinor: row.int(first + 8))
    }

    /// A call as it was at a moment: the record that was the transaction then, with the answer that held then.
    ///
    /// - Parameter content: the log of the answer that holds now, 0 where there is none.
    /// - Returns: `nil` where nothing of it was known.
    func call(
        _ call: KnownCall, answeredBy content: Int64, at knowledge: Knowledge
    ) throws(LedgerError) -> KnownCall? {
        // What no later reading touched won against all records and answers that were known then, too.
        let isRecordKnown = knowledge.knows(call.record)
        if isRecordKnown, call.answer.map({ knowledge.knows(query: $0, of: content) }) ?? true { return call }
        var was = call
        if !isRecordKnown {
            let known = try duplicates(of: call.id).filter { knowledge.knows($0.record) }
            guard let first = known.min(by: { $0.record.precedes($1.record) }) else { return nil }
            was.record = first.record
            was.file = first.file
        }
        was.answer = nil
        (was.profile, was.costMinor, was.reference) = (was.record.profile, was.record.costMinor, was.record.reference)
        let answers = try queries(about: was).filter {
            knowledge.knows(query: $0.id, of: $0.content) && $0.status.isFinal
        }
        guard let answer = answers.min(by: { $0.holds(over: $1) }) else { return was }
        was.answer = answer.id
        answer.update(&was)
        return was
    }
}
