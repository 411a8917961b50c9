import LedgerFile
import Rating
package import Rules
package import Vocabulary

/// Why all calls of a period are looked at once more.
public enum GoingThroughAgain: Sendable {
    /// The rules tell apart what they did not.
    case rulesChanged
    /// The ledger is of an earlier version, which kept no such roll-up.
    case earlierLedger
}

extension Ingester {
    /// The roll-up of the calls whose local day is in the period, told apart at least as the rules need it. Only whether calls
    /// are charged one by one is left to rating to find out (`CoarseUsage`).
    ///
    /// - Complexity: O(rows of the roll-up); where the rules tell apart what those did not that it was made under, O(calls of
    ///   the period), and who may write stores what came out.
    package func usage(of period: Period, under rules: Rules) throws -> Usage {
        let row = try database.prepare("SELECT distinctions, calls FROM roll_up_period WHERE period = ?")
        row.bind(1, period.number)
        guard let (stored, calls) = try row.first({ ($0.isNull(0) ? nil : $0.text(0), $0.int(1)) }) else {
            return Usage()
        }
        guard let stored else { return try usageMadeAnew(of: period, under: rules, because: .earlierLedger) }
        guard let distinctions = Distinctions(text: stored), distinctions.serve(Distinctions(rules, in: period))
        else { return try usageMadeAnew(of: period, under: rules) }
        let usage = try RollUpTable(database).usage(of: period, try names)
        try Ingester.check(usage.rows.lazy.map(\.calls), of: period, counted: calls)
        return usage
    }

    /// - Throws: `LedgerError.damaged` where the rows of a period's roll-up are not of its calls.
    private static func check(
        _ calls: some Sequence<Int64>, of period: Period, counted: Int64
    ) throws(LedgerError) {
        let calls = calls.reduce(Int128(0)) { $0 + Int128($1) }
        guard calls == Int128(counted) else {
            throw .damaged("\(period) has \(calls) calls, not \(counted) as was counted")
        }
    }

    /// Goes through the calls of a period once more, and tells apart what the rules do.
    ///
    /// - Complexity: O(calls between the first and the last of the period).
    package func usageMadeAnew(
        of period: Period, under rules: Rules, because reason: GoingThroughAgain = .rulesChanged
    ) throws -> Usage {
        guard let span = try span(of: period) else { return Usage() }
        goingThroughAgain?(period, span.calls, reason)
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

    /// Roll-ups that an earlier version of the ledger did not have are made before anything is added to them.
    func makeMissingRollUps(_ rules: Rules) throws {
        let rows = try database.prepare("SELECT period FROM roll_up_period WHERE distinctions IS NULL")
        var periods: [Period] = []
        while try rows.step() { periods += Period(number: rows.int(0)).map { [$0] } ?? [] }
        guard !periods.isEmpty else { return }
        for period in periods {
            let frozen = try frozenRules(of: period)
            _ = try usageMadeAnew(of: period, under: frozen ?? rules, because: .earlierLedger)
        }
    }

    /// How the calls of a period are told apart that comes up while logs are read: as its roll-up is kept, or as its rules
    /// want it, which of a closed period are the frozen ones.
    func classes(of period: Period, _ rules: Rules) throws(LedgerError) -> PeriodClasses {
        let frozen = try frozenRules(of: period)
        let rules = frozen ?? rules
        let row = try database.prepare("SELECT distinctions FROM roll_up_period WHERE period = ?")
        row.bind(1, period.number)
        let stored = try row.first { $0.text(0) }.flatMap { Distinctions(text: $0) }
        return PeriodClasses(
            period, isClosed: frozen != nil, distinctions: stored ?? Distinctions(rules, in: period), rules: rules)
    }

    private func madeAnew(
        _ period: Period, _ span: Span, under rules: Rules, _ names: Names
    ) throws(LedgerError) -> RollUp {
        let distinctions = Distinctions(rules, in: period)
        var rollUp = RollUp(calendar: rules.calendar, mostCells: .max) { (period) throws(LedgerError) in
            PeriodClasses(period, isClosed: false, distinctions: distinctions, rules: rules)
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
