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

    /// The numbers issued when a period was closed: invoices, then credit notes, then debit notes, each in sequence.
    package func issuedNumbers(_ period: Period) throws(LedgerError) -> [String] {
        let rows = try database.prepare(
            """
            SELECT i.number FROM issued i JOIN closing c ON c.id = i.closing WHERE c.period = ?
            ORDER BY i.type <> 'invoice', i.type, i.sequence
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

    /// The number of a closed period's invoice for an app's supplies in a currency; `nil` if it had none.
    package func invoiceNumber(
        period: Period, app: Identifier, currency: Currency
    ) throws(LedgerError) -> String? {
        let row = try database.prepare(
            """
            SELECT i.number FROM issued i JOIN closing c ON c.id = i.closing
            WHERE c.period = ? AND i.app = ? AND i.currency = ? AND i.part = 1
            """)
        row.bind(1, period.description)
        row.bind(2, app.text)
        row.bind(3, currency.code)
        return try row.first { $0.text(0) }
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
            let others = OtherDocuments(entry.invoices)
            for charge in entry.charges {
                let charge = charge.unpacked
                try bill(charge, closing, others.number(of: charge))
            }
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
            try markBooked(entry, closing)
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
            INSERT INTO issued (number, closing, issuer, year, type, sequence, app, currency, subtotal, tax, total,
              part) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        for (invoice, sequence) in zip(entry.invoices.heads, entry.sequences) {
            insert.bind(1, invoice.number)
            insert.bind(2, closing)
            insert.bind(3, invoice.issuer.text)
            insert.bind(4, Int64(entry.period.numberYear))
            insert.bind(5, invoice.type.rawValue)
            insert.bind(6, Int64(sequence))
            insert.bind(7, invoice.app.id.text)
            insert.bind(8, invoice.currency.code)
            insert.bind(9, invoice.subtotalMinor)
            insert.bind(10, invoice.taxMinor)
            insert.bind(11, invoice.totalMinor)
            insert.bind(12, Int64(invoice.part))
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

    /// Marks the entries by hand that this closing books.
    private func markBooked(_ entry: ClosingEntry, _ closing: Int64) throws(LedgerError) {
        let mark = try database.prepare("UPDATE entry SET closing = ? WHERE id = ?")
        for id in entry.bookedEntries {
            mark.bind(1, closing)
            mark.bind(2, id.text)
            try mark.run()
        }
    }

    private func bill(_ charge: SettledCharge, _ closing: Int64, _ document: String?) throws(LedgerError) {
        let insert = try database.cached(
            """
            INSERT INTO billed (closing, period, kind, stream, app, tariff, provider, currency, position, description,
              amount) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """)
        let kind =
            charge.isAdjustment
            ? "adjustment" : charge.byHand != nil ? "entry" : charge.lines.first?.kind == .fee ? "fee" : "usage"
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
        if let document {
            let on = try database.cached("INSERT INTO billed_document (billed, number) VALUES (?, ?)")
            on.bind(1, id)
            on.bind(2, document)
            try on.run()
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

/// The documents of a closing that are not for supplies: which adjustments stand on them.
private struct OtherDocuments {
    private struct Key: Hashable {
        let app: Identifier
        let currency: Currency
        let tariff: Identifier
        let period: Period
    }

    private var numbers: [Key: String] = [:]

    init(_ invoices: Invoices) {
        for invoice in invoices.others {
            for line in invoice.lines {
                let key = Key(
                    app: invoice.app.id, currency: invoice.currency, tariff: line.tariff, period: line.period)
                numbers[key] = invoice.number
            }
        }
    }

    /// The number of the document that a charge stands on; `nil` if that is the one of the supplies, or none.
    func number(of charge: SettledCharge) -> String? {
        guard charge.isAdjustment || charge.byHand != nil, charge.key.stream == .invoice, !numbers.isEmpty else {
            return nil
        }
        return numbers[
            Key(
                app: charge.key.app, currency: charge.currency, tariff: charge.key.tariff, period: charge.period)]
    }
}
