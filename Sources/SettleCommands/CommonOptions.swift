import ArgumentParser

/// The options of all commands but `init` and `simulate` (S6.3).
struct CommonOptions: ParsableArguments {
    @Option(name: .long, help: "The rules.")
    var rules = "settle.yaml"

    @Option(name: .long, help: "The ledger, a SQLite file; made where it is not there.")
    var database = "settle.db"

    @Option(name: .long, help: "The folder that reports are published in.")
    var output = "reports"

    @Flag(name: .long, help: "Print the result as JSON, for machines.")
    var json = false

    @Flag(name: .long, help: "Print nothing but errors.")
    var quiet = false

    func validate() throws {
        // An empty name is a ledger that SQLite forgets at the end, and an output in the root of all folders.
        for (name, value) in [("rules", rules), ("database", database), ("output", output)] where value.isEmpty {
            throw ValidationError("--\(name) takes a path; this one is empty.")
        }
    }
}

/// How logs are read.
struct ReadingOptions: ParsableArguments {
    @Option(name: .long, help: "Threads that parse and store; no result depends on it. Default: the cores and one.")
    var threads: Int?

    @Flag(name: .long, help: "Read files again whose size, time and inode are as they were when they were read.")
    var rehash = false

    func validate() throws {
        if let threads, !(1...64).contains(threads) {
            throw ValidationError("--threads takes 1 to 64.")
        }
    }
}
