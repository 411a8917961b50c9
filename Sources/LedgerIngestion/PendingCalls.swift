import LedgerFile
import Vocabulary

/// Keeps the table `pending`: the live calls without a final status, answers applied (S5.39). They are few, so a
/// period's are listed without going through all calls.
struct PendingCalls {
    private let insert: Statement
    private let delete: Statement
    /// For each id of a kind, whether its calls are counted as pending.
    private var isPending: [Bool] = []
    /// The new calls of a chunk, which are not in the table yet.
    private var fresh: [Int64] = []

    init(_ database: Database) throws(LedgerError) {
        insert = try database.prepare("INSERT OR IGNORE INTO pending (call) VALUES (?)")
        delete = try database.prepare("DELETE FROM pending WHERE call = ?")
    }

    /// Learns a kind before calls of it are added.
    mutating func learn(_ kind: CallKind, id: Int64) {
        while isPending.count <= Int(id) { isPending.append(false) }
        isPending[Int(id)] = kind.isCountedPending
    }

    /// Takes a new call, as logged.
    @inline(__always)
    mutating func add(_ call: Int64, kind: Int64) {
        if isPending[Int(kind)] { fresh.append(call) }
    }

    /// Writes the new calls, which are in the ledger by now.
    mutating func write() throws(LedgerError) {
        for call in fresh { try note(call, isPending: true) }
        fresh.removeAll(keepingCapacity: true)
    }

    /// Stores whether a call is pending.
    func note(_ call: Int64, isPending: Bool) throws(LedgerError) {
        let statement = isPending ? insert : delete
        statement.bind(1, call)
        try statement.run()
    }
}

extension CallKind {
    /// Whether calls of this kind are counted as pending: test calls are counted as test (S3.24).
    var isCountedPending: Bool { mode == .live && !status.isFinal }
}
