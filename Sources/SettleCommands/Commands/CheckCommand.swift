import ArgumentParser
import Documents
import Rules
import RulesFile

struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Check the rules: list every fault and every warning.",
        discussion: """
            Examples:

              settle check --rules settle.yaml
              settle check --schema > settle.schema.json

            The exit code is 78 if there is a fault. A warning is not a failure.
            """)

    @OptionGroup var options: CommonOptions

    @Flag(name: .long, help: "Print the JSON Schema of the rules, for editors, and stop.")
    var schema = false

    func run() throws {
        if schema { return Terminal.write(RulesSchema.json(), to: 1) }
        let reading = try RulesLoading.reading(at: options.rules)
        if options.json {
            Terminal.write(String(decoding: json(reading).document, as: UTF8.self), to: 1)
        } else if reading.rules != nil, !options.quiet {
            for warning in reading.warnings { Terminal.note(reading.rendered(warning)) }
            Terminal.print(summary(reading))
        }
        guard reading.rules != nil else {
            throw options.json
                ? Failure(.rules, "\(options.rules) has faults")
                : Failure(.rules, RulesLoading.faultText(reading), isLabelled: true)
        }
    }

    private func summary(_ reading: RulesReading) -> String {
        guard let rules = reading.rules else { return "" }
        let warnings = reading.warnings.count
        return "\(options.rules): \(rules.tariffs.count.of("tariff")), "
            + "\(rules.income.count.of("income entry", "income entries")), \(rules.fees.count.of("fee")), "
            + "\(rules.splits.count.of("split")), \(rules.parties.count.of("party", "parties")), "
            + "\(rules.apps.count.of("app")); no faults, \(warnings.of("warning"))"
    }

    private func json(_ reading: RulesReading) -> JSONText {
        func entries(_ faults: [RulesFault]) -> JSONText {
            .array(
                faults.map {
                    .object([
                        ("line", .integer($0.line)), ("column", .integer($0.column)),
                        ("message", .string($0.message)), ("hint", .string($0.hint)),
                    ])
                })
        }
        return .object([
            ("file", .string(options.rules)), ("faults", entries(reading.faults)),
            ("warnings", entries(reading.warnings)),
        ])
    }
}
