import ArgumentParser
import Documents
import JSONFormat
import Ledger
import RulesFile
import Workflow

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Show the logs read, the periods, and what is still open.",
        usage: "settle status [<options>]",
        discussion: """
            Example:

              settle status --database settle.db

            If the rules can be read, status also says what keeps an open month from
            closing, and what the next close will adjust.
            """)

    @OptionGroup var options: CommonOptions

    func run() throws {
        let clock = try Clock.read()
        let ledger = try Ledger(path: options.database, readOnly: true)
        // Status also works without the rules.
        let reading = try? LoadedRules.reading(at: options.rules)
        let status = try LedgerStatus(
            ledger, rules: reading?.rules, nowNanoseconds: clock.nanoseconds, output: options.output)
        if options.json {
            Terminal.print(StatusText.json(status))
        } else if !options.quiet {
            for line in StatusText.lines(status) { Terminal.print(line) }
            if reading?.rules == nil {
                Terminal.note("\(options.rules) can't be read, so status can't say what keeps a month from closing")
            }
        }
    }
}
