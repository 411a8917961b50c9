import ArgumentParser
import Money
import Rules
import StatementFile
import Vocabulary

/// How to read a provider's statement; each option overrides the rules.
struct StatementOptions: ParsableArguments {
    @Option(name: .long, help: "The column with the provider's reference, or none. Default: reference.")
    var referenceColumn: String?

    @Option(name: .long, help: "The column with the call's request_ref, or none. Default: request_ref.")
    var requestRefColumn: String?

    @Option(name: .long, help: "The column with the time, or none. Default: time.")
    var timeColumn: String?

    @Option(name: .long, help: "The column with the status, or none. Default: status.")
    var statusColumn: String?

    @Option(name: .long, help: "The column with what the provider charges. Default: cost.")
    var costColumn: String?

    @Option(name: .long, help: "The unit of costs: major or minor units of the currency. Default: major.")
    var unit: UnitArgument?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "The meaning of a provider's word for a status, such as DELIVRD=Successful. Can be repeated.",
            valueName: "word=status"))
    var statusWord: [String] = []

    @Option(name: .long, help: "The column separator: ',', ';', '|' or tab.")
    var separator: SeparatorArgument = .comma

    @Option(
        name: .long, help: "The character between groups of three digits in costs, such as ','. Default: none.")
    var thousands: String?

    func validate() throws {
        if let thousands, thousands.utf8.count != 1 || !",' _".utf8.contains(thousands.utf8.first ?? 0) {
            throw ValidationError("--thousands takes , ' _ or a space. The decimal separator is always a point.")
        }
        for word in statusWord where StatementOptions.meaning(of: word) == nil {
            throw ValidationError("--status-word takes WORD=Successful, WORD=Failed or WORD=Pending, not \(word).")
        }
    }

    /// The format of a provider's statement: the rules, with these options in place of them.
    func format(_ rules: StatementRules, currency: Currency, calendar: LocalCalendar) -> StatementFormat {
        var statement = rules
        statement.reference = referenceColumn ?? rules.reference
        statement.requestRef = requestRefColumn ?? rules.requestRef
        statement.time = timeColumn ?? rules.time
        statement.status = statusColumn ?? rules.status
        statement.cost = costColumn ?? rules.cost
        statement.unit = unit.map(\.unit) ?? rules.unit
        for (word, status) in statusWord.compactMap(StatementOptions.meaning) { statement.statuses[word] = status }
        return StatementFormat(
            statement, currency: currency, calendar: calendar, separator: separator.byte,
            thousands: thousands?.utf8.first)
    }

    private static func meaning(of argument: String) -> (Identifier, Status)? {
        guard let equals = argument.lastIndex(of: "="), equals > argument.startIndex,
            let status = Status(rawValue: String(argument[argument.index(after: equals)...]))
        else { return nil }
        return (Identifier(String(argument[..<equals])), status)
    }
}

/// A unit of costs on the command line.
enum UnitArgument: String, CaseIterable, ExpressibleByArgument {
    case major, minor

    var unit: StatementRules.Unit { self == .major ? .major : .minor }
}

/// A separator on the command line.
enum SeparatorArgument: String, CaseIterable, ExpressibleByArgument {
    case comma = ","
    case semicolon = ";"
    case bar = "|"
    case tab

    var byte: UInt8 { self == .tab ? 9 : rawValue.utf8.first ?? 0 }
}
