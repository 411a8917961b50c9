import LedgerFile
import Rules
import Store
import Vocabulary

extension Ingester {
    /// The rules under which a period was closed; `nil` while it is open.
    func frozenRules(of period: Period) throws(LedgerError) -> Rules? {
        let row = try database.prepare("SELECT rules, edition FROM closing WHERE period = ?")
        row.bind(1, period.description)
        guard let (bytes, number) = try row.first({ row in (row.withText(0) { Array($0) }, row.int(1)) }) else {
            return nil
        }
        guard let edition = Int(exactly: number).flatMap(Edition.init) else {
            throw .damaged("the closing of \(period) has no edition that this program knows")
        }
        do {
            return try Rules(frozen: bytes, with: period, edition)
        } catch {
            throw .damaged("\(error)")
        }
    }
}
