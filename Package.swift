// swift-tools-version: 6.2
import PackageDescription

/// In CI a warning is an error.
let warnings: [SwiftSetting] = Context.environment["CI"] == nil ? [] : [.treatAllWarnings(as: .error)]

/// The settings of every Swift target.
let strict: [SwiftSetting] =
    warnings + [
        .swiftLanguageMode(.v6),
        .enableUpcomingFeature("InternalImportsByDefault"),
        .enableUpcomingFeature("MemberImportVisibility"),
        .enableUpcomingFeature("ExistentialAny"),
    ]

let package = Package(
    name: "settle",
    products: [
        .executable(name: "settle", targets: ["settle"]),
        // For Benchmarks/Micro, which is a package of its own.
        .library(name: "Parts", targets: ["Parts"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-crypto", exact: "4.5.2"),
        // Of the tests alone: exact fractions for the independent re-computation, and a second reader of YAML.
        .package(url: "https://github.com/attaswift/BigInt", exact: "6.0.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    // Modules stand in the order in which a record travels through them; each knows only modules that stand before it.
    targets: [
        // What the system gives.
        .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
        .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
        .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
        .systemLibrary(name: "CLibYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
        .target(name: "CPlatform"),

        // The pure middle and what feeds it.
        .target(name: "Vocabulary", swiftSettings: strict),
        .target(name: "Money", swiftSettings: strict),
        .target(name: "Threads", swiftSettings: strict),
        .target(name: "JSONFormat", dependencies: ["Vocabulary", "Money"], swiftSettings: strict),
        .target(name: "Rules", dependencies: ["Vocabulary", "Money"], swiftSettings: strict),
        .target(
            name: "RulesFile", dependencies: ["CLibYAML", "Vocabulary", "Money", "JSONFormat", "Rules"],
            swiftSettings: strict),
        // Lines to records: all the code that parses a log's bytes through pointers, and nothing else.
        .target(
            name: "LineParsing",
            dependencies: ["CPlatform", "Vocabulary", .product(name: "Crypto", package: "swift-crypto")],
            swiftSettings: strict),
        .target(
            name: "GatewayLog",
            dependencies: [
                "CPlatform", "CZlib", "CZstd", "Vocabulary", "LineParsing",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        .target(name: "Rating", dependencies: ["Threads", "Vocabulary", "Money", "Rules"], swiftSettings: strict),
        .target(
            name: "Settlement", dependencies: ["Threads", "Vocabulary", "Money", "Rules", "Rating"],
            swiftSettings: strict),
        .target(
            name: "Reconciliation", dependencies: ["Vocabulary", "Money", "Rules", "Rating"], swiftSettings: strict),
        .target(
            name: "StatementFile", dependencies: ["Vocabulary", "Money", "Rules", "Reconciliation"],
            swiftSettings: strict),
        .target(
            name: "Comparison", dependencies: ["Vocabulary", "Money", "Rules", "Rating", "Settlement"],
            swiftSettings: strict),
        // What is asked of calls and closed months, by whoever holds them.
        .target(
            name: "Store",
            dependencies: ["Vocabulary", "Rules", "RulesFile", "Rating", "Settlement"], swiftSettings: strict),
        // The SQLite file, what fills it from records, and what is asked of it.
        .target(
            name: "LedgerFile", dependencies: ["CSQLite", "CPlatform", "Vocabulary", "LineParsing"],
            swiftSettings: strict),
        .target(
            name: "LedgerIngestion",
            dependencies: [
                "CSQLite", "CPlatform", "Vocabulary", "Money", "Rules", "LineParsing", "GatewayLog", "Rating",
                "Store", "LedgerFile",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Ledger",
            dependencies: [
                "Vocabulary", "Money", "Rules", "LineParsing", "Rating", "Settlement", "Store", "LedgerFile",
                "LedgerIngestion",
            ],
            swiftSettings: strict
        ),
        .target(
            name: "Documents",
            dependencies: [
                "CPlatform", "Threads", "Vocabulary", "Money", "JSONFormat", "Rules", "Rating", "Settlement",
                "Reconciliation",
                "Comparison", .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        // The second path: from the written files alone, with none of the parts that wrote them.
        .target(
            name: "Audit",
            dependencies: [
                "Threads", "Vocabulary", "Money", "Rules", "RulesFile",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        .target(name: "Simulation", swiftSettings: strict),
        // The business process: what a month goes through, whoever asks for it.
        .target(
            name: "Workflow",
            dependencies: [
                "CPlatform", "Threads", "Vocabulary", "Money", "Rules", "RulesFile", "LineParsing", "GatewayLog",
                "Rating", "Settlement", "Reconciliation", "StatementFile", "Comparison", "Store", "LedgerFile",
                "LedgerIngestion", "Ledger", "Documents", "Audit",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict
        ),
        .target(
            name: "SettleCommands",
            dependencies: [
                "CPlatform", "Threads", "Vocabulary", "Money", "JSONFormat", "Rules", "RulesFile",
                "GatewayLog", "Store", "LedgerFile", "LedgerIngestion", "Ledger", "Rating", "Settlement",
                "Reconciliation", "StatementFile", "Comparison", "Documents", "Simulation", "Audit", "Workflow",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict
        ),
        .executableTarget(name: "settle", dependencies: ["SettleCommands"], swiftSettings: strict),
        // The only interface that another package sees: what Benchmarks/Micro measures.
        .target(
            name: "Parts",
            dependencies: [
                "Vocabulary", "Rules", "RulesFile", "LineParsing", "GatewayLog", "Rating", "Ledger", "LedgerIngestion",
                "Simulation",
            ],
            path: "Benchmarks/Parts", swiftSettings: strict),

        // What tests share: the built program and other processes, temporary folders, the files of the repository, the
        // tables of a report.
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        // Seeded numbers for tests of random cases.
        .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: strict),
        // Lines of both interfaces, for a test to change a part of.
        .target(
            name: "LineSamples", dependencies: ["LineParsing", "Vocabulary"], path: "Tests/LineSamples",
            swiftSettings: strict),

        // Each module by itself, in the order of the modules.
        .testTarget(name: "VocabularyTests", dependencies: ["Vocabulary", "SeededRandom"], swiftSettings: strict),
        .testTarget(name: "JSONFormatTests", dependencies: ["JSONFormat"], swiftSettings: strict),
        .testTarget(name: "MoneyTests", dependencies: ["Money"], swiftSettings: strict),
        .testTarget(name: "ThreadsTests", dependencies: ["Threads"], swiftSettings: strict),
        .testTarget(name: "RulesTests", dependencies: ["Rules", "Money", "Vocabulary"], swiftSettings: strict),
        .testTarget(
            name: "RulesFileTests",
            dependencies: ["RulesFile", "Rules", "Money", "Vocabulary", "TestSupport", "SeededRandom"],
            exclude: ["Faults", "Warnings", "every-section.yaml"], swiftSettings: strict),
        .testTarget(
            name: "LineParsingTests",
            dependencies: [
                "LineParsing", "Vocabulary", "LineSamples", "SeededRandom",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "GatewayLogTests",
            dependencies: [
                "GatewayLog", "LineParsing", "Vocabulary", "LineSamples", "TestSupport",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "RatingTests", dependencies: ["Rating", "Money", "Rules", "Vocabulary"], swiftSettings: strict),
        .testTarget(
            name: "SettlementTests",
            dependencies: [
                "Settlement", "Documents", "Comparison", "Rating", "Money", "Rules", "Vocabulary", "SeededRandom",
                .product(name: "BigInt", package: "BigInt"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "ReconciliationTests", dependencies: ["Reconciliation", "Rating", "Rules", "Money", "Vocabulary"],
            swiftSettings: strict),
        .testTarget(
            name: "StatementFileTests",
            dependencies: ["StatementFile", "Reconciliation", "Rules", "Money", "Vocabulary"],
            swiftSettings: strict),
        .testTarget(
            name: "ComparisonTests", dependencies: ["Comparison", "Rating", "Rules", "Money", "Vocabulary"],
            swiftSettings: strict),
        .testTarget(
            name: "StoreTests", dependencies: ["Store", "Rating", "RulesFile", "Rules", "Vocabulary", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerFileTests", dependencies: ["LedgerFile", "Vocabulary", "SeededRandom"],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerIngestionTests",
            dependencies: [
                "LedgerIngestion", "LedgerFile", "Rating", "RulesFile", "Rules", "Vocabulary", "TestSupport",
                "SeededRandom",
            ],
            swiftSettings: strict),
        .testTarget(
            name: "LedgerTests",
            dependencies: [
                "Ledger", "LedgerIngestion", "LedgerFile", "Store", "Rating", "RulesFile", "Vocabulary", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "DocumentsTests", dependencies: ["Documents", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "SimulationTests", dependencies: ["Simulation", "LineParsing", "GatewayLog", "TestSupport"],
            swiftSettings: strict),
        .testTarget(
            name: "WorkflowTests",
            dependencies: [
                "Workflow", "Store", "Ledger", "LineParsing", "GatewayLog", "Money", "Rating", "Rules", "RulesFile",
                "Settlement", "Documents", "Simulation", "Vocabulary", "TestSupport",
            ],
            swiftSettings: strict),
        .testTarget(name: "SettleCommandsTests", dependencies: ["SettleCommands"], swiftSettings: strict),
        .testTarget(name: "HouseRulesTests", dependencies: ["TestSupport"], swiftSettings: strict),

        // Lines of a log spoilt on purpose, on which both paths of the parser and another JSON parser must agree.
        .target(
            name: "SimdJSON", path: "Tests/SimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),
        .target(
            name: "ParserAgreement",
            dependencies: [
                "SimdJSON", "LineParsing", "Simulation", "Vocabulary",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Tests/ParserAgreement", swiftSettings: strict),
        .executableTarget(
            name: "parser-agreement", dependencies: ["ParserAgreement"], path: "Tests/ParserAgreementProgram",
            swiftSettings: strict),
        .testTarget(
            name: "ParserAgreementTests", dependencies: ["ParserAgreement"], exclude: ["sanitizer"],
            swiftSettings: strict),
        // The specification worked out a second time, naively and without the engine, for the tests to agree with.
        .target(
            name: "Recomputation",
            dependencies: [
                .product(name: "BigInt", package: "BigInt"), .product(name: "Yams", package: "Yams"),
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            path: "Tests/Recomputation", swiftSettings: strict),
        .testTarget(
            name: "RecomputationTests", dependencies: ["Recomputation", .product(name: "BigInt", package: "BigInt")],
            swiftSettings: strict),

        // Random worlds whose rules change, billed by the built program and by the re-computation.
        .target(
            name: "RandomMonths", dependencies: ["Recomputation", "TestSupport", "SeededRandom"],
            path: "Tests/RandomMonths", swiftSettings: strict),
        .executableTarget(
            name: "random-months", dependencies: ["RandomMonths"], path: "Tests/RandomMonthsProgram",
            swiftSettings: strict),
        .testTarget(name: "RandomMonthsTests", dependencies: ["settle", "RandomMonths"], swiftSettings: strict),

        // Amounts alone, in the process: what libFuzzer looks at.
        .target(
            name: "AmountsAgreement",
            dependencies: [
                "RandomMonths", "Recomputation", "Vocabulary", "Money", "Rules", "RulesFile", "Rating", "Settlement",
            ],
            path: "Tests/AmountsAgreement", swiftSettings: strict),
        .testTarget(
            name: "AmountsAgreementTests", dependencies: ["AmountsAgreement", "RandomMonths"], swiftSettings: strict),

        // The built program, from outside; `settle` is a dependency so that it is built.
        .testTarget(
            name: "DocumentationTests", dependencies: ["settle", "TestSupport"],
            path: "Tests/Program/DocumentationTests", swiftSettings: strict),
        // Benchmarks/run with the built program, on small logs.
        .testTarget(
            name: "BenchmarkTests", dependencies: ["settle", "TestSupport"],
            path: "Tests/Program/BenchmarkTests", swiftSettings: strict),
        .testTarget(
            name: "ExplainTests", dependencies: ["settle", "TestSupport"], path: "Tests/Program/ExplainTests",
            exclude: ["Quarter", "Transcripts"], swiftSettings: strict),
        .testTarget(
            name: "ReconcileProgramTests", dependencies: ["settle", "TestSupport"],
            path: "Tests/Program/ReconcileProgramTests", swiftSettings: strict),
        // Months closed by the built program, spoilt in thousands of ways.
        .testTarget(
            name: "AuditTests",
            dependencies: [
                "settle", "Audit", "Vocabulary", "Money", "Rules", "TestSupport", "SeededRandom",
                .product(name: "Crypto", package: "swift-crypto"),
            ],
            exclude: ["settle.yaml"], swiftSettings: strict),
        // What a person meets: the built program, run on folders that read as examples.
        .testTarget(
            name: "ProgramTests",
            dependencies: ["settle", "Simulation", "Recomputation", "TestSupport", "SeededRandom"],
            path: "Tests/Program/ProgramTests", exclude: ["Cases", "Errors", "Ledgers", "Rules"],
            swiftSettings: strict),
    ],
    cxxLanguageStandard: .cxx17
)

// Parts of the package on their own (`.ci/run`, `Tests/Fuzzing/run`): the log parser under a sanitizer, which is where
// the unsafe memory is; and the parser, or charging and splitting, under libFuzzer, which brings its own `main`.
let parser: Set = ["CPlatform", "Vocabulary", "LineParsing", "Simulation", "SimdJSON", "ParserAgreement"]
let part: Set<String>?
switch Context.environment["SETTLE_ONLY"] {
case "parser":
    part = parser.union([
        "CZlib", "CZstd", "TestSupport", "SeededRandom", "LineSamples", "LineParsingTests", "GatewayLog",
        "GatewayLogTests", "ParserAgreementTests",
    ])
case "fuzzing":
    part = parser.union(["parser-fuzzer"])
    package.targets.append(
        .executableTarget(
            name: "parser-fuzzer", dependencies: ["ParserAgreement"], path: "Tests/Fuzzing",
            exclude: ["run", "keys.dict", "Amounts"], swiftSettings: strict))
case "amounts":
    part = [
        "CLibYAML", "Vocabulary", "Money", "Threads", "JSONFormat", "Rules", "RulesFile", "Rating", "Settlement",
        "TestSupport", "SeededRandom", "Recomputation", "RandomMonths", "AmountsAgreement", "amounts-fuzzer",
    ]
    package.targets.append(
        .executableTarget(
            name: "amounts-fuzzer", dependencies: ["AmountsAgreement", "RandomMonths"], path: "Tests/Fuzzing/Amounts",
            swiftSettings: strict))
default: part = nil
}
if let part {
    package.products = []
    package.dependencies.removeAll { dependency in
        guard case .sourceControl(_, let location, _) = dependency.kind else { return true }
        let needed = part.contains("Recomputation") ? ["/swift-crypto", "/BigInt", "/Yams"] : ["/swift-crypto"]
        return !needed.contains(where: location.hasSuffix)
    }
    package.targets.removeAll { !part.contains($0.name) }
}
