import LedgerFile
import Rules
import Store
import Vocabulary

extension Ingester {
    /// The rules under which a period was closed; `nil` while it is open.
    func frozenRules(of period: Period) throws(LedgerError) -> Rules? {
        let row = try database.prepare("SELECT rules FROM closing WHERE period = ?")
        row.bind(1, period.description)
        guard let bytes = try row.first({ $0.withText(0) { Array($0) } }) else { return nil }
        do {
            return try Rules(frozen: bytes, with: period)
        } catch {
            throw .damaged("\(error)")
        }
    }
}
