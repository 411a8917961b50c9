import ArgumentParser
import Documents
import Glibc
import Ledger
import Vocabulary

struct StatusCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Periods, files read, and what is open.",
        discussion: """
            Example:

              settle status --database settle.db
            """)

    @OptionGroup var options: CommonOptions

    func run() throws {
        let ledger = try Ledger(path: options.database, readOnly: true)
        let logs = try ledger.contents()
        let periods = try ledger.transactionsByPeriod()
        let rejects = try ledger.rejects()
        let total = logs.reduce(LineCounts()) { $0 + $1.counts }
        if options.json {
            let status = JSONText.object([
                (
                    "files",
                    .array(logs.map { .object([("file", .string($0.path)), ("lines", .integer($0.counts.lines))]) })
                ),
                (
                    "periods",
                    .array(
                        periods.map {
                            .object([
                                ("period", .string($0.period.description)), ("state", .string("open")),
                                ("transactions", .integer($0.transactions)),
                            ])
                        })
                ),
                ("rejected", .integer(rejects.count)),
            ])
            Terminal.write(String(decoding: status.document, as: UTF8.self), to: STDOUT_FILENO)
            return
        }
        guard !options.quiet else { return }
        for log in logs { Terminal.print("\(log.path): \(log.counts.text)") }
        Terminal.print("\(logs.count.of("file")), \(total.text)")
        for (period, transactions) in periods {
            Terminal.print("\(period)  open  \(transactions.of("transaction"))")
        }
        if !rejects.isEmpty {
            let codes = Dictionary(grouping: rejects, by: \.code).map { ($0.value.count, $0.key) }
                .sorted { $0.1 < $1.1 }.map { "\($0.0.grouped) \($0.1)" }
            Terminal.print("rejected lines: \(codes.joined(separator: ", "))")
        }
    }
}
