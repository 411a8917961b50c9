package import LedgerFile
import Rating
package import Rules
package import Vocabulary

/// A live final call that the rules can't bill, and why.
package struct UnratedCall {
    package var id: Int64
    package var content: Int64
    package var line: Int64
    package var code: ExceptionCode
}

extension Ingester {
    /// Gives the calls of a period that its rules can't bill to `body`, in the order of their ids.
    ///
    /// - Parameter span: of the period.
    /// - Complexity: O(calls between the first and the last of the period).
    package func forEachUnrated(
        of period: Period, _ span: Span, under rules: Rules, _ names: Names,
        _ body: (UnratedCall) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        var judge = PeriodClasses(
            period, isClosed: false, distinctions: Distinctions(rules, in: period), rules: rules)
        let needsCodes = judge.tellsCodes
        var stretch: Range<Int64> = 0..<0
        var part: Int32?
        var day = period.firstDay
        var answers = try AnswerCursor(database, span)
        let rows = try database.prepare(
            """
            SELECT id, time, app, kind, destination, content, line\(needsCodes ? ", provider_code" : "")
            FROM call WHERE id BETWEEN ? AND ?
            """)
        rows.bind(1, span.first)
        rows.bind(2, span.last)
        while try rows.step() {
            let time = rows.int(1)
            if !stretch.contains(time) {
                let (found, around) = rules.calendar.dayWithStretch(ofNanoseconds: time)
                stretch = around
                day = judge.firstDay(alike: found)
                part = period.contains(found) ? day.daysSinceEpoch : nil
            }
            guard let part else { continue }
            let id = rows.int(0)
            let answer = try answers.answer(of: id)
            guard let app = Int32(exactly: rows.int(2)), let kind = Int32(exactly: answer?.kind ?? rows.int(3)),
                let destination = UInt32(exactly: rows.int(4))
            else { throw .damaged("call \(id) holds a number that no call can have") }
            var code = Int32(ProviderCodeClasses.others)
            if needsCodes {
                if let answer {
                    var text = answer.providerCode.text
                    code = text.withUTF8 { judge.codeClass(UnsafeRawBufferPointer($0)) }
                } else {
                    code = rows.withText(7) { judge.codeClass($0) }
                }
            }
            let key = CellKey(
                part: part, app: app, kind: kind, destination: judge.destinationClass(destination),
                providerCode: code, amountMinor: UsageRow.untold, costMinor: UsageRow.untold)
            guard let exception = try judge.facts(key, on: day, names).exception else { continue }
            try body(UnratedCall(id: id, content: rows.int(5), line: rows.int(6), code: exception))
        }
    }
}
