import ArgumentParser
import Money
import Rules
import StatementFile
import Vocabulary

/// How a provider's statement is read, where it is not as the rules say.
struct StatementOptions: ParsableArguments {
    @Option(name: .long, help: "The column of the provider's reference, or none. Default: reference.")
    var referenceColumn: String?

    @Option(name: .long, help: "The column of the call's request_ref, or none. Default: request_ref.")
    var requestRefColumn: String?

    @Option(name: .long, help: "The column of the time, or none. Default: time.")
    var timeColumn: String?

    @Option(name: .long, help: "The column of the status, or none. Default: status.")
    var statusColumn: String?

    @Option(name: .long, help: "The column of what the provider charges. Default: cost.")
    var costColumn: String?

    @Option(name: .long, help: "What costs count: major or minor units of the currency. Default: major.")
    var unit: UnitArgument?

    @Option(
        name: .long,
        help: ArgumentHelp(
            "What a word of the provider's for a status means: DELIVRD=Successful. May be given again.",
            valueName: "word=status"))
    var statusWord: [String] = []

    @Option(name: .long, help: "What separates the columns: ',', ';', '|' or tab.")
    var separator: SeparatorArgument = .comma

    @Option(
        name: .long, help: "What stands between groups of three digits in costs, such as ','. Default: nothing may.")
    var thousands: String?

    func validate() throws {
        if let thousands, thousands.utf8.count != 1 || !",' _".utf8.contains(thousands.utf8.first ?? 0) {
            throw ValidationError("--thousands takes one of , ' _ or a blank. Decimals follow a point, always.")
        }
        for word in statusWord where StatementOptions.meaning(of: word) == nil {
            throw ValidationError("--status-word takes WORD=Successful, WORD=Failed or WORD=Pending, not \(word).")
        }
    }

    /// The format of a provider's statement: these options over the rules.
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
