import Vocabulary

/// A comparison of a provider's statement with the ledger: the class of each call and each row.
///
/// It is pure: the same calls and rows give the same result, and the order of the calls does not matter.
package struct Reconciliation: Sendable {
    /// Sorted by time, app, `request_ref`, source.
    package let calls: [LedgerCall]
    /// In the order of the statement.
    package let rows: [StatementRow]
    package let pool: TextPool
    package let toleranceMinor: Int64
    /// Sorted by class, then line of the statement, then call.
    package let items: [Item]

    /// - Parameters:
    ///   - calls: the provider's calls of the period, in one currency; fewer than 2³¹.
    ///   - rows: in ascending order of lines; fewer than 2³¹.
    ///   - pool: the pool of all their ids.
    ///   - toleranceMinor: the greatest difference of costs that still counts as equal; not negative.
    /// - Complexity: O(n log n) for sorting the calls; the rest is linear.
    package init(calls: [LedgerCall], rows: [StatementRow], pool: TextPool, toleranceMinor: Int64 = 0) {
        precondition(toleranceMinor >= 0, "a negative tolerance")
        let calls = calls.sorted { Reconciliation.precedes($0, $1, pool) }
        self.calls = calls
        self.rows = rows
        self.pool = pool
        self.toleranceMinor = toleranceMinor
        let pairing = Pairing(calls: calls, rows: rows, textCount: pool.count)
        let originals = Originals(rows: rows, pairing)
        var byClass: [ItemClass: [Item]] = [:]
        for row in rows.indices {
            let item: Item
            if let call = pairing.call(ofRow: row) {
                item = Item(
                    Reconciliation.itemClass(calls[call], rows[row], toleranceMinor), call: call, row: row,
                    matchedBy: pairing.key(ofRow: row))
            } else if let original = originals.original(of: row) {
                item = Item(.duplicateInStatement, row: row, original: original)
            } else {
                item = Item(.onlyInStatement, row: row)
            }
            byClass[item.itemClass, default: []].append(item)
        }
        for call in calls.indices where pairing.row(ofCall: call) == nil {
            let itemClass: ItemClass = calls[call].reasonToBeAbsent == nil ? .onlyInLedger : .notExpected
            byClass[itemClass, default: []].append(Item(itemClass, call: call))
        }
        items = ItemClass.allCases.flatMap { byClass[$0] ?? [] }
    }

    /// Returns the class of a call and a row for the same message.
    package static func itemClass(_ call: LedgerCall, _ row: StatementRow, _ toleranceMinor: Int64) -> ItemClass {
        let difference = Int128(row.costMinor) - Int128(call.costMinor)
        if difference.magnitude > UInt128(toleranceMinor) { return .amountDiffers }
        return row.status ?? call.status == call.status ? .matched : .statusDiffers
    }

    private static func precedes(_ a: LedgerCall, _ b: LedgerCall, _ pool: TextPool) -> Bool {
        if a.timeNanoseconds != b.timeNanoseconds { return a.timeNanoseconds < b.timeNanoseconds }
        if a.app != b.app { return pool.precedes(a.app, b.app) }
        if a.requestRef != b.requestRef { return pool.precedes(a.requestRef, b.requestRef) }
        return a.source.number < b.source.number
    }
}

/// Finds the original of a duplicate row: the paired row with the same key, or else the first row with it.
private struct Originals {
    private let rows: [StatementRow]
    private var byText: [[TextID: Int]] = [[:], [:]]
    init(rows: [StatementRow], _ pairing: Pairing) {
        self.rows = rows
        // Only texts of unpaired rows are looked up. In a good month there are few.
        for row in rows.indices where pairing.call(ofRow: row) == nil {
            for (position, text) in rows[row].keys.enumerated() { byText[position][text] = .max }
        }
        guard byText.contains(where: { !$0.isEmpty }) else { return }
        for isPaired in [true, false] {
            for row in rows.indices where (pairing.call(ofRow: row) != nil) == isPaired {
                for (position, text) in rows[row].keys.enumerated() {
                    if !text.isEmpty, byText[position][text] == .max { byText[position][text] = row }
                }
            }
        }
    }

    func original(of row: Int) -> Int? {
        for (position, text) in rows[row].keys.enumerated() {
            if !text.isEmpty, let first = byText[position][text], first != row { return first }
        }
        return nil
    }
}

extension StatementRow {
    /// The keys by which it can be paired, the better one first.
    fileprivate var keys: [TextID] { [reference, requestRef] }
}
