import LedgerFile
public import Store
public import Vocabulary

/// What the ledger is asked about: as it stands, or as it stood when a month was closed.
public enum Moment: Sendable {
    case now
    /// What the logs said that were known to a closing. `services` are those of its frozen rules.
    case closing(Closing, services: [Identifier])
}

/// What of the ledger was known at a moment: which records and which queries.
///
/// A log is known by the closings after its first reading. What a later reading of it has brought, for further services,
/// is known by those after that reading alone.
struct Knowledge {
    /// Logs up to this one were known.
    private let lastContent: Int64
    /// Of the readings of logs again, for further services, those up to this one were known.
    private let lastReadingAgain: Int64
    /// `nil`: all. A ledger that read logs again before it numbered such readings tells them by their services alone.
    private let services: Set<Identifier>?
    /// The readings again that came after the moment.
    private var later: [LaterReading] = []

    private struct LaterReading {
        let content: Int64
        let services: Set<Identifier>
        let queries: Range<Int64>
    }

    init(_ moment: Moment, _ database: Database) throws(LedgerError) {
        guard case .closing(let closing, let services) = moment else {
            lastContent = .max
            lastReadingAgain = .max
            self.services = nil
            return
        }
        let known = try database.prepare("SELECT last_content, last_reading_again FROM closing WHERE id = ?")
        known.bind(1, closing.id)
        guard let (content, reading) = try known.first({ ($0.int(0), $0.int(1)) }) else {
            throw .damaged("there is no closing \(closing.id)")
        }
        (lastContent, lastReadingAgain) = (content, reading)
        self.services = Set(services)
        let rows = try database.prepare(
            "SELECT content, services, first_query, end_query FROM reading_again WHERE id > ? ORDER BY id")
        rows.bind(1, lastReadingAgain)
        while try rows.step() {
            guard rows.int(2) <= rows.int(3) else { throw .damaged("a reading again brought less than no query") }
            later.append(
                LaterReading(
                    content: rows.int(0),
                    services: Set(rows.text(1).split(separator: "\n").map { Identifier(String($0)) }),
                    queries: rows.int(2)..<rows.int(3)))
        }
    }

    /// Whether the ledger has read anything since.
    func isIncomplete(_ database: Database) throws(LedgerError) -> Bool {
        if !later.isEmpty { return true }
        return try database.integer("SELECT max(id) FROM content") ?? 0 > lastContent
    }

    func knows(_ service: Identifier) -> Bool { services?.contains(service) ?? true }

    func knows(_ record: StoredRecord) -> Bool {
        record.content <= lastContent && knows(record.profile.service)
            && !later.contains { $0.content == record.content && $0.services.contains(record.profile.service) }
    }

    /// - Parameter content: the log of the query.
    func knows(query: Int64, of content: Int64) -> Bool {
        content <= lastContent && !later.contains { $0.queries.contains(query) }
    }

    /// What may not have been known, for a statement's `WHERE`: calls of logs that were read for the first time or again
    /// after the moment, and calls that a query of such a log answers. Parameters 8 and 9 are `bind`'s.
    static let mayBeLater = """
        (call.content > ?8 OR query.content > ?8
          OR call.content IN (SELECT content FROM reading_again WHERE id > ?9)
          OR query.content IN (SELECT content FROM reading_again WHERE id > ?9))
        """

    func bind(to statement: Statement) {
        statement.bind(8, lastContent)
        statement.bind(9, lastReadingAgain)
    }
}
