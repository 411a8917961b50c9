import Documents
package import Ledger
import LedgerFile
package import LedgerIngestion
package import Rules
package import Vocabulary

/// What each command that writes to the ledger starts from: the rules are read, the ledger is locked and open, and what
/// an earlier run left undone is done.
package struct Workspace {
    package let rules: Rules
    /// The file of the rules, byte for byte.
    package let rulesBytes: [UInt8]
    package let ledger: Ledger
    /// Closed periods whose folders an earlier run could not put in their place, and this one has.
    package let finished: [Period]
    /// Held until the command ends.
    private let lock: LedgerLock

    /// Where things are.
    package struct Paths {
        package var rules: String
        package var database: String
        package var output: String

        package init(rules: String, database: String, output: String) {
            self.rules = rules
            self.database = database
            self.output = output
        }
    }

    /// Opens the ledger for writing, publishes what an earlier close could not, and makes sure that ledger and reports
    /// belong together.
    ///
    /// - Parameters:
    ///   - asked: looks at the command line by the calendar of the rules, before the ledger is touched.
    ///   - closing: the period that is to be closed, if one is: its folder may be sealed already.
    ///   - onRebuild: told when the calls of a period are gone through once more, with their number and the reason.
    ///   - published: told of each closed period whose folder is put in its place now.
    /// - Throws: `Refusal`, `LedgerError`, `PublishError`.
    package init(
        _ paths: Paths, asked: (LocalCalendar) throws -> Void = { _ in },
        closing: ((LocalCalendar) throws -> Period)? = nil,
        onRebuild: ((Period, Int64, RebuildReason) -> Void)? = nil, published: (Period) -> Void
    ) throws {
        let loaded = try LoadedRules(at: paths.rules)
        (rules, rulesBytes) = (loaded.rules, loaded.bytes)
        try asked(rules.calendar)
        let closed = try closing?(rules.calendar)
        lock = try LedgerLock(database: paths.database)
        ledger = try Ledger(path: paths.database)
        ledger.onRebuild = onRebuild
        try ledger.adopt(rules)
        try Publisher.recover(paths.output)
        finished = try ReportPublishing.finish(ledger, output: paths.output, published: published)
        try ClosedFolders.check(paths.output, against: ledger, closing: closed)
    }
}
