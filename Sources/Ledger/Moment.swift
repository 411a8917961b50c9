import LedgerFile
package import Rules
package import Store
import Vocabulary

/// The state of the ledger that is asked about: the current one, or that at a closing.
package enum Moment: Sendable {
    case now
    /// What a closing knew from the logs. `rules` are its frozen rules, which say for what logs were read.
    case closing(Closing, rules: Rules)
}

/// Tells which records and queries the ledger knew at a moment.
///
/// The closings after the first reading of a log know the log. If it was read again for further services or sources, only the
/// closings after that reading know what it added.
struct Knowledge {
    /// The last log that was known.
    private let lastLog: Int64
    /// The last repeated reading (of a known log, for further services or sources) that was known.
    private let lastReadingAgain: Int64
    /// The services and sources that were known; `nil` for all. Older ledgers did not number repeated readings, so for
    /// those only the services show what was known.
    private let services: Set<Identifier>?
    private let sources: Set<Source>?
    /// The repeated readings that came after the moment.
    private var later: [LaterReading] = []

    private struct LaterReading {
        let logID: Int64
        let services: Set<Identifier>
        let sources: Set<Source>
        let queries: Range<Int64>
    }

    init(_ moment: Moment, _ database: Database) throws(LedgerError) {
        guard case .closing(let closing, let rules) = moment else {
            lastLog = .max
            lastReadingAgain = .max
            services = nil
            sources = nil
            return
        }
        let known = try database.prepare("SELECT last_log, last_reading_again FROM closing WHERE id = ?")
        known.bind(1, closing.id)
        guard let (logID, reading) = try known.first({ ($0.int(0), $0.int(1)) }) else {
            throw .damaged("there is no closing \(closing.id)")
        }
        (lastLog, lastReadingAgain) = (logID, reading)
        services = Set(rules.services)
        sources = Set(rules.sources.keys)
        let rows = try database.prepare(
            "SELECT log, services, sources, first_query, end_query FROM reading_again WHERE id > ? ORDER BY id")
        rows.bind(1, lastReadingAgain)
        while try rows.step() {
            guard rows.int(3) <= rows.int(4) else { throw .damaged("a reading again brought less than no query") }
            later.append(
                LaterReading(
                    logID: rows.int(0),
                    services: Set(rows.text(1).split(separator: "\n").map { Identifier(String($0)) }),
                    sources: Set(rows.text(2).split(separator: "\n").compactMap { Source(rawValue: String($0)) }),
                    queries: rows.int(3)..<rows.int(4)))
        }
    }

    /// Whether the ledger has read anything since the moment.
    func isIncomplete(_ database: Database) throws(LedgerError) -> Bool {
        if !later.isEmpty { return true }
        return try database.integer("SELECT max(id) FROM log") ?? 0 > lastLog
    }

    /// Whether logs were read for records of this kind.
    func knows(_ kind: CallKind) -> Bool {
        (services?.contains(kind.service) ?? true) && (sources?.contains(kind.source) ?? true)
    }

    func knows(_ record: StoredRecord) -> Bool { knows(record.profile.kind, of: record.logID) }

    /// Whether the records of this kind in a log were known.
    func knows(_ kind: CallKind, of logID: Int64) -> Bool {
        logID <= lastLog && knows(kind)
            && !later.contains {
                $0.logID == logID && ($0.services.contains(kind.service) || $0.sources.contains(kind.source))
            }
    }

    /// Whether a query was known.
    ///
    /// - Parameter logID: the log of the query.
    func knows(query: Int64, of logID: Int64) -> Bool {
        logID <= lastLog && !later.contains { $0.queries.contains(query) }
    }

    /// A condition for a statement's `WHERE`: the call may not have been known. It holds for calls of logs that were
    /// read, or read again, after the moment, and for calls answered by a query or a record of such a log. `bind` sets
    /// parameters 8 and 9.
    static let mayBeLater = """
        (call.log > ?8 OR query.log > ?8 OR answering.log > ?8
          OR call.log IN (SELECT log FROM reading_again WHERE id > ?9)
          OR query.log IN (SELECT log FROM reading_again WHERE id > ?9)
          OR answering.log IN (SELECT log FROM reading_again WHERE id > ?9))
        """

    func bind(to statement: Statement) {
        statement.bind(8, lastLog)
        statement.bind(9, lastReadingAgain)
    }
}
