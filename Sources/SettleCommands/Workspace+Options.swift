import LedgerIngestion
import Rules
import Vocabulary
import Workflow

extension Workspace {
    /// Where the options say, with notes of what happens besides.
    init(
        _ options: CommonOptions, asked: (LocalCalendar) throws -> Void = { _ in },
        closing: ((LocalCalendar) throws -> Period)? = nil
    ) throws {
        let isQuiet = options.quiet || options.json
        try self.init(
            Paths(rules: options.rules, database: options.database, output: options.output),
            asked: asked, closing: closing,
            onRebuild: isQuiet
                ? nil
                : { period, calls, reason in
                    let why =
                        switch reason {
                        case .rulesChanged: "the rules changed what they tell apart"
                        case .earlierLedger: "the ledger is of an earlier version"
                        }
                    Terminal.note("\(period): \(why): going through \(calls.counted("call")) again")
                },
            published: { period in
                Terminal.note("\(period) was closed and is published now: \(options.output)/\(period)")
            })
    }
}
