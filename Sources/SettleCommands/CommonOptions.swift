import ArgumentParser

/// The options of all commands except `init` and `simulate` (S6.3).
struct CommonOptions: ParsableArguments {
    static let rulesName = "settle.yaml"
    static let databaseName = "settle.db"

    @Option(name: .long, help: "The rules file.", completion: Completions.rules)
    var rules = CommonOptions.rulesName

    @Option(
        name: .long, help: "The ledger, a SQLite file; commands that read logs create it.",
        completion: Completions.database)
    var database = CommonOptions.databaseName

    @Option(name: .long, help: "The folder for published reports; it is created if missing.", completion: .directory)
    var output = "reports"

    @Flag(name: .long, help: "Print the result as JSON, for machines.")
    var json = false

    @Flag(name: .long, help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        // SQLite forgets a ledger with an empty name when it is closed, and an empty output would be the root folder.
        for (name, value) in [("rules", rules), ("database", database), ("output", output)] where value.isEmpty {
            throw ValidationError("--\(name) takes a path; this one is empty.")
        }
    }
}

/// The options for reading logs.
struct ReadingOptions: ParsableArguments {
    @Option(name: .long, help: "Threads that parse and store; results do not depend on them. Default: cores + 1.")
    var threads: Int?

    @Flag(name: .long, help: "Read known files again even if their size, time and inode have not changed.")
    var rehash = false

    func validate() throws {
        if let threads, !(1...64).contains(threads) {
            throw ValidationError("--threads takes 1 to 64.")
        }
    }
}
