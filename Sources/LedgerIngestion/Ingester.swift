package import LedgerFile
package import Rules
package import Vocabulary

/// What turns records into the calls of a ledger, and calls into the roll-ups of their periods.
///
/// A log is in whole or not at all: its records, their roll-up and the mark that it was read are one transaction.
package final class Ingester {
    package let file: LedgerFile
    /// What the bulk path keeps in memory; made when first needed, dropped when a file is rolled back.
    var merger: Merger?
    /// What the logs of the open transaction add to the roll-up, but for the one that is being read.
    var gathered: RollUp?

    /// Says that a period's calls are gone through once more; with their number.
    package var goingThroughAgain: ((Period, Int64, GoingThroughAgain) -> Void)?

    package init(_ file: LedgerFile) { self.file = file }

    var database: Database { file.database }
    var isReadOnly: Bool { file.isReadOnly }

    /// Those that the bulk path has at hand, else those of the tables.
    package var names: Names {
        get throws(LedgerError) {
            if let merger { return merger.names }
            return try file.names
        }
    }

    /// The merger, or a new one; whoever takes it writes names, and gives it back when they are committed.
    ///
    /// Its roll-up begins anew with each log: since the last transaction rules may have changed, and a period may have been
    /// closed or its roll-up made anew; within one it goes on from the last log's.
    func takeMerger(_ rules: Rules, threads: Int) throws -> Merger {
        let rollUp =
            gathered?.forNextLog()
            ?? RollUp(calendar: rules.calendar) { [unowned self] (period) throws(LedgerError) in
                try classes(of: period, rules)
            }
        if var merger = merger.take() {
            merger.rollUp = rollUp
            return merger
        }
        try makeMissingRollUps(rules)
        let names = try names
        file.keep(nil)
        return try Merger(database, calendar: rules.calendar, rollUp: rollUp, names: names, threads: threads)
    }

    /// Gives back the memory that reading logs takes: the keys of every call. Reading on later is slower to begin.
    package func endReading() {
        guard let merger else { return }
        file.keep(merger.names)
        self.merger = nil
    }

    /// Runs `body` in one transaction, which is rolled back where it throws.
    package func inTransaction<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        do {
            return try file.inTransaction(body)
        } catch {
            merger = nil
            throw error
        }
    }

    /// Makes sure that these rules read logs as the ledger was filled, and remembers them where it is new.
    ///
    /// - Throws: `LedgerError.readingRules` for any change but further services.
    package func adopt(_ rules: Rules) throws(LedgerError) {
        let settings = ReadingSettings(rules)
        if let old = try ReadingSettings(database) {
            try settings.check(against: old)
            if old == settings { return }
        }
        guard !isReadOnly else { return }
        try inTransaction { () throws(LedgerError) in try settings.write(to: database) }
    }
}
