import Money
import Reconciliation
import Rules
import StatementFile
import Vocabulary

/// The result of reading a statement: rows as text, or faults as a user sees them.
struct Reading: Equatable {
    var rows: [String] = []
    var unread: [String] = []
    var faults: [String] = []

    /// - Parameter piece: the number of bytes given to the reader at a time.
    init(_ bytes: [UInt8], piece: Int = .max, _ change: (inout StatementFormat) -> Void = { _ in }) {
        var format = StatementFormat(
            StatementRules(), currency: Currency(code: "NGN")!, calendar: LocalCalendar(identifier: "Africa/Lagos")!)
        change(&format)
        var reader = StatementReader(format)
        var pool = TextPool()
        do {
            var rest = bytes[...]
            while !rest.isEmpty {
                let head = Array(rest.prefix(piece))
                rest = rest.dropFirst(piece)
                try head.withUnsafeBytes { try reader.read($0, into: &pool) }
            }
            try reader.finish(into: &pool)
            unread = reader.unreadColumns
            rows = reader.rows.map { row in
                [
                    String(row.line), pool.text(row.reference).text, pool.text(row.requestRef).text,
                    row.day?.description ?? "", row.status?.rawValue ?? "", String(row.costMinor),
                ].joined(separator: "|")
            }
        } catch {
            faults = (error as? StatementFaults)?.faults.map { $0.rendered(file: "s.csv") } ?? ["\(error)"]
        }
    }

    init(_ text: String, piece: Int = .max, _ change: (inout StatementFormat) -> Void = { _ in }) {
        self.init(Array(text.utf8), piece: piece, change)
    }
}
