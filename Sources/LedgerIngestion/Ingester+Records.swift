import LedgerFile
import Rules
import Vocabulary

extension Ingester {
    /// Which calls a further record answers, if open periods are worked out under these rules.
    func recordAnswers(_ rules: Rules) throws(LedgerError) -> RecordAnswers {
        try RecordAnswers(database, calendar: rules.calendar, editionOfOpen: Int64(rules.edition.rawValue))
    }

    /// Lets further records answer the calls that were read under an edition without that rule (S2.28). Calls of months
    /// that were closed under it stay as they are.
    ///
    /// The ledger remembers the edition, so this is done once.
    ///
    /// - Complexity: O(duplicates); where a call has to be answered, O(calls) once for the keys.
    func answerByRecords(_ rules: Rules) throws {
        let edition = rules.edition.rawValue
        let known = try database.prepare("SELECT value FROM setting WHERE name = 'edition'").first { $0.text(0) }
        guard known.flatMap({ Int($0) }) ?? 0 < edition else { return }
        let rows = try database.prepare(
            """
            SELECT DISTINCT d.call FROM duplicate d JOIN kind ON kind.id = d.kind JOIN call ON call.id = d.call
              JOIN kind own ON own.id = call.kind
            WHERE kind.status <> 'Pending' AND own.status = 'Pending' ORDER BY d.call
            """)
        var calls: [Int64] = []
        while try rows.step() { calls.append(rows.int(0)) }
        func remember() throws(LedgerError) {
            let upsert = try database.prepare(
                """
                INSERT INTO setting (name, value) VALUES ('edition', ?)
                ON CONFLICT DO UPDATE SET value = excluded.value
                """)
            upsert.bind(1, String(edition))
            try upsert.run()
        }
        guard !calls.isEmpty else { return try inTransaction(remember) }
        var merger = try takeMerger(rules, threads: 1)
        try inTransaction { () throws(LedgerError) in
            let resolver = RecordResolver(database: database, recordAnswers: merger.recordAnswers)
            try resolver.answerByRecords(calls, &merger)
            try merger.rollUp.endLog(database)
            try merger.rollUp.flush(to: database)
            try remember()
        }
        self.merger = merger
        endReading()
    }
}
