import ArgumentParser
import JSONFormat
import Money
import Settlement
import Store
import Vocabulary
import Workflow

struct BookCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "book",
        abstract: "Book entries by hand: credits and debits of apps.",
        usage: "settle book <file> [<options>]",
        discussion: """
            Example:

              settle book goodwill.csv

            The file is CSV with the columns id, app, currency, amount, invoice, reason,
            note, split and, if wanted, date. A negative amount is a credit. split is a
            split of the rules, or as_billed: then what the named invoice brought is shared
            back as it was shared. Entries stand on the next month that can be closed, or on
            that of their date if it is later. The same entry is booked once.
            """)

    @OptionGroup var options: CommonOptions

    @Flag(name: .long, help: "Check the file and say what would be booked; store nothing.")
    var dryRun = false

    @Argument(help: "The entries, as CSV.", completion: .file(extensions: ["csv"]))
    var file: String

    func run() throws {
        let workspace = try Workspace(options)
        let booking = try BookEntries(file, in: workspace.ledger, rules: workspace.rules)
        if !dryRun { try booking.book() }
        if options.json {
            Terminal.print(
                JSONText.object([
                    ("stored", .bool(!dryRun)), ("known", .integer(booking.known)),
                    ("entries", EntryText.json(booking.entries)),
                ]))
        } else if !options.quiet {
            let known = booking.known == 0 ? "" : ", \(booking.known.grouped) known already"
            let verb = dryRun ? "would be booked" : "booked"
            Terminal.print("\(booking.entries.count.entries) \(verb)\(known)")
            for line in EntryText.lines(booking.entries) { Terminal.print(line) }
        }
    }
}

/// Entries by hand, as text and JSON.
enum EntryText {
    static func lines(_ entries: [HandEntry]) -> [String] {
        entries.map { entry in
            let amount = "\(entry.amountMinor > 0 ? "+" : "")\(entry.currency.text(minor: entry.amountMinor))"
            return "  \(entry.id)  \(entry.app)  \(amount) \(entry.currency)  "
                + "\(entry.document.map { "\($0)  " } ?? "")\(entry.reason): \(entry.note)"
        }
    }

    static func json(_ entries: [HandEntry]) -> JSONText {
        .array(
            entries.map {
                .object([
                    ("id", .string($0.id)), ("app", .string($0.app)), ("currency", .string($0.currency.code)),
                    ("amount", .amount($0.amountMinor, $0.currency)), ("invoice", .optional($0.document)),
                    ("reason", .string($0.reason)), ("note", .string($0.note)), ("split", .string($0.division.word)),
                    ("date", .optional($0.date?.description)),
                ])
            })
    }
}

extension Int {
    /// The number of entries, in words.
    fileprivate var entries: String { self == 1 ? "1 entry" : "\(grouped) entries" }
}
