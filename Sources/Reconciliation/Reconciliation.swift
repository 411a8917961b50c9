import Vocabulary

/// A provider's statement against the ledger: what each call and each row came to.
///
/// Pure: the same calls and rows give the same result, in whatever order the calls come.
public struct Reconciliation: Sendable {
    /// By time, app, request_ref, source.
    public let calls: [LedgerCall]
    /// In the order of the statement.
    public let rows: [StatementRow]
    public let pool: TextPool
    public let toleranceMinor: Int64
    /// By class, then line of the statement, then call.
    public let items: [Item]

    /// - Parameters:
    ///   - calls: the provider's calls of the period, in one currency; fewer than 2³¹.
    ///   - rows: with lines ascending; fewer than 2³¹.
    ///   - pool: what the ids of both are of.
    ///   - toleranceMinor: costs that differ by at most so much agree; not negative.
    /// - Complexity: O(n log n) for sorting the calls, else linear.
    public init(calls: [LedgerCall], rows: [StatementRow], pool: TextPool, toleranceMinor: Int64 = 0) {
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

    /// The class of a call and a row that are one message.
    public static func itemClass(_ call: LedgerCall, _ row: StatementRow, _ toleranceMinor: Int64) -> ItemClass {
        let difference = Int128(row.costMinor) - Int128(call.costMinor)
        if difference.magnitude > UInt128(toleranceMinor) { return .amountDiffers }
        return row.status ?? call.status == call.status ? .matched : .statusDiffers
    }

    private static func precedes(_ a: LedgerCall, _ b: LedgerCall, _ pool: TextPool) -> Bool {
        if a.timeNanoseconds != b.timeNanoseconds { return a.timeNanoseconds < b.timeNanoseconds }
        if a.app != b.app { return pool.precedes(a.app, b.app) }
        if a.requestRef != b.requestRef { return pool.precedes(a.requestRef, b.requestRef) }
        return a.source == .onepipe && b.source == .paylink
    }
}

/// Which row was there already for what an unpaired row names: a paired one of the same key, else an earlier one.
private struct Originals {
    private let rows: [StatementRow]
    private var byText: [[TextID: Int]] = [[:], [:]]
    init(rows: [StatementRow], _ pairing: Pairing) {
        self.rows = rows
        // Only the texts of unpaired rows are asked for: in a good month a handful.
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
    /// What it may find its call by, the better one first.
    fileprivate var keys: [TextID] { [reference, requestRef] }
}
