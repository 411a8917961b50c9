import LedgerFile
import LineParsing
import Vocabulary

/// Writes and reads the rows of the table `log`, one for each log.
extension Ingester {
    func insertLog(_ path: String) throws(LedgerError) -> Int64 {
        let id = (try database.integer("SELECT max(id) FROM log") ?? 0) + 1
        let insert = try database.prepare(
            """
            INSERT INTO log (id, sha256, bytes, path, services, sources, lines, blank, transactions, duplicates,
              queries, other, rejected) VALUES (?, '', 0, ?, '', '', 0, 0, 0, 0, 0, 0, 0)
            """)
        insert.bind(1, id)
        insert.bind(2, path)
        try insert.run()
        return id
    }

    /// Writes the counts of a log that was read for the first time. They are added, because displaced and displacing
    /// records were counted in the row already.
    func finish(
        _ logID: Int64, _ path: String, digest: String, bytes: Int64, _ read: LineCounts, _ settings: ReadingSettings
    ) throws(LedgerError) {
        let update = try database.prepare(
            """
            UPDATE log SET sha256 = ?, bytes = ?, path = ?, services = ?, sources = ?, lines = ?, blank = ?,
              transactions = transactions + ?, duplicates = duplicates + ?, queries = ?, other = ?, rejected = ?
            WHERE id = ?
            """)
        update.bind(1, digest)
        update.bind(2, bytes)
        update.bind(3, path)
        update.bind(4, settings.readFor.servicesText)
        update.bind(5, settings.readFor.sourcesText)
        update.bind(6, read.lines)
        update.bind(7, read.blank)
        update.bind(8, read.transactions)
        update.bind(9, read.duplicates)
        update.bind(10, read.queries)
        update.bind(11, read.other)
        update.bind(12, read.rejected)
        update.bind(13, logID)
        try update.run()
    }

    /// Writes the counts of a log that was read again for further services or sources. Some of its *other* lines are now records;
    /// all other lines were counted the first time.
    func finishAgain(
        _ logID: Int64, _ read: LineCounts, _ settings: ReadingSettings
    ) throws(LedgerError) {
        let update = try database.prepare(
            """
            UPDATE log SET services = ?, sources = ?, transactions = transactions + ?,
              duplicates = duplicates + ?, queries = queries + ?, other = ?, rejected = rejected + ? WHERE id = ?
            """)
        update.bind(1, settings.readFor.servicesText)
        update.bind(2, settings.readFor.sourcesText)
        update.bind(3, read.transactions)
        update.bind(4, read.duplicates)
        update.bind(5, read.queries)
        update.bind(6, read.other)
        update.bind(7, read.rejected)
        update.bind(8, logID)
        try update.run()
    }

    /// The id of the next query that will be stored.
    func nextQuery() throws(LedgerError) -> Int64 {
        (try database.integer("SELECT max(id) FROM query") ?? 0) + 1
    }

    /// Stores what a second reading of a log brought, because earlier closings did not know it.
    func note(
        readingAgain logID: Int64, _ brought: ReadFor, _ firstQuery: Int64
    ) throws(LedgerError) {
        let insert = try database.prepare(
            "INSERT INTO reading_again (log, services, sources, first_query, end_query) VALUES (?, ?, ?, ?, ?)")
        insert.bind(1, logID)
        insert.bind(2, brought.servicesText)
        insert.bind(3, brought.sourcesText)
        insert.bind(4, firstQuery)
        insert.bind(5, try nextQuery())
        try insert.run()
    }

    func counts(of logID: Int64) throws(LedgerError) -> LineCounts {
        let row = try database.prepare(
            "SELECT lines, blank, transactions, duplicates, queries, other, rejected FROM log WHERE id = ?")
        row.bind(1, logID)
        guard let counts = try row.first({ LineCounts($0, from: 0) }) else {
            throw .damaged("there is no log \(logID)")
        }
        return counts
    }
}
