import ArgumentParser
import JSONFormat
import Rules
import Settlement
import Store
import Vocabulary
import Workflow

struct CorrectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "correct",
        abstract: "Correct a closed month: bill it anew, by corrected rules.",
        usage: "settle correct --period <period> --with <rules> [<options>]",
        discussion: """
            Examples:

              settle correct --period 2026-07 --with corrected.yaml \\
                --reason price_error --note "0.50 was agreed, not 5.00" --dry-run

            The corrected rules become the next version of that month's rules; its first
            rules and its report stay. What differs from what was billed is booked with the
            next close, charge by charge, as adjustments. Start from the settle.yaml in the
            month's report folder. How logs are read can't be corrected.
            """)

    @OptionGroup var options: CommonOptions

    @Option(name: .long, help: "The closed period: \(PeriodArgument.words).", completion: Completions.periods)
    var period: PeriodArgument

    @Option(
        name: .customLong("with"), help: "The corrected rules of that month.", completion: Completions.rules)
    var corrected: String

    @Option(
        name: .long,
        help: "price_error, split_error, rules_missing, tax_error, agreement or other.")
    var reason: CorrectionReason

    @Option(name: .long, help: "Why, for the auditor; it stands in the manifest.")
    var note: String

    @Flag(name: .long, help: "Say what would be booked, and store nothing.")
    var dryRun = false

    func validate() throws {
        let scalars = note.unicodeScalars
        guard !note.isEmpty, note.utf8.count <= 1000, !scalars.contains(where: { $0.value < 32 || $0.value == 127 })
        else { throw ValidationError("--note takes a text of one line, of at most 1,000 bytes; not an empty one.") }
    }

    func run() throws {
        let clock = try Clock.read()
        let rules = try LoadedRules(at: corrected)
        let workspace = try Workspace(options, asked: { _ = try self.period.period(at: clock, in: $0) })
        let period = try self.period.period(at: clock, in: workspace.rules.calendar)
        let correction = try CorrectPeriod(
            period, in: workspace.ledger, with: rules, at: corrected,
            readAs: workspace.rules,
            because: RulesVersion.Correction(reason: reason, note: note))
        let adjustments = try correction.adjustments()
        if !dryRun { try correction.correct() }
        if options.json {
            Terminal.print(
                JSONText.object([
                    ("period", .string(period.description)), ("version", .integer(correction.version.number)),
                    ("reason", .string(reason.rawValue)), ("note", .string(note)), ("stored", .bool(!dryRun)),
                    ("adjustments", LateText.json(adjustments)),
                ]))
        } else if !options.quiet {
            let version = "version \(correction.version.number) of the rules of \(period)"
            Terminal.print(
                dryRun ? "\(corrected) would be \(version); nothing is stored" : "\(corrected) is \(version) now")
            Terminal.print(LateText.text(adjustments))
        }
    }
}

extension CorrectionReason: ExpressibleByArgument {}
