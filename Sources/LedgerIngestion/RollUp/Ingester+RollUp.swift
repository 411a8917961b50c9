import LedgerFile
import Rating
package import Rules
package import Vocabulary

/// Why all calls of a period are read once more.
package enum RebuildReason: Sendable {
    /// The rules distinguish more than the roll-up does.
    case rulesChanged
    /// The ledger comes from an earlier version, which kept no such roll-up.
    case earlierLedger
}

extension Ingester {
    /// The roll-up of the calls whose local day is in the period. It distinguishes at least what the rules distinguish,
    /// except amounts and costs: only rating finds out whether calls are charged one by one (`CoarseUsage`).
    ///
    /// - Complexity: O(rows of the roll-up). If the stored roll-up distinguishes too little for the rules, O(calls of
    ///   the period); a ledger that may be written then stores the new one.
    package func usage(of period: Period, under rules: Rules) throws -> Usage {
        let row = try database.prepare("SELECT distinctions, calls FROM roll_up_period WHERE period = ?")
        row.bind(1, period.number)
        guard let (stored, calls) = try row.first({ ($0.isNull(0) ? nil : $0.text(0), $0.int(1)) }) else {
            return Usage()
        }
        guard let stored else { return try rebuiltUsage(of: period, under: rules, because: .earlierLedger) }
        guard let distinctions = Distinctions(text: stored), distinctions.serve(Distinctions(rules, in: period))
        else { return try rebuiltUsage(of: period, under: rules) }
        let usage = try RollUpTable(database).usage(of: period, try names)
        try Ingester.check(usage.rows.lazy.map(\.calls), of: period, counted: calls)
        return usage
    }

    /// Checks that the rows of a period's roll-up count as many calls as the period has.
    ///
    /// - Throws: `LedgerError.damaged` if they don't.
    private static func check(
        _ calls: some Sequence<Int64>, of period: Period, counted: Int64
    ) throws(LedgerError) {
        let calls = calls.reduce(Int128(0)) { $0 + Int128($1) }
        guard calls == Int128(counted) else {
            throw .damaged("\(period) has \(calls) calls, not \(counted) as was counted")
        }
    }

    /// Makes the roll-up of a period again from its calls, so that it distinguishes what the rules do.
    ///
    /// - Complexity: O(calls between the first and the last of the period).
    package func rebuiltUsage(
        of period: Period, under rules: Rules, because reason: RebuildReason = .rulesChanged
    ) throws -> Usage {
        guard let span = try span(of: period) else { return Usage() }
        onRebuild?(period, span.calls, reason)
        let names = try names
        let rollUp = try madeAnew(period, span, under: rules, names)
        let rows = rollUp.rows
        try Ingester.check(rows.lazy.map(\.sums.calls), of: period, counted: span.calls)
        if !isReadOnly {
            try inTransaction { () throws(LedgerError) in try store(rows, of: period, under: rules) }
        }
        return try RollUpTable.usage(of: rows, names)
    }

    private func store(_ rows: [RollUpTable.Row], of period: Period, under rules: Rules) throws(LedgerError) {
        try database.run("DELETE FROM roll_up WHERE period = ?", period.number)
        _ = try RollUpTable(database).add(rows, to: period)
        let update = try database.prepare("UPDATE roll_up_period SET distinctions = ? WHERE period = ?")
        update.bind(1, Distinctions(rules, in: period).text)
        update.bind(2, period.number)
        try update.run()
    }

    /// Makes the roll-ups that an earlier version of the ledger did not keep, before anything is added to them.
    func makeMissingRollUps(_ rules: Rules) throws {
        let rows = try database.prepare("SELECT period FROM roll_up_period WHERE distinctions IS NULL")
        var periods: [Period] = []
        while try rows.step() { periods += Period(number: rows.int(0)).map { [$0] } ?? [] }
        guard !periods.isEmpty else { return }
        for period in periods {
            _ = try rebuiltUsage(of: period, under: try past(period).rules ?? rules, because: .earlierLedger)
        }
    }

    /// The classes of a period that occurs while logs are read. They follow its stored roll-up, or else its rules,
    /// which for a past period are its own.
    func classes(of period: Period, _ rules: Rules) throws(LedgerError) -> PeriodClasses {
        let past = try past(period)
        let rules = past.rules ?? rules
        let row = try database.prepare("SELECT distinctions FROM roll_up_period WHERE period = ?")
        row.bind(1, period.number)
        let stored = try row.first { $0.text(0) }.flatMap { Distinctions(text: $0) }
        return PeriodClasses(
            period, isPast: past.isPast, distinctions: stored ?? Distinctions(rules, in: period), rules: rules)
    }

    private func madeAnew(
        _ period: Period, _ span: Span, under rules: Rules, _ names: Names
    ) throws(LedgerError) -> RollUp {
        let distinctions = Distinctions(rules, in: period)
        var rollUp = RollUp(calendar: rules.calendar, mostCells: .max) { (period) throws(LedgerError) in
            PeriodClasses(period, isPast: false, distinctions: distinctions, rules: rules)
        }
        try forEachCall(
            of: period, span, rules.calendar, withCodes: !distinctions.providerCodes.isEmpty,
            also: ["segments", "amount", "cost"]
        ) { (call, code, row) throws(LedgerError) in
            guard let segments = Int32(exactly: row.int(WalkedCall.columns)) else {
                throw WalkedCall.impossible(call.id)
            }
            try rollUp.add(
                call.id, timeNanoseconds: call.timeNanoseconds, app: Int64(call.app), kind: Int64(call.kind),
                destination: call.destination, code: code, segments: segments,
                amountMinor: row.int(WalkedCall.columns + 1),
                costMinor: call.answeredCostMinor ?? row.int(WalkedCall.columns + 2), sign: 1, names)
        }
        return rollUp
    }
}
