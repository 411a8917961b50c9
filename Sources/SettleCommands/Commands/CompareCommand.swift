import ArgumentParser
import Comparison
import Documents
import Glibc
import Ledger
import Money
import Rating
import Rules
import Vocabulary
import Workflow

struct CompareCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "compare",
        abstract: "Compare two sets of rules: one period's difference by app and by party.",
        usage: "settle compare --period <period> --with <rules> [<options>]",
        discussion: """
            Examples:

              settle compare --period 2026-10 --rules settle.yaml --with kinder.yaml
              settle compare --period last-month --with next-year.yaml --csv > diff.csv

            A is --rules, B is --with; a difference is B − A. Both sides use the calls
            that the ledger has now, whether the period is open or closed. Adjustments of
            closed periods are left out. Nothing is billed and nothing is written. Both
            files must read logs in the way in which the ledger was filled.
            """)

    @OptionGroup var options: CommonOptions

    @Option(
        name: .long, help: PeriodArgument.help,
        completion: Completions.periods)
    var period: PeriodArgument

    @Option(
        name: .customLong("with"), help: "The other rules, to compare with --rules.",
        completion: Completions.rules)
    var other: String

    @Flag(name: .long, help: "Print all differences as one CSV table.")
    var csv = false

    func validate() throws {
        if csv, options.json { throw ValidationError("Use --csv or --json, not both.") }
    }

    func run() throws {
        let clock = try Clock.read()
        let a = (rules: try LoadedRules(at: options.rules).rules, path: options.rules)
        let b = (rules: try LoadedRules(at: other).rules, path: other)
        try ComparePeriod.check(a, b)
        let ledger = try Ledger(path: options.database, readOnly: true)
        for rules in [a, b] { try ComparePeriod.adopt(rules, ledger) }
        let period = try period.period(at: clock, in: a.rules.calendar)
        let comparison = try ComparePeriod.comparison(of: period, in: ledger, a, b)
        if csv {
            Terminal.write(String(decoding: ComparisonDocuments.csv(comparison), as: UTF8.self), to: STDOUT_FILENO)
        } else if options.json {
            let json = ComparisonDocuments.json(comparison, period: period)
            Terminal.write(String(decoding: json, as: UTF8.self), to: STDOUT_FILENO)
        } else if !options.quiet {
            Terminal.print("\(period): A is \(options.rules), B is \(other)")
            Terminal.print(ComparisonText.text(comparison))
        }
    }
}

/// The text that `compare` prints for people.
private enum ComparisonText {
    static func text(_ comparison: Comparison) -> String {
        var lines = calls(comparison)
        lines +=
            ["", "Invoices"]
            + table(comparison, comparison.invoices, ["app", "currency", ""]) {
                [$0.app.text, $0.currency.code, $0.level.rawValue]
            }
        lines += ["", "All apps"] + sums(comparison)
        lines +=
            ["", "Tariffs, fees and income"]
            + table(comparison, comparison.tariffs, ["app", "currency", "entry"]) {
                [$0.app.text, $0.currency.code, $0.level == .income ? "\($0.tariff) (income)" : $0.tariff.text]
            }
        lines +=
            ["", "Parties"]
            + table(comparison, comparison.parties, ["party", "currency", ""]) {
                [$0.party.text, $0.currency.code, $0.level.rawValue]
            }
        return (lines + ["", "From \(ComparisonDocuments.basis)."]).joined(separator: "\n")
    }

    private static func calls(_ comparison: Comparison) -> [String] {
        let (a, b) = (comparison.countsA, comparison.countsB)
        var table = TextTable([.left, .right, .right, .right], header: ["calls", "A", "B", "difference"])
        for (name, before, after) in [
            ("rated", a.rated, b.rated), ("free", a.free, b.free), ("test", a.test, b.test),
            ("pending", a.pending, b.pending), ("unrated", a.unrated, b.unrated),
            ("all", a.transactions, b.transactions),
        ] {
            table.append([name, before.grouped, after.grouped, signed((after - before).grouped)])
        }
        return table.lines
    }

    private static func sums(_ comparison: Comparison) -> [String] {
        var table = TextTable(
            [.left, .left, .right, .right, .right], header: ["currency", "", "A", "B", "difference"])
        let levels: [Comparison.Level] = [.subtotal, .tax, .total]
        let sums = levels.map { ($0, comparison.sums(of: $0)) }
        for currency in Set(sums.flatMap { $0.1.map(\.currency) }).sorted() {
            for (level, sums) in sums {
                for sum in sums where sum.currency == currency {
                    table.append([
                        currency.code, level.rawValue, currency.text(minor: sum.aMinor),
                        currency.text(minor: sum.bMinor), signed(currency.text(minor: sum.bMinor - sum.aMinor)),
                    ])
                }
            }
        }
        return table.lines
    }

    private static func table(
        _ comparison: Comparison, _ rows: [Comparison.Row], _ about: [String], _ cells: (Comparison.Key) -> [String]
    ) -> [String] {
        var table = TextTable(
            [.left, .left, .left, .right, .right, .right], header: about + ["A", "B", "difference"])
        for row in rows {
            let currency = row.key.currency
            table.append(
                cells(row.key) + [
                    currency.text(minor: row.aMinor), currency.text(minor: row.bMinor),
                    signed(currency.text(minor: row.differenceMinor)),
                ])
        }
        return table.lines
    }

    /// A difference with its sign, `+` included. Zero is shown as `-`, so that changes stand out.
    private static func signed(_ text: String) -> String {
        if text.utf8.allSatisfy({ $0 == UInt8(ascii: "0") || $0 == UInt8(ascii: ".") }) { return "-" }
        return text.hasPrefix("-") ? text : "+" + text
    }
}
