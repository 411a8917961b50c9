import Vocabulary

/// Pairs the rows of a statement with calls, by the provider's reference, or else by `request_ref`.
///
/// Several calls can have the same key (two apps may use one `request_ref`), and so can several rows. Within a key,
/// rows and calls with equal status and cost are paired first, in order. The rest are then paired in order.
struct Pairing {
    /// Positions; -1 for none.
    private var callOfRow: [Int32]
    private var rowOfCall: [Int32]
    private var keyOfRow: [MatchKey?]

    private let calls: [LedgerCall]
    private let rows: [StatementRow]

    /// - Parameter textCount: the number of texts in the pool of the ids.
    /// - Complexity: O(calls + rows + texts).
    init(calls: [LedgerCall], rows: [StatementRow], textCount: Int) {
        self.calls = calls
        self.rows = rows
        callOfRow = Array(repeating: -1, count: rows.count)
        rowOfCall = Array(repeating: -1, count: calls.count)
        keyOfRow = Array(repeating: nil, count: rows.count)
        pair(.reference, { $0.reference }, { $0.reference }, textCount)
        pair(.requestRef, { $0.requestRef }, { $0.requestRef }, textCount)
    }

    func call(ofRow row: Int) -> Int? { callOfRow[row] < 0 ? nil : Int(callOfRow[row]) }
    func row(ofCall call: Int) -> Int? { rowOfCall[call] < 0 ? nil : Int(rowOfCall[call]) }
    /// The key by which the row was paired.
    func key(ofRow row: Int) -> MatchKey? { keyOfRow[row] }

    private mutating func pair(
        _ key: MatchKey, _ keyOfCall: (LedgerCall) -> TextID, _ keyOfRow: (StatementRow) -> TextID, _ textCount: Int
    ) {
        let freeCalls = Chains(calls.indices.filter { rowOfCall[$0] < 0 }, textCount) { keyOfCall(calls[$0]) }
        let freeRows = Chains(rows.indices.filter { callOfRow[$0] < 0 }, textCount) { keyOfRow(rows[$0]) }
        for row in rows.indices where callOfRow[row] < 0 {
            let text = keyOfRow(rows[row])
            // The first row of a group pairs the whole group; the other rows skip it.
            guard !text.isEmpty, freeRows.first(text) == row, freeCalls.first(text) != nil else { continue }
            pairGroup(rows: freeRows.members(text), calls: freeCalls.members(text), key)
        }
    }

    /// The values that must be equal for a pair to be made first.
    private struct Terms: Hashable {
        var status: Status?
        var costMinor: Int64
    }

    private mutating func pairGroup(rows group: [Int], calls candidates: [Int], _ key: MatchKey) {
        guard group.count > 1 || candidates.count > 1 else {
            join(row: group[0], call: candidates[0], key)
            return
        }
        // Reversed, because removing the last element is cheap and the first in order must be taken first.
        var alike: [Terms: [Int]] = [:]
        for position in candidates.reversed() {
            let call = calls[position]
            alike[Terms(status: call.status, costMinor: call.costMinor), default: []].append(position)
            // A row without a status agrees with any status.
            alike[Terms(status: nil, costMinor: call.costMinor), default: []].append(position)
        }
        for row in group {
            let terms = Terms(status: rows[row].status, costMinor: rows[row].costMinor)
            while let call = alike[terms]?.popLast() {
                if rowOfCall[call] < 0 {
                    join(row: row, call: call, key)
                    break
                }
            }
        }
        var rest = candidates.filter { rowOfCall[$0] < 0 }[...]
        for row in group where callOfRow[row] < 0 {
            guard let call = rest.popFirst() else { break }
            join(row: row, call: call, key)
        }
    }

    private mutating func join(row: Int, call: Int, _ key: MatchKey) {
        callOfRow[row] = Int32(call)
        rowOfCall[call] = Int32(row)
        keyOfRow[row] = key
    }
}

/// The members of each text, in order: linked lists in two arrays, without a dictionary, at 4 bytes a member.
struct Chains {
    private var heads: [Int32]
    private var nexts: [Int32]

    /// - Parameter members: ascending.
    init(_ members: [Int], _ textCount: Int, key: (Int) -> TextID) {
        heads = Array(repeating: -1, count: textCount)
        nexts = Array(repeating: -1, count: (members.last ?? -1) + 1)
        // Linked from the last to the first, so that the lists run from the first to the last.
        for member in members.reversed() {
            let text = key(member)
            guard !text.isEmpty else { continue }
            nexts[member] = heads[Int(text.index)]
            heads[Int(text.index)] = Int32(member)
        }
    }

    func first(_ text: TextID) -> Int? {
        let head = heads[Int(text.index)]
        return head < 0 ? nil : Int(head)
    }

    func members(_ text: TextID) -> [Int] {
        var members: [Int] = []
        var next = heads[Int(text.index)]
        while next >= 0 {
            members.append(Int(next))
            next = nexts[Int(next)]
        }
        return members
    }
}
