package import LedgerFile
import LedgerIngestion
import Rules
package import Store
import Vocabulary

extension Ledger {
    /// The rules of past periods that no closing has, by period, then number.
    package func furtherRules() throws(LedgerError) -> [RulesVersion] {
        let rows = try database.prepare(
            "SELECT period, version, rules, edition, reason, note, closing FROM period_rules ORDER BY period, version")
        var versions: [RulesVersion] = []
        while try rows.step() {
            guard let period = Period(rows.text(0)), let number = Int(exactly: rows.int(1)) else {
                throw .damaged("\(rows.text(0)) in period_rules is no period")
            }
            var correction: RulesVersion.Correction?
            if !rows.isNull(4) {
                guard let reason = CorrectionReason(rawValue: rows.text(4)) else {
                    throw .damaged("the rules of \(period) were corrected for no reason that this program knows")
                }
                correction = RulesVersion.Correction(reason: reason, note: rows.text(5))
            }
            versions.append(
                RulesVersion(
                    period: period, number: number, bytes: rows.withText(2) { Array($0) },
                    edition: try Edition(stored: rows.int(3), with: period), correction: correction,
                    closing: rows.isNull(6) ? nil : rows.int(6)))
        }
        return versions
    }

    /// Adds a version to the rules of a past period.
    package func correct(_ version: RulesVersion) throws(LedgerError) {
        try inTransaction { () throws(LedgerError) in try insert(version) }
    }

    func insert(_ version: RulesVersion) throws(LedgerError) {
        let insert = try database.prepare(
            """
            INSERT INTO period_rules (period, version, rules, edition, reason, note, closing)
            VALUES (?, ?, ?, ?, ?, ?, ?)
            """)
        insert.bind(1, version.period.description)
        insert.bind(2, Int64(version.number))
        version.bytes.withUnsafeBytes { insert.bind(3, blob: $0) }
        insert.bind(4, Int64(version.edition.rawValue))
        if let correction = version.correction {
            insert.bind(5, correction.reason.rawValue)
        } else {
            insert.bindNull(5)
        }
        insert.bind(6, version.correction?.note ?? "")
        if let closing = version.closing { insert.bind(7, closing) } else { insert.bindNull(7) }
        try insert.run()
    }
}
