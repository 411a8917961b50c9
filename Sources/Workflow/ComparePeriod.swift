package import Comparison
package import Ledger
import LedgerFile
package import Rules
import Store
package import Vocabulary

/// A period of a ledger under two sets of rules.
package enum ComparePeriod {
    /// Works the period out under both sets of rules, and compares the amounts.
    ///
    /// - Precondition: `check` and `adopt` found nothing against the rules.
    /// - Throws: `Refusal.taxWithoutRate`, `Refusal.undivided`, `AmountOverflow`, or what the ledger throws.
    package static func comparison(
        of period: Period, in ledger: Ledger, _ a: (rules: Rules, path: String), _ b: (rules: Rules, path: String)
    ) throws -> Comparison {
        for rules in [a.rules, b.rules] { try rules.checkDates(of: period) }
        return try Comparison(
            PeriodOutcome(of: try ledger.ratedEach(period, under: a.rules), period: period, under: a.rules),
            PeriodOutcome(of: try ledger.ratedEach(period, under: b.rules), period: period, under: b.rules))
    }

    /// Makes sure that two sets of rules read logs alike, so that one set of calls is compared under two prices.
    ///
    /// - Throws: `Refusal.rulesReadDifferently`.
    package static func check(
        _ a: (rules: Rules, path: String), _ b: (rules: Rules, path: String)
    ) throws(Refusal) {
        guard let setting = b.rules.readingDifference(from: a.rules) else { return }
        throw .rulesReadDifferently(a: a.path, b: b.path, setting: setting)
    }

    /// Makes sure that rules read logs as the ledger was filled.
    ///
    /// - Throws: `Refusal.rulesOfAnotherLedger`; `LedgerError`.
    package static func adopt(_ rules: (rules: Rules, path: String), _ ledger: Ledger) throws {
        do {
            try ledger.adopt(rules.rules)
        } catch let error as LedgerError {
            guard case .readingRules = error else { throw error }
            throw Refusal.rulesOfAnotherLedger(path: rules.path, error)
        }
    }
}
