import ArgumentParser
import Documents
import JSONFormat
import Ledger
import Money
import Reconciliation
import Rules
import Vocabulary
import Workflow

struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "Compare a provider's own statement with the calls in the ledger.",
        usage: """
            settle reconcile --period <period> --provider <id> [<options>]
              <statement>
            """,
        discussion: """
            Examples:

              settle reconcile --period 2026-10 --provider beeceptor statement.csv
              settle reconcile --period last-month --provider stcpay \\
                --separator ';' --thousands , --reference-column 'Message ID' \\
                --status-word DELIVRD=Successful stc.csv

            A row finds its call by the provider's reference, or else by request_ref.
            Options name the columns; so can the rules, under the provider's `statement`.
            The report goes to reports/reconciliation-<period>-<provider>. The exit code
            is 65 if an item is open.

            A call that the statement leaves out is open if it was successful or cost
            something. Test calls, and pending or failed calls at no cost, are counted as
            not expected. Age is counted in days, from the call's local day (or from the
            time of a row without a call) to the day after the period. A closed period is
            rated under the rules frozen with it, with all that is known by now.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var format: StatementOptions

    @Option(
        name: .long, help: PeriodArgument.help,
        completion: Completions.periods)
    var period: PeriodArgument

    @Option(
        name: .long, help: "The provider: its id in the rules, or an alias.",
        completion: Completions.providers)
    var provider: String

    @Option(name: .long, help: "The currency of the statement, if the provider has calls in several.")
    var currency: String?

    @Option(name: .long, help: "The largest difference of two costs that agree, in major units. Default: 0.")
    var tolerance: String?

    @Flag(name: .long, help: "Exit with 0 even if items are open.")
    var reportOnly = false

    @Flag(name: .long, help: "List only open items in reconciliation.csv; the counts still cover everything.")
    var openOnly = false

    @Argument(
        help: "The provider's statement: a CSV file with a header row, or - for standard input.",
        completion: .file(extensions: ["csv"]))
    var statement: String

    func run() throws {
        let clock = try Clock.read()
        let rules = try LoadedRules(at: options.rules).rules
        let ledger = try Ledger(path: options.database, readOnly: true)
        try ledger.adopt(rules)
        let period = try period.period(at: clock, in: rules.calendar)
        let report = try ledger.withSnapshot {
            let assembly = try ReconcileProvider(
                ledger: ledger, period: period, rules: rules, provider: provider, currency: currency)
            let format = format.format(
                assembly.statementRules, currency: assembly.currency, calendar: rules.calendar)
            let tolerance = try toleranceMinor(assembly.currency)
            var pool = TextPool()
            let loaded = try LoadedStatement(statement, format, into: &pool)
            if !loaded.unreadColumns.isEmpty, !options.quiet, !options.json {
                Terminal.note("\(statement): columns not read: \(loaded.unreadColumns.joined(separator: ", "))")
            }
            return try assembly.report(of: loaded, pool, toleranceMinor: tolerance)
        }
        let name =
            "reconciliation-\(period)-\(report.provider.id.percentEncoded)"
            + (currency.map { _ in "-\(report.currency)" } ?? "")
        try Publisher.publish(
            ReconciliationDocuments.files(report, openOnly: openOnly), to: options.output, name: name)
        if options.json {
            Terminal.print(ReconciliationDocuments.json(report))
        } else if !options.quiet {
            Terminal.print(ReconciliationText.text(report, statement: statement, folder: "\(options.output)/\(name)"))
        }
        guard report.openCount == 0 || reportOnly else {
            throw Failure(
                .data,
                "\(report.openCount.grouped) item\(report.openCount == 1 ? " is" : "s are") open: "
                    + "see \(options.output)/\(name)/reconciliation.csv. "
                    + "Raise them with \(report.provider.name), or use --report-only to exit with 0.")
        }
    }

    private func toleranceMinor(_ currency: Currency) throws -> Int64 {
        guard let tolerance else { return 0 }
        guard let price = try? Price(tolerance), let minor = price.wholeMinor(currency), minor >= 0 else {
            throw ValidationError("--tolerance takes an amount of \(currency) of 0 or more, such as 0.05.")
        }
        return minor
    }
}
