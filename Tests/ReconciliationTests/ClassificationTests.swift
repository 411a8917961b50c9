import Rating
import Reconciliation
import Testing
import Vocabulary

/// Builds calls and rows, with short names for their references.
struct Bench {
    var pool = TextPool()

    mutating func call(
        _ reference: String, _ requestRef: String, _ status: Status = .successful, _ cost: Int64 = 10,
        at time: Int64 = 0, outcome: Outcome = .rated(tariff: 0)
    ) -> LedgerCall {
        LedgerCall(
            timeNanoseconds: time, day: CivilDate("2026-10-05")!, source: .onepipe, app: pool.intern("app"),
            requestRef: pool.intern(Identifier(requestRef)), reference: pool.intern(Identifier(reference)),
            status: status, costMinor: cost, outcome: outcome)
    }

    mutating func row(
        _ line: Int, _ reference: String, _ requestRef: String, _ status: Status? = .successful, _ cost: Int64 = 10
    ) -> StatementRow {
        StatementRow(
            line: line, reference: pool.intern(Identifier(reference)), requestRef: pool.intern(Identifier(requestRef)),
            day: CivilDate("2026-10-05")!, status: status, costMinor: cost)
    }

    func classes(_ calls: [LedgerCall], _ rows: [StatementRow], tolerance: Int64 = 0) -> [ItemClass] {
        Reconciliation(calls: calls, rows: rows, pool: pool, toleranceMinor: tolerance).items.map(\.itemClass)
    }
}

struct ClassificationTests {
    /// At most one call and one row: every combination of presence, amount, status and key, compared with the table.
    @Test func oneCallAndOneRow() {
        for status in Status.allCases {
            for cost in [Int64(0), 10] {
                for outcome in [Outcome.rated(tariff: 0), .test] {
                    var bench = Bench()
                    let call = bench.call("r", "q", status, cost, outcome: outcome)
                    let free = outcome == .test || (cost == 0 && status != .successful)
                    #expect(bench.classes([call], []) == [free ? .notExpected : .onlyInLedger])
                    for rowStatus in Status.allCases.map(Optional.some) + [nil] {
                        for rowCost in [Int64(-10), 0, 10, 11] {
                            for (reference, requestRef) in [("r", "q"), ("r", "x"), ("x", "q"), ("", "q"), ("r", "")] {
                                let row = bench.row(2, reference, requestRef, rowStatus, rowCost)
                                let expected: ItemClass =
                                    rowCost != cost
                                    ? .amountDiffers : rowStatus ?? status != status ? .statusDiffers : .matched
                                #expect(bench.classes([call], [row]) == [expected])
                            }
                            let other = bench.row(2, "x", "y", rowStatus, rowCost)
                            #expect(
                                bench.classes([call], [other])
                                    == (free ? [.onlyInStatement, .notExpected] : [.onlyInLedger, .onlyInStatement]))
                        }
                    }
                }
            }
        }
    }

    @Test func toleranceIsInclusiveAndBothWays() {
        var bench = Bench()
        let call = bench.call("r", "q", .successful, 10)
        for cost in Int64(0)...20 {
            for tolerance in Int64(0)...12 {
                let row = bench.row(2, "r", "q", .successful, cost)
                let agrees = abs(cost - 10) <= tolerance
                #expect(bench.classes([call], [row], tolerance: tolerance) == [agrees ? .matched : .amountDiffers])
            }
        }
    }

    @Test func costsAtTheEdgesOf64BitsAreCompared() {
        var bench = Bench()
        let call = bench.call("r", "q", .successful, .max)
        let row = bench.row(2, "r", "q", .successful, .min)
        #expect(bench.classes([call], [row], tolerance: .max) == [.amountDiffers])
    }

    @Test func aSecondRowOfAMessageIsADuplicateOfTheFirst() {
        var bench = Bench()
        let call = bench.call("r", "q")
        for (reference, requestRef) in [("r", "q"), ("r", ""), ("", "q"), ("other", "q"), ("r", "other")] {
            let rows = [bench.row(2, "r", "q"), bench.row(3, reference, requestRef)]
            let result = Reconciliation(calls: [call], rows: rows, pool: bench.pool)
            #expect(result.items.map(\.itemClass) == [.matched, .duplicateInStatement])
            #expect(result.items.last?.original == 0)
        }
    }

    @Test func theRowThatAgreesIsTheMessageAndTheOtherTheDuplicate() {
        var bench = Bench()
        let call = bench.call("r", "q", .successful, 10)
        let rows = [bench.row(2, "r", "q", .successful, 99), bench.row(3, "r", "q", .successful, 10)]
        let result = Reconciliation(calls: [call], rows: rows, pool: bench.pool)
        #expect(result.items.map(\.row) == [1, 0])
        #expect(result.items.map(\.itemClass) == [.matched, .duplicateInStatement])
        #expect(result.items.last?.original == 1)
    }

    @Test func rowsOfNoCallThatRepeatEachOtherAreOneAndDuplicates() {
        var bench = Bench()
        let rows = [bench.row(2, "x", ""), bench.row(3, "x", ""), bench.row(4, "x", "")]
        #expect(bench.classes([], rows) == [.onlyInStatement, .duplicateInStatement, .duplicateInStatement])
    }

    @Test func twoAppsMayUseOneRequestRef() {
        var bench = Bench()
        let calls = [bench.call("", "q", .successful, 10, at: 1), bench.call("", "q", .failed, 5, at: 2)]
        let rows = [bench.row(2, "", "q", .failed, 5), bench.row(3, "", "q", .successful, 10)]
        #expect(bench.classes(calls, rows) == [.matched, .matched])
    }

    @Test func emptyReferencesNameNothing() {
        var bench = Bench()
        let calls = [bench.call("", "q1"), bench.call("", "q2")]
        let row = bench.row(2, "", "q3")
        #expect(bench.classes(calls, [row]) == [.onlyInLedger, .onlyInLedger, .onlyInStatement])
    }
}

/// All months of up to two calls and two rows over a small alphabet.
struct SmallSpaceTests {
    private static let keys = [("r", "q"), ("s", "p"), ("", "q"), ("r", "p")]

    @Test func everyCallAndRowIsInOneItemAndNothingThatCouldBePairedIsLeft() {
        var bench = Bench()
        var calls: [LedgerCall] = []
        var rows: [StatementRow] = []
        for (reference, requestRef) in Self.keys {
            for status in [Status.successful, .failed] {
                for cost in [Int64(0), 10] {
                    calls.append(bench.call(reference, requestRef, status, cost))
                    rows.append(bench.row(2, reference, requestRef, status, cost))
                }
            }
        }
        let months = [[]] + calls.map { [$0] } + calls.flatMap { a in calls.map { [a, $0] } }
        let statements = [[]] + rows.map { [$0] } + rows.flatMap { a in rows.map { [a, $0] } }
        for month in months.map({ $0.enumerated().map { position, call in call.at(Int64(position)) } }) {
            for statement in statements.map({ $0.enumerated().map { position, row in row.on(line: position + 2) } }) {
                let result = Reconciliation(calls: month, rows: statement, pool: bench.pool)
                guard isSound(result) else {
                    Issue.record("\(month) against \(statement): \(result.items)")
                    return
                }
                let turned = Reconciliation(calls: month.reversed(), rows: statement, pool: bench.pool)
                guard turned.items == result.items else {
                    Issue.record("the order of calls matters: \(month) against \(statement)")
                    return
                }
            }
        }
    }

    private func isSound(_ result: Reconciliation) -> Bool {
        let (calls, rows, items) = (result.calls, result.rows, result.items)
        guard items.compactMap(\.call).sorted() == Array(calls.indices),
            items.compactMap(\.row).sorted() == Array(rows.indices)
        else { return false }
        func shareKey(_ call: LedgerCall, _ row: StatementRow) -> Bool {
            (call.reference == row.reference && !row.reference.isEmpty)
                || (call.requestRef == row.requestRef && !row.requestRef.isEmpty)
        }
        let alone = items.filter { $0.call == nil || $0.row == nil }
        for item in alone {
            guard let call = item.call else { continue }
            if alone.contains(where: { $0.row.map { shareKey(calls[call], rows[$0]) } ?? false }) { return false }
        }
        return items.allSatisfy { item in
            switch (item.call, item.row) {
            case (let call?, let row?):
                shareKey(calls[call], rows[row])
                    && item.itemClass == Reconciliation.itemClass(calls[call], rows[row], 0)
            case (let call?, nil):
                item.itemClass == (calls[call].reasonToBeAbsent == nil ? .onlyInLedger : .notExpected)
            case (nil, let row?):
                (item.itemClass == .duplicateInStatement) == (item.original != nil)
                    && (item.itemClass == .duplicateInStatement || item.itemClass == .onlyInStatement)
                    && item.original.map { $0 != row } ?? true
            case (nil, nil): false
            }
        }
    }
}

extension LedgerCall {
    fileprivate func at(_ time: Int64) -> LedgerCall {
        var call = self
        call.timeNanoseconds = time
        return call
    }
}

extension StatementRow {
    fileprivate func on(line: Int) -> StatementRow {
        var row = self
        row.line = line
        return row
    }
}
