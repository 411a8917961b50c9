package import LedgerFile
import Rating
package import Rules
package import Vocabulary

/// A live final call that the rules can't bill, and why.
package struct UnratedCall {
    package var id: Int64
    /// The ledger's ids; the kind is the one with the call's answer applied.
    package var app: Int32
    package var kind: Int32
    package var logID: Int64
    package var line: Int64
    package var code: ExceptionCode
}

extension Ingester {
    /// Calls `body` with each call of a period that its rules can't bill, in the order of their ids.
    ///
    /// - Parameters:
    ///   - span: the span of the period.
    ///   - onlyLetPass: only calls that a closing let pass.
    /// - Complexity: O(calls between the first and the last of the period); of those let pass, O(n log n).
    package func forEachUnrated(
        of period: Period, _ span: Span, under rules: Rules, _ names: Names, onlyLetPass: Bool = false,
        _ body: (UnratedCall) throws(LedgerError) -> Void
    ) throws(LedgerError) {
        var judge = PeriodClasses(
            period, isPast: false, distinctions: Distinctions(rules, in: period), rules: rules)
        var (day, first) = (period.firstDay, judge.firstDay(alike: period.firstDay))
        try forEachCall(
            of: period, span, rules.calendar, withCodes: judge.tellsCodes, also: ["log", "line"],
            onlyLetPass: onlyLetPass
        ) { (call, code, row) throws(LedgerError) in
            if call.day != day { (day, first) = (call.day, judge.firstDay(alike: call.day)) }
            let key = CellKey(
                part: first.daysSinceEpoch, app: call.app, kind: call.kind,
                destination: judge.destinationClass(call.destination), providerCode: judge.codeClass(code),
                amountMinor: UsageRow.mixed, costMinor: UsageRow.mixed)
            guard let exception = try judge.facts(key, on: first, names).exception else { return }
            try body(
                UnratedCall(
                    id: call.id, app: call.app, kind: call.kind, logID: row.int(WalkedCall.columns),
                    line: row.int(WalkedCall.columns + 1), code: exception))
        }
    }
}
