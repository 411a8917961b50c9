package import LedgerFile
import LedgerIngestion
import LineParsing
import Rating
package import Rules
package import Store
package import Vocabulary

/// The exceptions of a period in the order of `exceptions.csv`: by code, file and line. There may be millions, so only
/// a few bytes are kept for each, and the texts are read from the ledger when the exceptions are visited.
final class LedgerExceptions: PeriodExceptions {
    /// An exception that is not a rejected line. `id` is the ledger's id of the call, duplicate or query.
    private struct Entry {
        var id: Int64
        /// Of an unrated call alone, the ledger's ids of its app and kind.
        var app: Int32 = 0
        var kind: Int32 = 0
        var line: Int64
        /// The rank of the file's name among all names.
        var file: Int32
        var code: Int32
    }

    private static let codes = ExceptionCode.allCases.sorted { Identifier($0.rawValue) < Identifier($1.rawValue) }

    private let ledger: Ledger
    private let names: Names
    private let files: LogNames
    /// `nil` if rejected lines are not among them.
    private let rejected: RejectedLines?
    private let references: CallReferences
    private var entries: [Entry] = []
    private var isSorted = true
    /// Live final calls that the rules can't bill, in the order in which they were found.
    private var unratedCalls: [Int64] = []
    /// Such calls of past periods, as late knowledge.
    private var lateUnratedCalls: [Int64] = []
    private var conflictingDuplicates: [Int64] = []
    private var unmatchedQueries: [Int64] = []

    /// Looks up all exceptions except the unrated calls, which only rating can find.
    ///
    /// - Complexity: O(exceptions).
    init(_ ledger: Ledger, _ period: Period, calendar: LocalCalendar) throws(LedgerError) {
        self.ledger = ledger
        names = try ledger.names
        files = try LogNames(ledger.database)
        rejected = try RejectedLines(ledger.database)
        references = try CallReferences(ledger.database)
        let scope = try ListedPeriods(with: period, ledger, calendar)
        let conflicts = try ledger.database.prepare(
            """
            SELECT d.id, d.log, d.line, call.time FROM duplicate d JOIN call ON call.id = d.call
            WHERE d.conflict = 1 AND d.listed IS NULL
            """)
        conflictingDuplicates = try add(conflicts, .conflictingDuplicate, scope)
        let queries = try ledger.database.prepare(
            "SELECT q.id, q.log, q.line, q.time FROM query q WHERE q.matched = 0 AND q.listed IS NULL")
        unmatchedQueries = try add(queries, .queryWithoutCall, scope)
    }

    /// The calls of a past period that closings let pass and that its rules still do not bill, and nothing else.
    ///
    /// - Complexity: O(n log n) for the calls let pass.
    init(_ ledger: Ledger, waitingIn period: Period, under rules: Rules) throws(LedgerError) {
        self.ledger = ledger
        names = try ledger.names
        files = try LogNames(ledger.database)
        rejected = nil
        references = try CallReferences(ledger.database)
        guard let span = try ledger.ingester.span(of: period) else { return }
        try ledger.ingester.forEachUnrated(
            of: period, span, under: rules, names, onlyLetPass: true
        ) { (call) throws(LedgerError) in
            try add(call.id, app: call.app, kind: call.kind, logID: call.logID, line: call.line, call.code)
        }
    }

    /// Adds rows of id, log, line, and the time that decides whether the row is listed. Returns the ids added.
    private func add(
        _ rows: Statement, _ code: ExceptionCode, _ scope: ListedPeriods
    ) throws(LedgerError) -> [Int64] {
        var ids: [Int64] = []
        while try rows.step() {
            guard scope.lists(rows.int(3)) else { continue }
            try add(rows.int(0), logID: rows.int(1), line: rows.int(2), code)
            ids.append(rows.int(0))
        }
        return ids
    }

    private func add(
        _ id: Int64, app: Int32 = 0, kind: Int32 = 0, logID: Int64, line: Int64, _ code: ExceptionCode
    ) throws(LedgerError) {
        guard let place = Self.codes.firstIndex(of: code) else { return }
        entries.append(
            Entry(
                id: id, app: app, kind: kind, line: line, file: try files.rank(of: logID), code: Int32(place)))
        isSorted = false
    }

    /// Adds the calls of a period that its rules can't bill.
    ///
    /// - Parameter isLate: whether the period is past.
    /// - Complexity: O(calls between the first and the last of the period), and 40 bytes for each call added.
    func addUnrated(of period: Period, under rules: Rules, isLate: Bool) throws(LedgerError) {
        guard let span = try ledger.ingester.span(of: period) else { return }
        let allowed = try allowedCalls(span)
        try ledger.ingester.forEachUnrated(of: period, span, under: rules, names) { (call) throws(LedgerError) in
            guard !allowed.contains(call.id) else { return }
            try add(
                call.id, app: call.app, kind: call.kind, logID: call.logID, line: call.line, call.code)
            if isLate { lateUnratedCalls.append(call.id) } else { unratedCalls.append(call.id) }
        }
    }

    private func allowedCalls(_ span: Ingester.Span) throws(LedgerError) -> Set<Int64> {
        let rows = try ledger.database.prepare("SELECT call FROM allowed_call WHERE call BETWEEN ? AND ?")
        rows.bind(1, span.first)
        rows.bind(2, span.last)
        var calls: Set<Int64> = []
        while try rows.step() { calls.insert(rows.int(0)) }
        return calls
    }

    // MARK: - Counts and examples

    var unratedCount: Int { unratedCalls.count }
    var lateUnratedCount: Int { lateUnratedCalls.count }
    var rejectedCount: Int { rejected?.counts.reduce(0) { $0 + $1.value } ?? 0 }

    var listed: ListedExceptions {
        ListedExceptions(
            unratedCalls: unratedCalls + lateUnratedCalls, conflictingDuplicates: conflictingDuplicates,
            unmatchedQueries: unmatchedQueries)
    }

    func unratedExamples(_ count: Int) throws(LedgerError) -> [ExceptionRow] { try examples(of: unratedCalls, count) }
    func lateUnratedExamples(_ count: Int) throws(LedgerError) -> [ExceptionRow] {
        try examples(of: lateUnratedCalls, count)
    }

    /// The first `count` of some unrated calls, in their order.
    private func examples(of calls: [Int64], _ count: Int) throws(LedgerError) -> [ExceptionRow] {
        defer { references.release() }
        let wanted = Set(calls.prefix(count))
        var found: [Int64: ExceptionRow] = [:]
        for entry in entries where wanted.contains(entry.id) && Self.codes[Int(entry.code)].isUnrated {
            found[entry.id] = try row(entry)
        }
        return calls.prefix(count).compactMap { found[$0] }
    }

    /// The first `count` rejected lines.
    func rejectedExamples(_ count: Int) throws -> [ExceptionRow] {
        struct Enough: Error {}
        var found: [ExceptionRow] = []
        do {
            for code in rejected?.codes ?? [] {
                try rejected?.forEach(of: code) {
                    if found.count == count { throw Enough() }
                    found.append($0)
                }
            }
        } catch is Enough {}
        return found
    }

    /// Calls `body` with each exception, in order.
    ///
    /// - Complexity: O(exceptions); only one row is in memory at a time.
    func forEach(_ body: (ExceptionRow) throws -> Void) throws {
        if !isSorted {
            entries.sort { a, b in
                if a.code != b.code { return a.code < b.code }
                if a.file != b.file { return a.file < b.file }
                return a.line != b.line ? a.line < b.line : a.id < b.id
            }
            isSorted = true
        }
        defer { references.release() }
        let codes = Set(rejected?.codes ?? []).union(Self.codes.map(\.rawValue)).sorted {
            Identifier($0) < Identifier($1)
        }
        var next = entries.startIndex
        for code in codes {
            guard let place = Self.codes.firstIndex(where: { $0.rawValue == code }) else {
                try rejected?.forEach(of: code, body)
                continue
            }
            while next < entries.endIndex, Int(entries[next].code) == place {
                try body(try row(entries[next]))
                next += 1
            }
        }
    }

    private func row(_ entry: Entry) throws(LedgerError) -> ExceptionRow {
        let code = Self.codes[Int(entry.code)]
        let file = files.names[Int(entry.file)]
        switch code {
        case .conflictingDuplicate: return try conflict(entry, file)
        case .queryWithoutCall:
            let select = try ledger.database.cached("SELECT app, transaction_ref FROM query WHERE id = ?")
            select.bind(1, entry.id)
            let found = try select.first { ($0.identifier(0), $0.identifier(1)) }
            guard let (app, ref) = found else { throw .damaged("there is no query \(entry.id)") }
            return .queryWithoutCall(app: app, transactionRef: ref, file: file, line: entry.line)
        case .noTariff, .unknownApp, .unknownProvider:
            return .unrated(
                code, app: try names.app(Int64(entry.app)), try names.kind(Int64(entry.kind)),
                reference: try references.reference(ofCall: entry.id), file: file, line: entry.line)
        }
    }

    private func conflict(_ entry: Entry, _ file: Identifier) throws(LedgerError) -> ExceptionRow {
        let select = try ledger.database.cached(
            """
            SELECT call.ref, \(StoredRecord.callColumns), \(StoredRecord.duplicateColumns), answering.id,
              \(StoredRecord.columns(of: "answering"))
            FROM duplicate d JOIN call ON call.id = d.call
              LEFT JOIN duplicate answering ON answering.call = d.call AND answering.answers = 1
            WHERE d.id = ?
            """)
        select.bind(1, entry.id)
        let names = names
        let found = try select.first { (row) throws(LedgerError) in
            (
                row.identifier(0), try StoredRecord(row, from: 1, names), try StoredRecord(row, from: 13, names),
                row.isNull(25) ? nil : try StoredRecord(row, from: 26, names)
            )
        }
        guard let (ref, transaction, duplicate, answer) = found else {
            throw .damaged("there is no duplicate \(entry.id)")
        }
        let fields = transaction.billingFields(contradictedBy: duplicate, answeredBy: answer).map(\.rawValue)
        return .conflictingDuplicate(
            differingIn: fields, app: transaction.profile.app, reference: ref, file: file, line: entry.line)
    }
}

extension Ledger {
    /// The periods that were billed, and those with calls that were passed over.
    func pastAndPassedOver() throws(LedgerError) -> Set<Period> {
        let closed = try closings().map(\.period)
        let past = Set(closed + (try furtherRules().map(\.period)))
        guard let last = closed.max() else { return past }
        return past.union(try transactionsByPeriod().map(\.period).filter { $0 < last })
    }

    /// The exceptions of a period, at first without the calls that can't be rated.
    package func exceptions(of period: Period, calendar: LocalCalendar) throws(LedgerError) -> any PeriodExceptions {
        try LedgerExceptions(self, period, calendar: calendar)
    }

    /// Whether a closing let pass unrated calls that may be of a period.
    package func mayHaveWaiting(in period: Period) throws(LedgerError) -> Bool {
        guard let span = try ingester.span(of: period) else { return false }
        let row = try database.prepare("SELECT 1 FROM allowed_call WHERE call BETWEEN ? AND ? LIMIT 1")
        row.bind(1, span.first)
        row.bind(2, span.last)
        return try row.first { _ in true } ?? false
    }

    /// The calls of a past period that closings let pass and that its rules still do not bill.
    package func waiting(of period: Period, under rules: Rules) throws(LedgerError) -> any PeriodExceptions {
        try LedgerExceptions(self, waitingIn: period, under: rules)
    }

    /// The number of rejected lines that no closing let pass, by code.
    package func rejectedCounts() throws(LedgerError) -> [(code: String, count: Int)] {
        try RejectedLines(database).counts.map { ($0.key, $0.value) }.sorted { Identifier($0.0) < Identifier($1.0) }
    }
}
