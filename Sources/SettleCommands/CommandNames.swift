import ArgumentParser
import RulesFile

/// The names of the commands, to tell a mistyped one before its options are looked at: what is wrong with
/// `settle rum --period 2026-10` is not `--period`.
enum CommandNames {
    private static var all: [String] {
        SettleCommand.configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    }

    /// - Parameter arguments: of the command line, without the program.
    /// - Throws: `Failure` (64) where a command is named that there is not.
    static func check(_ arguments: [String]) throws {
        guard let first = arguments.first, !first.hasPrefix("-") else { return }
        try check(name: first)
        // `help` shows the help of the program for a name that it does not know.
        if first == "help", arguments.count > 1, !arguments[1].hasPrefix("-") { try check(name: arguments[1]) }
    }

    private static func check(name: String) throws {
        let names = all
        guard !names.contains(name) else { return }
        let nearest = Nearest.names(to: name, among: names)
        let hint = nearest.isEmpty ? "" : " Did you mean \(nearest.joined(separator: " or "))?"
        throw Failure(.usage, "There is no command \(name).\(hint) The commands are: \(names.joined(separator: ", ")).")
    }
}
