package import LedgerFile
package import Rules
import RulesFile
package import Vocabulary

extension Ingester {
    /// The rules that a period was closed under; `nil` while it is open.
    func frozenRules(of period: Period) throws(LedgerError) -> Rules? {
        let row = try database.prepare("SELECT rules FROM closing WHERE period = ?")
        row.bind(1, period.description)
        guard let bytes = try row.first({ $0.withText(0) { Array($0) } }) else { return nil }
        return try Rules(frozen: bytes, with: period)
    }
}

extension Rules {
    /// - Throws: `LedgerError.damaged` where the rules frozen with a period can't be read any more.
    package init(frozen bytes: [UInt8], with period: Period) throws(LedgerError) {
        guard let rules = RulesReader.read(bytes: bytes, name: "rules of \(period)").rules else {
            throw .damaged("the rules frozen with \(period) can't be read")
        }
        self = rules
    }
}
