import LedgerIngestion
package import Rules
import Store
package import Vocabulary

/// The ledger implements both parts of a store: the calls and the books.
extension Ledger: PeriodCalls, Books {}

extension Ledger {
    /// The roll-up of the calls whose local day is in the period. It distinguishes at least what the rules distinguish,
    /// except amounts and costs: only rating finds out whether calls are charged one by one (`CoarseUsage`).
    ///
    /// - Complexity: O(rows of the roll-up). If the stored roll-up distinguishes too little for the rules, O(calls of
    ///   the period); a ledger that may be written then stores the new one.
    package func usage(of period: Period, under rules: Rules) throws -> Usage {
        try ingester.usage(of: period, under: rules)
    }

    /// Makes the roll-up of a period again from its calls, so that it distinguishes what the rules do.
    ///
    /// - Complexity: O(calls between the first and the last of the period).
    package func rebuiltUsage(of period: Period, under rules: Rules) throws -> Usage {
        try ingester.rebuiltUsage(of: period, under: rules)
    }
}
