package import LedgerFile
package import Rules
package import Vocabulary

/// A transaction with its answer applied, and the log line it came from.
package struct KnownCall: Sendable {
    /// The id in the ledger.
    package var id: Int64
    /// `request_ref`. For Paylink: the gateway's id, or the SHA-256 of the line.
    package var ref: Identifier
    /// As logged.
    package var record: StoredRecord
    /// The path as given on the command line when the log was read.
    package var file: Identifier
    /// The query or the further record whose answer holds for the call, if one does.
    package var answer: AnswerSource?
    /// What the answer depends on, as it is now.
    var origin: AnswerOrigin
    /// The profile that rating sees: the record's, changed by the answer.
    package var profile: CallProfile
    package var costMinor: Int64
    package var reference: Identifier
}

extension Ledger {
    /// Calls `body` with each call of an app whose local day is in the period, in no particular order.
    ///
    /// - Complexity: O(calls of the ledger), in bounded memory.
    package func forEachCall(
        of app: Identifier, in period: Period, calendar: LocalCalendar, at moment: Moment = .now,
        _ body: (KnownCall, CivilDate) throws -> Void
    ) throws {
        let reader = try CallReader(database)
        let knowledge = try Knowledge(moment, database)
        let rows = try database.prepare(
            CallReader.select + """
                 WHERE call.app = (SELECT id FROM app WHERE name = ?1)
                  AND ((call.time >= ?2 AND call.time < ?3) OR \(Knowledge.mayBeLater))
                """)
        rows.bind(1, app.text)
        // A time zone is never further than a day from UTC. The local day decides below.
        rows.bind(2, Int64(period.firstDay.daysSinceEpoch - 1) * 86_400_000_000_000)
        rows.bind(3, Int64(period.dayAfter.daysSinceEpoch + 1) * 86_400_000_000_000)
        knowledge.bind(to: rows)
        while try rows.step() {
            guard let call = try reader.call(try reader.call(rows), at: knowledge) else { continue }
            let day = calendar.day(ofNanoseconds: call.record.timeNanoseconds)
            if period.contains(day) { try body(call, day) }
        }
    }

    /// The roll-up of an app's calls in a period, as it was at a moment.
    ///
    /// - Parameter madeAnew: whether to make the roll-up again, because the stored one is too coarse (`CoarseUsage`).
    /// - Complexity: O(roll-up) now; for a closing after which logs were read, O(calls of the ledger).
    package func usage(
        of period: Period, app: Identifier, under rules: Rules, at moment: Moment = .now, madeAnew: Bool = false
    ) throws -> Usage {
        let knowledge = try Knowledge(moment, database)
        guard try knowledge.isIncomplete(database) else {
            var usage = try madeAnew ? rebuiltUsage(of: period, under: rules) : usage(of: period, under: rules)
            usage.rows.removeAll { row in
                usage.apps[Int(row.app)] != app || !knowledge.knows(usage.kinds[Int(row.kind)])
            }
            return usage
        }
        // Every call is counted by its own values, which is the finest distinction there can be.
        var usage = Usage(apps: [app])
        var kinds: [CallKind: Int32] = [:]
        var codes: [Identifier: Int32] = [:]
        var destinations: [Identifier: Int32] = [:]
        func place<Name>(_ name: Name, _ places: inout [Name: Int32], _ list: inout [Name]) -> Int32 {
            if let known = places[name] { return known }
            places[name] = Int32(list.count)
            list.append(name)
            return Int32(list.count - 1)
        }
        var rows: [UsageRow: (calls: Int64, segments: Int64)] = [:]
        try forEachCall(of: app, in: period, calendar: rules.calendar, at: moment) { call, day in
            guard knowledge.knows(call.profile.kind) else { return }
            let key = UsageRow(
                day: day, app: 0, kind: place(call.profile.kind, &kinds, &usage.kinds),
                providerCode: place(call.profile.providerCode, &codes, &usage.providerCodes),
                destination: place(call.profile.destination, &destinations, &usage.destinations),
                amountMinor: call.record.amountMinor, costMinor: call.costMinor, calls: 0, segments: 0,
                amountSumMinor: 0, costSumMinor: 0)
            rows[key, default: (0, 0)].calls += 1
            rows[key, default: (0, 0)].segments += Int64(call.record.segments)
        }
        usage.rows = rows.map { key, sums in
            var row = key
            row.calls = sums.calls
            row.segments = sums.segments
            row.amountSumMinor = Int128(key.amountMinor) * Int128(sums.calls)
            row.costSumMinor = Int128(key.costMinor) * Int128(sums.calls)
            return row
        }
        return usage
    }
}

/// The logs that an answer comes from.
struct AnswerOrigin: Sendable {
    /// The log of the query that holds.
    var queryLogID: Int64?
    /// The record that answers the call, whether it holds or a query does.
    var record: (id: Int64, logID: Int64, kind: CallKind)?
}

/// Reads calls with their answers, as they are or as they were at a moment.
struct CallReader {
    let database: Database
    let names: Names
    private let cache = Cache()

    /// Read when first asked for: the time zone's table takes a while.
    private final class Cache {
        var recordAnswers: RecordAnswers?
    }

    init(_ database: Database) throws(LedgerError) {
        self.database = database
        names = try Names(database)
    }

    /// Which calls a further record answers.
    private func recordAnswers() throws(LedgerError) -> RecordAnswers {
        if let known = cache.recordAnswers { return known }
        let setting = try database.prepare(
            "SELECT value FROM setting WHERE name IN ('time_zone', 'invoice.every') ORDER BY name")
        var values: [String] = []
        while try setting.step() { values.append(setting.text(0)) }
        guard values.count == 2, let rhythm = Rhythm(rawValue: values[0]),
            let calendar = LocalCalendar(identifier: values[1], rhythm: rhythm)
        else { throw .damaged("a reading rule is gone from the table setting") }
        let made = try RecordAnswers(database, calendar: calendar, editionOfOpen: .max)
        cache.recordAnswers = made
        return made
    }

    /// Columns 15 to 20 are the answer: its query, null for a record's, and its fields. Columns 21 to 23 are the record
    /// that answers.
    static let select = """
        SELECT call.id, call.ref, log.path, \(StoredRecord.callColumns),
          answer.query, answer.kind, answer.cost, answer.reference, answer.provider_code, query.log,
          answering.id, answering.log, answering.kind
        FROM call JOIN log ON log.id = call.log LEFT JOIN answer ON answer.call = call.id
          LEFT JOIN query ON query.id = answer.query
          LEFT JOIN duplicate answering ON answering.call = answer.call AND answering.answers = 1
        """

    func call(_ row: Statement) throws(LedgerError) -> KnownCall {
        let record = try StoredRecord(row, from: 3, names)
        var call = KnownCall(
            id: row.int(0), ref: row.identifier(1), record: record, file: LogNames.shown(row.identifier(2)),
            answer: nil, origin: AnswerOrigin(), profile: record.profile, costMinor: record.costMinor,
            reference: record.reference)
        guard !row.isNull(16) else { return call }
        if !row.isNull(21) {
            call.origin.record = (row.int(21), row.int(22), try names.kind(row.int(23)))
        }
        if row.isNull(15) {
            guard let record = call.origin.record else { throw .damaged("call \(call.id) has the answer of no record") }
            call.answer = .record(record.id)
        } else {
            call.answer = .query(row.int(15))
            call.origin.queryLogID = row.int(20)
        }
        (call.profile.kind, call.profile.providerCode) = (try names.kind(row.int(16)), row.identifier(19))
        (call.costMinor, call.reference) = (row.int(17), row.identifier(18))
        return call
    }

    /// A call as it was at a moment: the record that was the transaction then, with the answer that held then.
    ///
    /// - Parameter call: as it is now.
    /// - Returns: `nil` if no record of the call was known.
    func call(_ call: KnownCall, at knowledge: Knowledge) throws(LedgerError) -> KnownCall? {
        // What was known then and holds now also held then, among fewer candidates. But where a query holds, an earlier
        // record may have answered later then.
        let isRecordKnown = knowledge.knows(call.record)
        if isRecordKnown, knowledge.knows(call) { return call }
        var was = call
        var others = try duplicates(of: call.id).filter { knowledge.knows($0.record) }
        if !isRecordKnown {
            guard let first = others.min(by: { $0.record.precedes($1.record) }) else { return nil }
            was.record = first.record
            was.file = first.file
            others.removeAll { $0.id == first.id }
        }
        var fields = AnsweredFields(was.record)
        var choice = AnswerChoice()
        for query in try queries(about: was) where knowledge.knows(query: query.id, of: query.logID) {
            choice.consider(query.answer, of: query.id)
        }
        if was.record.hasNoResponse, try recordAnswers().apply(to: was.record),
            let answering = RecordAnswers.first(of: others, { $0.record })
        {
            choice.consider(recordThatAnswers: answering.record, answering.id)
        }
        if let held = choice.held { fields.apply(held.answer) }
        was.answer = choice.held?.source
        was.profile = was.record.profile
        (was.profile.kind, was.profile.providerCode) = (fields.kind, fields.providerCode)
        (was.costMinor, was.reference) = (fields.costMinor, fields.reference)
        return was
    }
}

extension Knowledge {
    /// Whether all was known that the call's answer depends on now.
    fileprivate func knows(_ call: KnownCall) -> Bool {
        if case .query(let query) = call.answer, !knows(query: query, of: call.origin.queryLogID ?? 0) {
            return false
        }
        return call.origin.record.map { knows($0.kind, of: $0.logID) } ?? true
    }
}
