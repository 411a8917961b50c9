import Foundation
import TestSupport
import Testing

/// Every benchmark on logs so small that times say nothing: that they run, and that all find the same groups.
@Suite("Benchmarks/run")
struct BenchmarkTests {
    /// Runs the benchmarks with the built program, otherwise as from a terminal: its own environment and time zone.
    private func run(_ arguments: [String]) throws -> Program.Outcome {
        let work = try TemporaryFolder()
        var environment = ProcessInfo.processInfo.environment
        environment["SETTLE_BINARY"] = Program.url.path
        let running = try RunningProgram(
            Repository.root.appending(path: "Benchmarks/run"), ["--work", work.path] + arguments,
            in: Repository.root, environment: environment)
        return running.wait(atMost: 15 * 60)
    }

    /// The first cells of all tables.
    private func rows(_ output: String) -> [String] {
        output.split(separator: "\n").filter { $0.hasPrefix("| ") }.map {
            $0.dropFirst(2).split(separator: " |").first.map(String.init) ?? ""
        }
    }

    /// Settle and every peer on the same small month, then every other scenario.
    ///
    /// Where the peers can't be installed, for want of a network, settle is run alone, and a warning says so.
    @Test("runs every scenario and writes every row", .timeLimit(.minutes(15)))
    func everything() throws {
        let small = ["--scenario", "all", "--small"]
        let cannotInstall: Int32 = 69
        var outcome = try run(small)
        let hasPeers = outcome.exitCode != cannotInstall
        if !hasPeers {
            Issue.record(
                "the peers can't be installed here, and are not compared:\n\(outcome.stderrText)", severity: .warning)
            outcome = try run(small + ["--only", "settle"])
        }
        try #require(outcome.exitCode == 0, "\(outcome.stderrText)")
        let rows = rows(outcome.stdoutText)
        let peers = ["DuckDB", "chdb", "Polars", "Python, orjson", "pandas", "sqlite3 shell"]
        let besidePeers = [
            "1 M at (200, 300), new ledger to published draft", "1 M at (8, 8)", "1 M at (20,000, 900, 40)",
            "DuckDB, and `openssl", "DuckDB, and `sha256sum`",
        ]
        let work = [
            "**settle**, to the published draft", "**settle**, the cleaned log", "**the limit**",
            "10 M at (200, 300)", "its peak memory", "`run` again with nothing new, 1 M",
            "`run` again with nothing new, 10 M", "the same at 1 M with `--rehash`", "a day of 30,000 into 10 M",
            "twenty million bad lines", "100,000 apps with ten calls each: `run`",
            "100,000 apps with ten calls each: `verify`", "a third of the calls unrated, at (200, 300)",
            "a third of the calls unrated, at (8, 8)", "a price edited", "a prefix edited", "31 daily files",
            "`close` of 1 M", "the month as `.gz`", "the month as `.zst`", "a log with shuffled keys",
            "a log with random `meta`", "`settle simulate`, defaults", "STC Pay",
        ]
        for name in hasPeers ? peers + besidePeers + work : work {
            #expect(rows.contains { $0.hasPrefix(name) }, "no row begins '\(name)':\n\(outcome.stdoutText)")
        }
    }

    @Test(
        "refuses what says nothing",
        arguments: [
            (["--calls", "10"], "--calls takes 1000 or more"),
            (["--scenario", "month,year"], "there is no scenario year"),
            (["--small", "--publish"], "--publish needs all 1,000,000 calls"),
        ])
    func refusals(arguments: [String], message: String) throws {
        let outcome = try run(arguments)
        #expect(outcome.exitCode == 2)
        #expect(outcome.stderrText.contains(message), "\(outcome.stderrText)")
    }
}
