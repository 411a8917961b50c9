import LedgerIngestion
public import Rules
public import Store
public import Vocabulary

/// The ledger holds the calls and the books.
extension Ledger: PeriodCalls, Books {}

extension Ledger {
    /// The roll-up of the calls whose local day is in the period, told apart at least as the rules need it. Only whether calls
    /// are charged one by one is left to rating to find out (`CoarseUsage`).
    ///
    /// - Complexity: O(rows of the roll-up); where the rules tell apart what those did not that it was made under, O(calls of
    ///   the period), and who may write stores what came out.
    public func usage(of period: Period, under rules: Rules) throws -> Usage {
        try ingester.usage(of: period, under: rules)
    }

    /// Goes through the calls of a period once more, and tells apart what the rules do.
    ///
    /// - Complexity: O(calls between the first and the last of the period).
    public func usageMadeAnew(of period: Period, under rules: Rules) throws -> Usage {
        try ingester.usageMadeAnew(of: period, under: rules)
    }
}
