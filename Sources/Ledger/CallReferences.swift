import LedgerFile
import Vocabulary

/// The refs of calls, most of which are asked for in the order of their ids: the lines of a log are stored in order.
final class CallReferences {
    /// As far as this, stepping on takes less time than looking the next call up.
    private static let farthestStep: Int64 = 32

    private let rows: Statement
    /// The id of the row that was read last.
    private var current = Int64.max

    init(_ database: Database) throws(LedgerError) {
        rows = try database.prepare("SELECT id, ref FROM call WHERE id >= ? ORDER BY id")
    }

    deinit { rows.reset() }

    /// Lets go of the ledger: a statement that is not done keeps others from writing.
    func release() {
        rows.reset()
        current = .max
    }

    /// Returns the ref of a call.
    ///
    /// - Throws: `LedgerError.damaged` if there is no such call.
    /// - Complexity: O(1) for a call a few ids behind the last one, else O(log calls).
    func reference(ofCall id: Int64) throws(LedgerError) -> Identifier {
        if id <= current || id - current > Self.farthestStep {
            rows.reset()
            rows.bind(1, id)
            current = try rows.step() ? rows.int(0) : .max
        }
        while current < id { current = try rows.step() ? rows.int(0) : .max }
        guard current == id else { throw .damaged("there is no call \(id)") }
        return rows.identifier(1)
    }
}
