import ArgumentParser
import Ledger
import Rules
import Vocabulary
import Workflow

/// What the shell offers for an argument: files and folders where a path is wanted, else what the ledger or the rules
/// have.
enum Completions {
    static let rules = CompletionKind.file(extensions: ["yaml", "yml"])
    static let database = CompletionKind.file(extensions: ["db", "sqlite"])
    /// Logs have many names, and may be folders.
    static let logs = CompletionKind.file()

    /// The words that name a period, and the periods of the ledger.
    static let periods = CompletionKind.custom { words, _, _ in
        let ledger = try? Ledger(path: value(of: "--database", in: words) ?? CommonOptions.databaseName, readOnly: true)
        let known = (try? ledger?.transactionsByPeriod().map(\.period)) ?? []
        let hasMonths = known.allSatisfy { $0.rhythm == .month }
        let words = (hasMonths ? ["last-month", "this-month"] : []) + ["last-period", "this-period"]
        return words + known.map(\.description)
    }

    /// The ids of the providers that the rules name.
    static let providers = CompletionKind.custom { words, _, _ in partyIDs(words) { $0 == .provider } }

    /// The ids of all parties that the rules name.
    static let parties = CompletionKind.custom { words, _, _ in partyIDs(words) { _ in true } }

    private static func partyIDs(_ words: [String], _ isOffered: (Role) -> Bool) -> [String] {
        let path = value(of: "--rules", in: words) ?? CommonOptions.rulesName
        guard let rules = try? LoadedRules(at: path).rules else { return [] }
        return rules.parties.filter { isOffered($0.role) }.map(\.id.text)
    }

    /// The value that an option has on the command line so far.
    static func value(of option: String, in words: [String]) -> String? {
        for (position, word) in words.enumerated().reversed() {
            if word == option, position + 1 < words.count { return words[position + 1] }
            if word.hasPrefix(option + "=") { return String(word.dropFirst(option.count + 1)) }
        }
        return nil
    }
}
