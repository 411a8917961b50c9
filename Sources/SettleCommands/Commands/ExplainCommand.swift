import ArgumentParser
import Documents
import JSONFormat
import Ledger
import LedgerFile
import Rules
import Settlement
import Store
import Vocabulary

struct ExplainCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Show how an invoice, a line, a share or a call came about.",
        usage: "settle explain [<options>] <id>",
        discussion: """
            Examples:

              settle explain INV-2026-000011
                  an invoice
              settle explain INV-2026-000011:3
                  its third line, with the split of the line's charge
              settle explain INV-2026-000011:3 --calls
                  the line with its calls, each with its place in a log
              settle explain INV-2026-000011:3:onepipe
                  what a party gets of that charge, step by step
              settle explain INV-2026-000011:sms-collected
                  what providers collected themselves in the invoice's month
              settle explain DRAFT-app-017-NGN
                  a draft of the earliest open period, or of --period
              settle explain 7f3c0a
                  a call, by request_ref, Paylink id or transaction_ref

            A closed month is worked out again under the rules that were frozen with it,
            from what was known when it was closed.
            """)

    @OptionGroup var options: CommonOptions

    @Option(
        name: .long, help: "The period of a draft: \(PeriodArgument.words).",
        completion: Completions.periods)
    var period: PeriodArgument?

    @Option(
        name: .long, help: "Show what this party gets of the invoice or line.",
        completion: Completions.parties)
    var party: String?

    @Option(name: .long, help: "Show only this app's calls, if several apps used the reference.")
    var app: String?

    @Flag(name: .long, help: "List the calls, each with its log file and line number.")
    var calls = false

    @Argument(help: "An invoice, a line (INV…:3), a share (INV…:3:party), or a call's reference.")
    var id: String

    func run() throws {
        let ledger = try Ledger(path: options.database, readOnly: true)
        let context = try ExplainContext(ledger: ledger, options: options)
        let sheets = try self.sheets(context, period: try period(context))
        if options.json {
            Terminal.print(JSONText.object([("explained", .array(sheets.map(\.json)))]))
        } else if !options.quiet {
            Terminal.print(sheets.map(\.text).joined(separator: "\n\n"))
        }
    }

    private func period(_ context: ExplainContext) throws -> Period? {
        guard let period else { return nil }
        // A period that is written out needs no rules: those given may be gone or have faults.
        if let written = period.written {
            let given = context.closings.isEmpty ? try? context.givenRules().rules.calendar.rhythm : nil
            if let rhythm = context.closings.last?.period.rhythm ?? given { try period.check(rhythm) }
            return written
        }
        return try period.period(at: try Clock.read(), in: try context.givenRules().rules.calendar)
    }

    private func sheets(_ context: ExplainContext, period: Period?) throws -> [Sheet] {
        let party = party.map { Identifier($0) }
        switch try ExplainedID.resolve(id, context, period: period) {
        case .invoice(let invoice):
            guard let party else { return [try InvoiceSheet(context: context, explained: invoice).sheet(calls: calls)] }
            return [try ShareSheet(context: context, explained: invoice, party: party).sheet()]
        case .line(let invoice, let number):
            let line = try line(number, of: invoice)
            guard let party else {
                return [try LineSheet(context: context, explained: invoice, line: line).sheet(calls: calls)]
            }
            return [try ShareSheet(context: context, explained: invoice, party: party).sheet(of: line, calls: calls)]
        case .share(let invoice, let number, let party):
            let line = try line(number, of: invoice)
            return [try ShareSheet(context: context, explained: invoice, party: party).sheet(of: line, calls: calls)]
        case .income(let invoice, let entry):
            return try IncomeSheet(context: context, explained: invoice, entry: entry).sheets(
                party: party, calls: calls)
        case .reference(let reference):
            guard party == nil else {
                throw Failure(.usage, "--party goes with an invoice or a line; \(id) is neither.")
            }
            return try callSheets(reference, context, period: period)
        }
    }

    private func line(_ number: Int, of explained: ExplainedInvoice) throws -> InvoiceLine {
        guard let line = explained.invoice.lines.first(where: { $0.number == number }) else {
            throw ExplainHints.noLine(number, of: explained)
        }
        return line
    }

    private func callSheets(_ reference: Identifier, _ context: ExplainContext, period: Period?) throws -> [Sheet] {
        let app = app.map { Identifier($0) }
        var found = try context.ledger.calls(named: reference, app: app)
        if found.isEmpty {
            // A query's own reference leads to the calls that it asks about.
            let queries = try context.ledger.queries(named: reference, app: app)
            for query in queries {
                found += try context.ledger.calls(named: query.transactionRef, app: query.app).filter {
                    $0.record.transactionRef == query.transactionRef
                }
            }
            if found.isEmpty, !queries.isEmpty { return queries.map(QuerySheet.sheet) }
        }
        guard !found.isEmpty else { throw try ExplainHints.unknown(id, context, period: period) }
        // Only calls of open months need the rules given. Calls of closed months can be explained even if those can't
        // be read.
        var given: RulesInForce?
        do { given = try context.givenRules() } catch { if context.closings.isEmpty { throw error } }
        return try found.map { call in
            let sheet = try CallSheet(context: context, call: call, given: given)
            if sheet.closing == nil, given == nil { _ = try context.givenRules() }
            return try sheet.sheet()
        }
    }
}

/// The sheet of a query that finds no call.
enum QuerySheet {
    static func sheet(_ query: QueryRecord) -> Sheet {
        var sheet = Sheet(
            kind: "query", id: query.ref.text, title: "\(query.ref): a query by \(query.app) that finds no call")
        sheet.blocks = [
            .facts(
                key: "query", title: nil,
                [
                    Fact("asks_about", query.transactionRef.text), Fact("app", query.app.text),
                    Fact("log", "\(query.file):\(query.line)"), Fact("time", Instant(query.timeNanoseconds).utc),
                    Fact("answer", query.status.rawValue),
                    Fact(
                        "meaning",
                        "no call of the app carries this transaction_ref: listed as query_without_call"
                    ),
                ])
        ]
        return sheet
    }
}
