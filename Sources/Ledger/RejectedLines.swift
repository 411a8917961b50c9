import LedgerFile
import Vocabulary

/// The rejected lines of the latest log of each path, without those that a closing let pass. If a file was corrected
/// and read again, the rejected lines of what it held before no longer count.
struct RejectedLines {
    private let database: Database
    /// The logs by the name under which they are listed, in the order of names. The name is the path that the log was
    /// read from, if that path still holds it; else the first path that does.
    private var logs: [(name: Identifier, ids: [Int64])] = []
    /// The number of lines, by code and then by log.
    private var numbers: [String: [Int64: Int]] = [:]

    init(_ database: Database) throws(LedgerError) {
        self.database = database
        let paths = try database.prepare(
            """
            SELECT log.id, min(p.path), max(p.path = log.path), log.path FROM log JOIN path p ON p.log = log.id
            GROUP BY log.id
            """)
        var named: [Identifier: [Int64]] = [:]
        var listed: Set<Int64> = []
        while try paths.step() {
            let path = paths.int(2) == 1 ? paths.identifier(3) : paths.identifier(1)
            named[LogNames.shown(path), default: []].append(paths.int(0))
            listed.insert(paths.int(0))
        }
        logs = named.map { ($0.key, $0.value.sorted()) }.sorted { $0.name < $1.name }
        // Counted here and not by SQLite, which would sort the rows by code: there may be twenty million.
        let rows = try database.prepare("SELECT log, code FROM reject WHERE allowed IS NULL")
        var logID: Int64 = -1
        var code = ""
        var count = 0
        func note() {
            if count > 0, listed.contains(logID) { numbers[code, default: [:]][logID, default: 0] += count }
            count = 0
        }
        while try rows.step() {
            // Rows of the same log and code are mostly adjacent.
            if rows.int(0) != logID || !rows.withText(1, { $0.elementsEqual(code.utf8) }) {
                note()
                (logID, code) = (rows.int(0), rows.text(1))
            }
            count += 1
        }
        note()
    }

    var counts: [String: Int] { numbers.mapValues { $0.values.reduce(0, +) } }

    /// The codes in byte order.
    var codes: [String] { numbers.keys.sorted { Identifier($0) < Identifier($1) } }

    /// Calls `body` with each rejected line of a code, by file and line.
    func forEach(of code: String, _ body: (ExceptionRow) throws -> Void) throws {
        guard let numbers = numbers[code] else { return }
        for (name, ids) in logs {
            let own = ids.filter { numbers[$0] != nil }
            guard !own.isEmpty else { continue }
            // The primary key already sorts the lines of a single log.
            let order = own.count == 1 ? "line" : "line, log"
            let rows = try database.prepare(
                """
                SELECT line, detail FROM reject
                WHERE log IN (\(own.map(String.init).joined(separator: ", "))) AND code = ? AND allowed IS NULL
                ORDER BY \(order)
                """)
            rows.bind(1, code)
            while try rows.step() {
                try body(
                    ExceptionRow(
                        code: code, file: name, line: rows.int(0), app: .none, reference: .none,
                        detail: rows.text(1)))
            }
        }
    }
}
