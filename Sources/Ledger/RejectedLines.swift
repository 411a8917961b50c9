import LedgerFile
import Vocabulary

/// Rejected lines of what the paths held when last read, less those that a closing let pass; a mended file has cleared those
/// it held before.
struct RejectedLines {
    private let database: Database
    /// The contents by the name they are listed under, in the order of names: the path a content was read from while that
    /// still holds it, else the first of those that do.
    private var contents: [(name: Identifier, ids: [Int64])] = []
    /// By code and content.
    private var numbers: [String: [Int64: Int]] = [:]

    init(_ database: Database) throws(LedgerError) {
        self.database = database
        let paths = try database.prepare(
            """
            SELECT c.id, min(p.path), max(p.path = c.path), c.path FROM content c JOIN path p ON p.content = c.id
            GROUP BY c.id
            """)
        var named: [Identifier: [Int64]] = [:]
        var listed: Set<Int64> = []
        while try paths.step() {
            let path = paths.int(2) == 1 ? paths.identifier(3) : paths.identifier(1)
            named[LogNames.shown(path), default: []].append(paths.int(0))
            listed.insert(paths.int(0))
        }
        contents = named.map { ($0.key, $0.value.sorted()) }.sorted { $0.name < $1.name }
        // Counted here: SQLite would sort the rows by their codes, and there may be twenty million.
        let rows = try database.prepare("SELECT content, code FROM reject WHERE allowed IS NULL")
        var content: Int64 = -1
        var code = ""
        var count = 0
        func note() {
            if count > 0, listed.contains(content) { numbers[code, default: [:]][content, default: 0] += count }
            count = 0
        }
        while try rows.step() {
            // Lines that are alike are mostly together.
            if rows.int(0) != content || !rows.withText(1, { $0.elementsEqual(code.utf8) }) {
                note()
                (content, code) = (rows.int(0), rows.text(1))
            }
            count += 1
        }
        note()
    }

    var counts: [String: Int] { numbers.mapValues { $0.values.reduce(0, +) } }

    /// In byte order.
    var codes: [String] { numbers.keys.sorted { Identifier($0) < Identifier($1) } }

    /// Those of a code, by file and line.
    func forEach(of code: String, _ body: (ExceptionRow) throws -> Void) throws {
        guard let numbers = numbers[code] else { return }
        for (name, ids) in contents {
            let own = ids.filter { numbers[$0] != nil }
            guard !own.isEmpty else { continue }
            // Of one content they come in the order of the primary key.
            let order = own.count == 1 ? "line" : "line, content"
            let rows = try database.prepare(
                """
                SELECT line, detail FROM reject
                WHERE content IN (\(own.map(String.init).joined(separator: ", "))) AND code = ? AND allowed IS NULL
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
