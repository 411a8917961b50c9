package import LedgerFile
import LedgerIngestion
package import Money
import Rating
import Rules
package import Settlement
package import Store
package import Vocabulary

extension Ledger {
    /// The closed months in the order of closing.
    package func closings() throws(LedgerError) -> [Closing] {
        let rows = try database.prepare(
            "SELECT id, period, rules, manifest_sha256, edition FROM closing ORDER BY id")
        var closings: [Closing] = []
        while try rows.step() {
            guard let period = Period(rows.text(1)) else { throw .damaged("closing \(rows.int(0)) has no period") }
            closings.append(
                Closing(
                    id: rows.int(0), period: period, rules: rows.withText(2) { Array($0) },
                    edition: try Edition(stored: rows.int(4), with: period), manifestSHA256: rows.text(3)))
        }
        return closings
    }

    /// The past periods with late knowledge that no closing has used.
    package func latePeriods() throws(LedgerError) -> [Period] {
        let rows = try database.prepare("SELECT period FROM late ORDER BY period")
        var periods: [Period] = []
        while try rows.step() { periods += Period(rows.text(0)).map { [$0] } ?? [] }
        return periods
    }

    /// The highest sequence number issued so far; 0 if there is none.
    package func lastSequence(issuer: Identifier, year: Int, type: InvoiceType) throws(LedgerError) -> Int {
        let row = try database.prepare(
            "SELECT max(sequence) FROM issued WHERE issuer = ? AND year = ? AND type = ?")
        row.bind(1, issuer.text)
        row.bind(2, Int64(year))
        row.bind(3, type.rawValue)
        return try row.first { Int($0.int(0)) } ?? 0
    }

    /// The numbers issued when a period was closed: invoices, then credit notes, each in sequence.
    package func issuedNumbers(_ period: Period) throws(LedgerError) -> [String] {
        let rows = try database.prepare(
            """
            SELECT i.number FROM issued i JOIN closing c ON c.id = i.closing WHERE c.period = ?
            ORDER BY i.type = 'credit_note', i.sequence
            """)
        rows.bind(1, period.description)
        var numbers: [String] = []
        while try rows.step() { numbers.append(rows.text(0)) }
        return numbers
    }

    /// Whether a number was issued before, in any format.
    package func isIssued(_ number: String) throws(LedgerError) -> Bool {
        let row = try database.prepare("SELECT 1 FROM issued WHERE number = ?")
        row.bind(1, number)
        return try row.first { _ in true } ?? false
    }

    /// The number of a closed period's invoice for an app and currency; `nil` if it had none.
    package func invoiceNumber(
        period: Period, app: Identifier, currency: Currency
    ) throws(LedgerError) -> String? {
        let row = try database.prepare(
            """
            SELECT i.number FROM issued i JOIN closing c ON c.id = i.closing
            WHERE c.period = ? AND i.app = ? AND i.currency = ?
            """)
        row.bind(1, period.description)
        row.bind(2, app.text)
        row.bind(3, currency.code)
        return try row.first { $0.text(0) }
    }

    /// The documents that carry a line of a charge; see `documents(carrying:before:)`.
    package func documents(
        carrying charge: SettledCharge, before last: Closing? = nil
    ) throws(LedgerError) -> [CarryingDocument] {
        try documents(carrying: [charge], before: last)[charge] ?? []
    }

    /// The documents that carry a line of each of some charges, in the order of closing: as billed with its period, or as
    /// corrected with a later one. A charge without a line is left out.
    ///
    /// - Complexity: O(charges + charges billed for their periods + documents). SQLite would join the two tables by trying
    ///   every pair, because neither has an index for it.
    package func documents(
        carrying charges: [SettledCharge], before last: Closing? = nil
    ) throws(LedgerError) -> [SettledCharge: [CarryingDocument]] {
        var documents: [SettledCharge: [CarryingDocument]] = [:]
        let byPeriod = Dictionary(grouping: charges.filter { !$0.lines.isEmpty }, by: \.period)
        guard !byPeriod.isEmpty else { return documents }
        let numbers = try numbers(ofApps: Set(charges.map(\.key.app)))
        for (period, charges) in byPeriod {
            let carrying = try self.documents(of: period, before: last, Set(charges.map(BilledKey.init)), numbers)
            for charge in charges { documents[charge] = carrying[BilledKey(charge)] ?? [] }
        }
        return documents
    }

    /// What tells the invoiced charges of a period apart.
    private struct BilledKey: Hashable {
        let app: Identifier
        let tariff: Identifier
        let currency: Identifier

        init(_ charge: SettledCharge) {
            (app, tariff) = (charge.key.app, charge.key.tariff)
            currency = Identifier(charge.currency.code)
        }

        init(app: Identifier, tariff: Identifier, currency: Identifier) {
            (self.app, self.tariff, self.currency) = (app, tariff, currency)
        }
    }

    private struct DocumentKey: Hashable {
        let closing: Int64
        let app: Identifier
        let currency: Identifier
    }

    /// The numbers of all documents of some apps.
    private func numbers(ofApps apps: Set<Identifier>) throws(LedgerError) -> [DocumentKey: String] {
        let rows = try database.prepare("SELECT closing, app, currency, number FROM issued")
        var numbers: [DocumentKey: String] = [:]
        while try rows.step() {
            let key = DocumentKey(closing: rows.int(0), app: rows.identifier(1), currency: rows.identifier(2))
            if apps.contains(key.app) { numbers[key] = rows.text(3) }
        }
        return numbers
    }

    /// The documents that carry a line of some charges of a period, of each in the order of closing.
    private func documents(
        of period: Period, before last: Closing?, _ wanted: Set<BilledKey>, _ numbers: [DocumentKey: String]
    ) throws(LedgerError) -> [BilledKey: [CarryingDocument]] {
        let rows = try database.prepare(
            """
            SELECT closing, app, tariff, currency FROM billed
            WHERE period = ?1 AND stream = 'invoice'
              AND (kind <> 'adjustment' OR amount <> 0 OR id IN (SELECT billed FROM billed_line)) AND closing < ?2
            ORDER BY closing
            """)
        rows.bind(1, period.description)
        rows.bind(2, last?.id ?? .max)
        var documents: [BilledKey: [CarryingDocument]] = [:]
        while try rows.step() {
            let key = BilledKey(app: rows.identifier(1), tariff: rows.identifier(2), currency: rows.identifier(3))
            let document = DocumentKey(closing: rows.int(0), app: key.app, currency: key.currency)
            guard wanted.contains(key), let number = numbers[document] else { continue }
            documents[key, default: []].append(CarryingDocument(closing: document.closing, number: number))
        }
        return documents
    }

    /// Closes a month. Stores all of `entry` or nothing.
    package func close(_ entry: ClosingEntry) throws(LedgerError) {
        try inTransaction { () throws(LedgerError) in
            let insert = try database.prepare(
                """
                INSERT INTO closing (period, rules, manifest_sha256, edition, last_log, last_reading_again)
                VALUES (?, ?, ?, ?, (SELECT coalesce(max(id), 0) FROM log),
                  (SELECT coalesce(max(id), 0) FROM reading_again))
                """)
            insert.bind(1, entry.period.description)
            entry.rules.withUnsafeBytes { insert.bind(2, blob: $0) }
            insert.bind(3, entry.manifestSHA256)
            insert.bind(4, Int64(entry.edition.rawValue))
            try insert.run()
            guard let closing = try database.integer("SELECT max(id) FROM closing") else { return }
            try issue(entry, closing)
            for charge in entry.charges { try bill(charge.unpacked, closing) }
            let allow = try database.prepare("INSERT INTO allowed_call (call, closing) VALUES (?, ?)")
            for call in entry.listed.unratedCalls {
                allow.bind(1, call)
                allow.bind(2, closing)
                try allow.run()
            }
            if entry.allowsRejected {
                try database.run("UPDATE reject SET allowed = ? WHERE allowed IS NULL", closing)
            }
            for (table, ids) in [
                ("duplicate", entry.listed.conflictingDuplicates), ("query", entry.listed.unmatchedQueries),
            ] {
                let mark = try database.prepare("UPDATE \(table) SET listed = ? WHERE id = ?")
                for id in ids {
                    mark.bind(1, closing)
                    mark.bind(2, id)
                    try mark.run()
                }
            }
            try bookRules(entry, closing)
            let looked = try database.prepare("DELETE FROM late WHERE period < ?")
            looked.bind(1, entry.period.description)
            try looked.run()
            let keep = try database.prepare("INSERT INTO unpublished (closing, name, bytes) VALUES (?, ?, ?)")
            for (name, bytes) in entry.files {
                keep.bind(1, closing)
                keep.bind(2, name)
                bytes.withUnsafeBytes { keep.bind(3, blob: $0) }
                try keep.run()
            }
        }
    }

    private func issue(_ entry: ClosingEntry, _ closing: Int64) throws(LedgerError) {
        let insert = try database.prepare(
            """
            INSERT INTO issued (number, closing, issuer, year, type, sequence, app, currency, subtotal, tax, total)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for (invoice, sequence) in zip(entry.invoices.heads, entry.sequences) {
            insert.bind(1, invoice.number)
            insert.bind(2, closing)
            insert.bind(3, entry.issuer.text)
            insert.bind(4, Int64(entry.period.numberYear))
            insert.bind(5, invoice.type.rawValue)
            insert.bind(6, Int64(sequence))
            insert.bind(7, invoice.app.id.text)
            insert.bind(8, invoice.currency.code)
            insert.bind(9, invoice.subtotalMinor)
            insert.bind(10, invoice.taxMinor)
            insert.bind(11, invoice.totalMinor)
            try insert.run()
        }
    }

    /// Keeps the rules of the periods billed for the first time, and marks those that this closing was the first to use.
    private func bookRules(_ entry: ClosingEntry, _ closing: Int64) throws(LedgerError) {
        for period in entry.firstBilled {
            try insert(
                RulesVersion(
                    period: period, number: 1, bytes: entry.rules, edition: entry.edition, closing: closing))
        }
        try database.run("UPDATE period_rules SET closing = ? WHERE closing IS NULL", closing)
    }

    private func bill(_ charge: SettledCharge, _ closing: Int64) throws(LedgerError) {
        let insert = try database.cached(
            """
            INSERT INTO billed (closing, period, kind, stream, app, tariff, provider, currency, position, description,
              amount) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        let kind = charge.isAdjustment ? "adjustment" : charge.lines.first?.kind == .fee ? "fee" : "usage"
        insert.bind(1, closing)
        insert.bind(2, charge.period.description)
        insert.bind(3, kind)
        insert.bind(4, charge.key.stream.rawValue)
        insert.bind(5, charge.key.app.text)
        insert.bind(6, charge.key.tariff.text)
        if let provider = charge.key.provider { insert.bind(7, provider.text) } else { insert.bindNull(7) }
        insert.bind(8, charge.currency.code)
        insert.bind(9, Int64(charge.order))
        insert.bind(10, charge.description)
        insert.bind(11, charge.amountMinor)
        try insert.run()
        guard let id = try database.integer("SELECT last_insert_rowid()") else { return }
        let share = try database.cached(
            "INSERT INTO billed_share (billed, party, amount, numerator, denominator) VALUES (?, ?, ?, ?, ?)")
        for part in charge.shares {
            share.bind(1, id)
            share.bind(2, part.party.text)
            share.bind(3, part.amountMinor)
            share.bind(4, String(part.exact.numerator))
            share.bind(5, String(part.exact.denominator))
            try share.run()
        }
        guard charge.isAdjustment else { return }
        let line = try database.cached(
            "INSERT INTO billed_line (billed, line, amount, tax, rate) VALUES (?, ?, ?, ?, ?)")
        for (position, own) in charge.lines.enumerated() {
            guard let tax = own.tax else { continue }
            line.bind(1, id)
            line.bind(2, Int64(position + 1))
            line.bind(3, own.amountMinor)
            line.bind(4, tax.id.text)
            line.bind(5, tax.rate.text)
            try line.run()
        }
    }

    /// The folders of closed periods that were not published because of a crash.
    package func unpublished() throws(LedgerError) -> [(period: Period, files: [(name: String, bytes: [UInt8])])] {
        let rows = try database.prepare(
            """
            SELECT c.period, u.name, u.bytes FROM unpublished u JOIN closing c ON c.id = u.closing
            ORDER BY c.id, u.name
            """)
        var folders: [(period: Period, files: [(name: String, bytes: [UInt8])])] = []
        while try rows.step() {
            guard let period = Period(rows.text(0)) else { throw .damaged("a closing has no period") }
            let file = (name: rows.text(1), bytes: rows.withText(2) { Array($0) })
            if folders.last?.period == period {
                folders[folders.count - 1].files.append(file)
            } else {
                folders.append((period, [file]))
            }
        }
        return folders
    }

    /// Says that the folder of a closed period is published, and deletes the stored copy.
    package func markPublished(_ period: Period) throws(LedgerError) {
        try inTransaction { () throws(LedgerError) in
            let delete = try database.prepare(
                "DELETE FROM unpublished WHERE closing = (SELECT id FROM closing WHERE period = ?)")
            delete.bind(1, period.description)
            try delete.run()
        }
    }
}
