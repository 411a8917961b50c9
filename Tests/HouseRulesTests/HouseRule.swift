/// A rule for the code of all modules under `Sources`, or of `Tests`, and the places that are exempt.
struct HouseRule: Sendable {
    /// A regular expression for a line that breaks the rule.
    let pattern: String
    /// The advice in the failure message.
    let instead: String
    /// The exempt places, each with the reason: a module or one file of it.
    let exceptions: [String: String]

    static let noFloats = HouseRule(
        pattern: #"\b(Double|Float|Float16|Float32|Float64|Float80|CGFloat|TimeInterval|Decimal|NSNumber|double|"#
            + #"float)\b"#,
        instead: "amounts are Int64 minor units or ExactAmount; use Price or Rate for decimals of the rules",
        exceptions: [
            "Vocabulary/LocalCalendar.swift": "gives Foundation whole seconds, which a Double holds exactly"
        ])

    static let noClocks = HouseRule(
        pattern: #"\bDate\(\)|\bDate\.now\b|clock_gettime|\bgettimeofday\b|ContinuousClock|SuspendingClock"#
            + #"|DispatchTime\.now|SystemRandom|\.random\(|\bUUID\(\)"#,
        instead: "take the time as an argument (Clock.read is in SettleCommands), and a seed for randomness",
        exceptions: [
            "SettleCommands/PeriodArgument.swift": "Clock.read, the one place where a command learns the time",
            "SettleCommands/ProgressLine.swift": "how often a terminal is written to; nothing that is kept",
        ])

    static let noSQLite = HouseRule(
        pattern: #"import CSQLite|sqlite3_"#,
        instead: "add a query to Ledger instead",
        exceptions: [
            "CSQLite": "is SQLite's own interface, for Swift to see",
            "LedgerFile": "is the SQLite file",
            "LedgerIngestion/ChunkFeed.swift": "gives a chunk's calls to SQLite as a table, at a third of the time",
        ])

    static let noInputOrOutput = HouseRule(
        pattern: #"import (Foundation|FoundationEssentials|Glibc|Crypto|Dispatch|Synchronization)\b"#,
        instead: "reading and writing belong into GatewayLog, LedgerFile, Documents or SettleCommands",
        exceptions: [
            "Audit": "reads published folders and their hashes by itself, with nothing of what wrote them",
            "Documents": "writes files and their hashes",
            "GatewayLog": "reads logs",
            "LedgerFile": "is a file, and its lock another",
            "LedgerIngestion": "reads logs with several threads, and looks whether a file has changed",
            "LineParsing": "compares bytes of memory, and hashes a line that has no id",
            "RulesFile/ScalarCheck.swift": "asks for the names of time zones",
            "SettleCommands": "is the edge",
            "Workflow": "reads rules and statements, and looks for the folders of closed periods",
            "Simulation": "writes logs, with several threads",
            "Threads": "is how the others come to several threads",
            "Vocabulary/Identifier.swift": "compares bytes of memory",
            "Vocabulary/LocalCalendar.swift": "days and offsets of time zones are Foundation's",
        ])

    static let nothingForcedOpen = HouseRule(
        pattern: #"try!|fatalError\(|as! "#,
        instead: "throw an error that says what is wrong",
        exceptions: [:])

    static let packageAndNotPublic = HouseRule(
        pattern: #"\bpublic (?!import)"#,
        instead: "write `package`: no other package is to build upon settle",
        exceptions: [
            "LineParsing": inlined, "Money": inlined, "Rating": inlined, "Rules": inlined, "Vocabulary": inlined,
        ])

    private static let inlined =
        "has small functions that each call or row passes, and the compiler inlines across modules only what is public"

    /// For the code of `Tests`.
    static let noProcesses = HouseRule(
        pattern: #"\bProcess\(\)"#,
        instead: "start it with Program or RunningProgram of TestSupport, which never wait for each other's output",
        exceptions: ["TestSupport": "is that one way"])
}
