import Documents
import Rules
import Store
import Vocabulary

/// The calls that closings let pass unrated (`--allow-unrated`), and that are still not billed (S7.28).
enum Waiting {
    /// `waiting.csv`.
    ///
    /// - Throws: `UnreadableRules`; what the store throws.
    /// - Complexity: O(n log n) for the calls that were let pass; rules are read only of periods that may have such calls.
    static func file(in store: any PeriodStore) throws -> WaitingFile {
        try WaitingFile(folder: store.folder) { take in
            for (period, waiting) in try byPeriod(in: store) {
                let add = { (call: ExceptionRow) in try take(period, call) }
                try waiting.forEach(add)
            }
        }
    }

    /// Those of each period that may have any, by period.
    private static func byPeriod(
        in store: any PeriodStore
    ) throws -> [(period: Period, waiting: any PeriodExceptions)] {
        var found: [(period: Period, waiting: any PeriodExceptions)] = []
        for past in try store.pastPeriods() where try store.mayHaveWaiting(in: past.period) {
            found.append((past.period, try store.waiting(of: past.period, under: try past.newest.rules())))
        }
        return found
    }

    /// How many there are, of each period that has any.
    static func counts(in store: any PeriodStore) throws -> [(period: Period, count: Int)] {
        var counts: [(period: Period, count: Int)] = []
        for (period, waiting) in try byPeriod(in: store) {
            var count = 0
            let add = { (_: ExceptionRow) in count += 1 }
            try waiting.forEach(add)
            if count > 0 { counts.append((period, count)) }
        }
        return counts
    }
}
