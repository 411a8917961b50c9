import CPlatform
package import LedgerFile
package import Rules
package import Vocabulary

/// Stores records as the calls of a ledger, and keeps the roll-ups of its periods.
///
/// A log is stored completely or not at all: one transaction holds its records, their roll-up and the mark that it was
/// read.
package final class Ingester {
    package let file: LedgerFile
    /// The memory of the bulk path. It is made when first needed and dropped after a rollback.
    var merger: Merger?
    /// The roll-up changes of the logs in the open transaction, without the log that is being read.
    var gathered: RollUp?

    /// Called when the calls of a period are read once more, with their number.
    package var onRebuild: ((Period, Int64, RebuildReason) -> Void)?

    package init(_ file: LedgerFile) { self.file = file }

    var database: Database { file.database }
    var isReadOnly: Bool { file.isReadOnly }

    /// The names of the merger, if there is one; else those of the tables.
    package var names: Names {
        get throws(LedgerError) {
            if let merger { return merger.names }
            return try file.names
        }
    }

    /// The merger, or a new one. The caller writes names with it, and puts it back after they are committed.
    ///
    /// Its roll-up starts anew with each transaction, because since the last one the rules may have changed, or a
    /// period may have been closed or its roll-up made again. Within a transaction it continues the numbering of the
    /// last log's.
    func takeMerger(_ rules: Rules, threads: Int) throws -> Merger {
        let rollUp =
            gathered?.forNextLog()
            ?? RollUp(calendar: rules.calendar) { [unowned self] (period) throws(LedgerError) in
                try classes(of: period, rules)
            }
        if var merger = merger.take() {
            merger.rollUp = rollUp
            merger.recordAnswers = try recordAnswers(rules)
            return merger
        }
        try makeMissingRollUps(rules)
        let names = try names
        file.keep(nil)
        return try Merger(
            database, recordAnswers: try recordAnswers(rules), rollUp: rollUp, names: names, threads: threads)
    }

    /// Frees the memory that reading logs takes: the keys of every call. The next reading then starts more slowly.
    package func endReading() {
        guard let names = merger?.names else { return }
        file.keep(names)
        merger = nil
        // Rating takes less, but in pieces that do not fit the gaps that reading has left.
        settle_give_back_memory()
    }

    /// Runs `body` in one transaction and rolls it back if `body` throws.
    package func inTransaction<Result>(_ body: () throws(LedgerError) -> Result) throws(LedgerError) -> Result {
        do {
            return try file.inTransaction(body)
        } catch {
            merger = nil
            throw error
        }
    }

    /// Checks that these rules read logs as the ledger was filled. A new ledger stores them. In one that an earlier
    /// version has filled, further records then answer calls of open months (S2.28).
    ///
    /// - Throws: `LedgerError.readingRules` for any change except further services and sources.
    package func adopt(_ rules: Rules) throws {
        let settings = ReadingSettings(rules)
        let old = try ReadingSettings(database)
        if let old { try settings.check(against: old) }
        guard !isReadOnly else { return }
        if old != settings { try inTransaction { () throws(LedgerError) in try settings.write(to: database) } }
        try answerByRecords(rules)
    }
}
