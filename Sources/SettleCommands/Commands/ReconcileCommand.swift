import ArgumentParser
import Documents
import Glibc
import Ledger
import Money
import Reconciliation
import Rules
import Vocabulary

struct ReconcileCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reconcile",
        abstract: "A provider's own statement against the log: what agrees, and what does not.",
        discussion: """
            Examples:

              settle reconcile --period 2026-10 --provider beeceptor statement.csv
              settle reconcile --period last-month --provider stcpay --separator ';' --thousands , \\
                --reference-column 'Message ID' --status-word DELIVRD=Successful stc.csv

            Rows find their calls by the provider's reference, else by request_ref. The columns are named by options, or
            in the rules under the provider's `statement`. The report is published in
            reports/reconciliation-<period>-<provider>; exits with 65 where anything is open.

            A call that the statement leaves out is open where it was successful or cost something; tests, and pending or
            failed calls at no cost, are counted as not expected. Age is in days from the call's local day (of a row
            alone: from its time) to the day after the period. A closed period is rated under the rules frozen with it,
            with what has become known since.
            """)

    @OptionGroup var options: CommonOptions
    @OptionGroup var format: StatementOptions

    @Option(name: .long, help: "YYYY-MM, last-month or this-month, in the rules' time zone.")
    var period: PeriodArgument

    @Option(name: .long, help: "The provider: its id in the rules, or an alias.")
    var provider: String

    @Option(name: .long, help: "The currency of the statement, where the provider has calls in several.")
    var currency: String?

    @Option(name: .long, help: "Costs that differ by at most so much agree, in major units. Default: 0.")
    var tolerance: String?

    @Flag(name: .long, help: "Exit with 0 even where something is open.")
    var reportOnly = false

    @Flag(name: .long, help: "List open items alone in reconciliation.csv; everything is counted all the same.")
    var openOnly = false

    @Argument(help: "The provider's statement, a CSV file with a header row; or -.")
    var statement: String

    func run() throws {
        let clock = try Clock.read()
        let rules = try RulesLoading.rules(at: options.rules).rules
        let ledger = try Ledger(path: options.database, readOnly: true)
        try ledger.adopt(rules)
        let period = period.period(at: clock, in: rules.calendar)
        let report = try ledger.withSnapshot {
            let assembly = try ReconciliationAssembly(
                ledger: ledger, period: period, rules: rules, provider: provider, currency: currency)
            let format = format.format(
                assembly.statementRules, currency: assembly.currency, calendar: rules.calendar)
            let tolerance = try toleranceMinor(assembly.currency)
            var pool = TextPool()
            let loaded = try StatementLoading(statement, format, into: &pool)
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
            let json = ReconciliationDocuments.json(report).document
            Terminal.write(String(decoding: json, as: UTF8.self), to: STDOUT_FILENO)
        } else if !options.quiet {
            Terminal.print(ReconciliationText.text(report, statement: statement, folder: "\(options.output)/\(name)"))
        }
        guard report.openCount == 0 || reportOnly else {
            throw Failure(
                .data,
                "\(report.openCount.grouped) item\(report.openCount == 1 ? " is" : "s are") open: "
                    + "see \(options.output)/\(name)/reconciliation.csv. "
                    + "Take them up with \(report.provider.name); --report-only makes this no failure.")
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
