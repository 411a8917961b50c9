package import LedgerFile
import Money
import Rating
package import Settlement
package import Store
package import Vocabulary

extension Ledger {
    private static let entryColumns =
        "id, app, currency, amount, number, reason, note, split, date, file, line, closing"

    /// The entries by hand that no closing has booked, by id.
    package func openEntries() throws(LedgerError) -> [HandEntry] {
        let rows = try database.prepare("SELECT \(Self.entryColumns) FROM entry WHERE closing IS NULL ORDER BY id")
        var entries: [HandEntry] = []
        while try rows.step() { entries.append(try Self.entry(rows).entry) }
        return entries.sorted { $0.id < $1.id }
    }

    /// The entries by hand that a closing booked, by id.
    package func entries(bookedWith closing: Closing) throws(LedgerError) -> [HandEntry] {
        let rows = try database.prepare("SELECT \(Self.entryColumns) FROM entry WHERE closing = ?")
        rows.bind(1, closing.id)
        var entries: [HandEntry] = []
        while try rows.step() { entries.append(try Self.entry(rows).entry) }
        return entries.sorted { $0.id < $1.id }
    }

    /// An entry that was added before; `nil` if there is none of this id.
    package func entry(_ id: Identifier) throws(LedgerError) -> StoredEntry? {
        let row = try database.prepare("SELECT \(Self.entryColumns) FROM entry WHERE id = ?")
        row.bind(1, id.text)
        return try row.first { (row) throws(LedgerError) in try Self.entry(row) }
    }

    private static func entry(_ row: Statement) throws(LedgerError) -> StoredEntry {
        guard let currency = Currency(code: row.text(2)), row.int(3) != 0,
            row.isNull(8) || CivilDate(row.text(8)) != nil
        else { throw .damaged("entry \(row.text(0)) holds what no entry can") }
        let split = row.text(7)
        return StoredEntry(
            entry: HandEntry(
                id: row.identifier(0), app: row.identifier(1), currency: currency, amountMinor: row.int(3),
                document: row.isNull(4) ? nil : row.text(4), reason: row.text(5), note: row.text(6),
                division: split == HandEntry.Division.asBilledWord ? .asBilled : .split(Identifier(split)),
                date: row.isNull(8) ? nil : CivilDate(row.text(8))),
            file: row.text(9), line: Int(row.int(10)), closing: row.isNull(11) ? nil : row.int(11))
    }

    /// Adds entries by hand; all of them or none.
    package func book(_ entries: [StoredEntry]) throws(LedgerError) {
        try inTransaction { () throws(LedgerError) in
            let insert = try database.prepare(
                """
                INSERT INTO entry (\(Self.entryColumns)) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL)
                """)
            for stored in entries {
                let entry = stored.entry
                insert.bind(1, entry.id.text)
                insert.bind(2, entry.app.text)
                insert.bind(3, entry.currency.code)
                insert.bind(4, entry.amountMinor)
                if let document = entry.document { insert.bind(5, document) } else { insert.bindNull(5) }
                insert.bind(6, entry.reason)
                insert.bind(7, entry.note)
                insert.bind(8, entry.division.word)
                if let date = entry.date { insert.bind(9, date.description) } else { insert.bindNull(9) }
                insert.bind(10, stored.file)
                insert.bind(11, Int64(stored.line))
                try insert.run()
            }
        }
    }

    /// The documents of these numbers, with what each party got of them.
    ///
    /// - Complexity: O(charges billed with the closings of the documents).
    package func documents(numbered numbers: Set<String>) throws -> [String: ConcernedDocument] {
        var documents: [String: ConcernedDocument] = [:]
        for number in numbers.sorted(by: { Identifier($0) < Identifier($1) }) {
            documents[number] = try document(numbered: number)
        }
        return documents
    }

    private func document(numbered number: String) throws -> ConcernedDocument? {
        let head = try database.prepare(
            """
            SELECT i.closing, i.issuer, i.app, i.currency, c.period, i.part
            FROM issued i JOIN closing c ON c.id = i.closing WHERE i.number = ?
            """)
        head.bind(1, number)
        guard try head.step() else { return nil }
        let (closing, issuer, app, part) = (head.int(0), head.identifier(1), head.identifier(2), head.int(5))
        guard let currency = Currency(code: head.text(3)), let period = Period(head.text(4)) else {
            throw LedgerError.damaged("the document \(number) holds a word that is none of the schema's")
        }
        head.reset()
        // What stands on the document: an adjustment that only moves shares stands on none.
        let rows = try database.prepare(
            """
            SELECT b.id FROM billed b LEFT JOIN billed_document d ON d.billed = b.id
            WHERE b.closing = ?1 AND b.app = ?2 AND b.currency = ?3 AND b.stream = 'invoice'
              AND (b.kind <> 'adjustment' OR b.amount <> 0 OR b.id IN (SELECT billed FROM billed_line))
              AND iif(?4 = 1, d.number IS NULL, d.number = ?5)
            """)
        rows.bind(1, closing)
        rows.bind(2, app.text)
        rows.bind(3, currency.code)
        rows.bind(4, part)
        rows.bind(5, number)
        let shares = try BilledShares(database)
        var all: [Share] = []
        while try rows.step() { all += try shares.of(rows.int(0)) }
        return ConcernedDocument(
            document: CarryingDocument(closing: closing, number: number), issuer: issuer, app: app, currency: currency,
            period: period, shares: try Share.addedUp(all, "shares of \(number)"))
    }
}
