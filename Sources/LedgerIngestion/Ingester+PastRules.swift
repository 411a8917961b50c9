package import LedgerFile
package import Rules
import Store
package import Vocabulary

extension Ingester {
    /// Whether a period is past: closed, or passed over by a later closing. Then also the rules that hold for it, unless
    /// it was never billed.
    func past(_ period: Period) throws(LedgerError) -> (isPast: Bool, rules: Rules?) {
        let row = try database.prepare(
            """
            SELECT rules, edition FROM (
              SELECT rules, edition, 1 AS version FROM closing WHERE period = ?1
              UNION ALL SELECT rules, edition, version FROM period_rules WHERE period = ?1)
            ORDER BY version DESC LIMIT 1
            """)
        row.bind(1, period.description)
        guard let (bytes, number) = try row.first({ row in (row.withText(0) { Array($0) }, row.int(1)) }) else {
            return (try isPassedOver(period), nil)
        }
        let edition = try Edition(stored: number, with: period)
        do {
            return (true, try Rules(frozen: bytes, with: period, edition))
        } catch {
            throw .damaged("\(error)")
        }
    }

    /// Whether a later period was closed.
    private func isPassedOver(_ period: Period) throws(LedgerError) -> Bool {
        let row = try database.prepare("SELECT period FROM closing ORDER BY period DESC LIMIT 1")
        return try row.first { Period($0.text(0)) }.flatMap { $0 }.map { period < $0 } ?? false
    }
}

extension Edition {
    /// Reads the edition stored with the rules of a period.
    ///
    /// - Throws: `LedgerError.damaged` if this program knows no such edition.
    package init(stored number: Int64, with period: Period) throws(LedgerError) {
        guard let edition = Int(exactly: number).flatMap(Edition.init) else {
            throw .damaged("the rules of \(period) have no edition that this program knows")
        }
        self = edition
    }
}
