package import LedgerFile
package import Vocabulary

/// A call with its answer applied, met while all calls of a period are read.
struct WalkedCall {
    let id: Int64
    let timeNanoseconds: Int64
    let day: CivilDate
    /// Ids in the ledger.
    let app: Int32
    let kind: Int32
    let destination: UInt32
    /// In minor units; `nil` if no answer holds.
    let answeredCostMinor: Int64?

    /// The number of columns that every walk reads. The columns that a walk asks for follow them.
    static let columns: Int32 = 6

    /// The error for a row with a number that no ledger stores.
    static func impossible(_ id: Int64) -> LedgerError { .damaged("call \(id) holds a number that no call can have") }
}

extension Ingester {
    /// The number of calls of a period, and the lowest and highest id between which they lie.
    package struct Span {
        package var calls: Int64
        package var first: Int64
        package var last: Int64
    }

    /// The span of a period; `nil` if it has no calls.
    package func span(of period: Period) throws(LedgerError) -> Span? {
        let row = try database.prepare("SELECT calls, first_call, last_call FROM roll_up_period WHERE period = ?")
        row.bind(1, period.number)
        return try row.first { Span(calls: $0.int(0), first: $0.int(1), last: $0.int(2)) }
    }

    /// Calls `body` with each call whose local day is in a period, in the order of their ids, together with the call's
    /// provider code and row.
    ///
    /// - Parameters:
    ///   - span: the span of the period.
    ///   - withCodes: whether provider codes are read. If not, the code is empty and costs no time.
    ///   - columns: more columns of `call`; in the row, they start at `WalkedCall.columns`.
    ///   - onlyLetPass: only calls that a closing let pass unrated.
    /// - Complexity: O(calls between the first and the last of the period); of those let pass, O(n log n).
    func forEachCall(
        of period: Period, _ span: Span, _ calendar: LocalCalendar, withCodes: Bool, also columns: [String],
        onlyLetPass: Bool = false,
        _ body: (WalkedCall, UnsafeRawBufferPointer, Statement) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        var (stretch, day, isInside) = (Int64(0)..<0, period.firstDay, false)
        var answers = try AnswerCursor(database, span)
        let own = ["id", "time", "app", "kind", "destination", withCodes ? "provider_code" : "''"]
        let rows = try database.prepare(

            """
            SELECT \((own + columns).joined(separator: ", ")) FROM call WHERE id BETWEEN ? AND ?
            \(onlyLetPass ? "AND id IN (SELECT call FROM allowed_call) ORDER BY id" : "")
            """)
        rows.bind(1, span.first)
        rows.bind(2, span.last)
        while try rows.step() {
            let time = rows.int(1)
            if !stretch.contains(time) {
                (day, stretch) = calendar.dayWithStretch(ofNanoseconds: time)
                isInside = period.contains(day)
            }
            guard isInside else { continue }
            let id = rows.int(0)
            let answer = try answers.answer(of: id)
            guard let app = Int32(exactly: rows.int(2)), let kind = Int32(exactly: answer?.kind ?? rows.int(3)),
                let destination = UInt32(exactly: rows.int(4))
            else { throw WalkedCall.impossible(id) }
            let call = WalkedCall(
                id: id, timeNanoseconds: time, day: day, app: app, kind: kind, destination: destination,
                answeredCostMinor: answer?.costMinor)
            if withCodes, let answer {
                try Ingester.withBytes(answer.providerCode) { code throws(LedgerError) in try body(call, code, rows) }
            } else {
                try Ingester.withBytes(rows, 5) { code throws(LedgerError) in try body(call, code, rows) }
            }
        }
    }

    private static func withBytes(
        _ row: Statement, _ column: Int32, _ body: (UnsafeRawBufferPointer) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        var failure: LedgerError?
        row.withText(column) { bytes in
            do throws(LedgerError) { try body(bytes) } catch { failure = error }
        }
        if let failure { throw failure }
    }

    static func withBytes(
        _ text: Identifier, _ body: (UnsafeRawBufferPointer) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        var failure: LedgerError?
        var text = text.text
        text.withUTF8 { bytes in
            do throws(LedgerError) { try body(UnsafeRawBufferPointer(bytes)) } catch { failure = error }
        }
        if let failure { throw failure }
    }
}

/// The answers of calls, asked for in the order of the calls' ids. One statement reads all of them.
struct AnswerCursor {
    struct Answer {
        var kind: Int64
        var costMinor: Int64
        var providerCode: Identifier
    }

    private let rows: Statement
    private var next: Int64

    init(_ database: Database, _ span: Ingester.Span) throws(LedgerError) {
        rows = try database.prepare(
            "SELECT call, kind, cost, provider_code FROM answer WHERE call BETWEEN ? AND ? ORDER BY call")
        rows.bind(1, span.first)
        rows.bind(2, span.last)
        next = try rows.step() ? rows.int(0) : .max
    }

    @inline(__always)
    mutating func answer(of call: Int64) throws(LedgerError) -> Answer? {
        if call < next { return nil }
        return try find(call)
    }

    @inline(never)
    private mutating func find(_ call: Int64) throws(LedgerError) -> Answer? {
        while next < call { next = try rows.step() ? rows.int(0) : .max }
        guard next == call else { return nil }
        return Answer(kind: rows.int(1), costMinor: rows.int(2), providerCode: rows.identifier(3))
    }
}
