import Foundation
import TestSupport
import Testing

/// `settle simulate --write-rules` writes rules under which every call of the log is rated.
struct SimulatedRulesTests {
    @Test(arguments: [
        [], ["--apps", "1", "--providers", "1", "--networks", "1"],
        ["--apps", "300", "--providers", "100", "--even"],
        ["--networks", "1000", "--onepipe-only", "--time-zone", "Asia/Riyadh"], ["--paylink-only"],
        ["--profile", "samples"],
    ])
    func fitTheLog(options: [String]) throws {
        let folder = try TemporaryFolder()
        let made = try Program.settle(
            ["simulate", "--calls", "2000", "--period", "2026-10", "--write-rules", "settle.yaml", "log.ndjson"]
                + options, in: folder.url)
        try #require(made.exitCode == 0, "\(made.stderrText)")
        let check = try Program.settle(["check"], in: folder.url)
        #expect(check.exitCode == 0 && check.stdoutText.contains("no faults, 0 warnings"), "\(check.stdoutText)")
        let run = try Program.settle(["run", "--period", "2026-10", "log.ndjson"], in: folder.url)
        #expect(run.exitCode == 0 && run.stdoutText.contains(", 0 unrated"), "\(run.stdoutText)\(run.stderrText)")
    }

    @Test(
        "a period of any rhythm can be simulated, and its rules have that rhythm",
        arguments: [
            ("2026-10-H2", "half_month"), ("2020-W53", "week"), ("2026-Q3", "quarter"),
        ])
    func fitPeriodsOfAnyRhythm(_ period: String, _ every: String) throws {
        let folder = try TemporaryFolder()
        let made = try Program.settle(
            ["simulate", "--calls", "800", "--period", period, "--write-rules", "settle.yaml", "log.ndjson"],
            in: folder.url)
        try #require(made.exitCode == 0, "\(made.stderrText)")
        let rules = try String(contentsOf: folder.url.appending(path: "settle.yaml"), encoding: .utf8)
        #expect(rules.contains("  every: \(every)\n"))
        let run = try Program.settle(["run", "--period", period, "log.ndjson"], in: folder.url)
        #expect(
            run.exitCode == 0 && run.stdoutText.contains("\(period) (Africa/Lagos): 800 transactions")
                && run.stdoutText.contains(", 0 unrated"), "\(run.stdoutText)\(run.stderrText)")
    }

    @Test func areNeverWrittenOverOthers() throws {
        let folder = try TemporaryFolder()
        try folder.write(Data("mine".utf8), to: "settle.yaml")
        let outcome = try Program.settle(
            ["simulate", "--period", "2026-10", "--write-rules", "settle.yaml", "log.ndjson"], in: folder.url)
        #expect(outcome.exitCode == 73)
        #expect(outcome.stderrText.contains("settle.yaml already exists and was not changed"))
        #expect(try String(contentsOf: folder.url.appending(path: "settle.yaml"), encoding: .utf8) == "mine")
        #expect(!FileManager.default.fileExists(atPath: folder.url.appending(path: "log.ndjson").path))
    }

    @Test func wordsOutsideTheProfileAreRefused() throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.settle(
            ["simulate", "--period", "2026-10", "--profile", "samples", "--networks", "8", "log.ndjson"], in: folder.url
        )
        #expect(outcome.exitCode == 64)
        #expect(outcome.stderrText.contains("networks is 8, but must be 27"), "\(outcome.stderrText)")
    }
}
