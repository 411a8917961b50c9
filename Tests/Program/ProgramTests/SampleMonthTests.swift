import Foundation
import Simulation
import TestSupport
import Testing

/// What a new user runs first.
struct SampleMonthTests {
    /// The committed report must equal what the samples give, byte for byte, with no other files.
    @Test func giveTheCommittedReport() throws {
        let (folder, _) = try Self.run()
        let committed = try? FileTree.files(below: Repository.root.appending(path: "reports/2026-10"))
        let expected = try #require(committed, "reports/2026-10 is not committed")
        expectSame(try FileTree.files(below: folder.url.appending(path: "reports/2026-10")), as: expected, "samples")
    }

    /// The ledger, reports and messages must contain none of the personal data in the logs.
    @Test func leaveNothingPersonal() throws {
        let (folder, outcome) = try Self.run()
        var stored = try FileTree.files(below: folder.url).filter { !$0.key.hasPrefix("samples/") }
        stored["stdout"] = outcome.stdout
        stored["stderr"] = outcome.stderr
        #expect(stored["settle.db"] != nil && stored["reports/2026-10/invoices.csv"] != nil)
        let logs = try FileTree.files(below: Repository.root.appending(path: "samples/logs"))
            .filter { $0.key.hasSuffix(".ndjson") }
        let needles = Simulation.personalData
        #expect(needles.count { needle in logs.values.contains { $0.range(of: Data(needle.utf8)) != nil } } > 20)
        for needle in needles {
            for (path, bytes) in stored {
                #expect(bytes.range(of: Data(needle.utf8)) == nil, "\(needle) is in \(path)")
            }
        }
    }

    /// The same for a simulated month: its ledger is larger, with lines in the middle of a page and across page ends.
    @Test func leaveNothingPersonalOfASimulatedMonth() throws {
        let bench = try Bench(rules: SampleRules.data())
        try bench.ingest(try SimulatedMonth(seed: 3).lines.log, as: "log.ndjson", threads: 2)
        try bench.run()
        for (path, bytes) in try FileTree.files(below: bench.folder.url)
        where path != "log.ndjson" && path != "settle.yaml" {
            for needle in Simulation.personalData {
                #expect(bytes.range(of: Data(needle.utf8)) == nil, "\(needle) is in \(path)")
            }
        }
    }

    private static func run() throws -> (TemporaryFolder, Program.Outcome) {
        let folder = try TemporaryFolder()
        try FileManager.default.copyItem(
            at: Repository.root.appending(path: "samples"), to: folder.url.appending(path: "samples"))
        let outcome = try Program.settle(
            ["run", "--period", "2026-10", "--rules", "samples/settle.yaml", "samples/logs/"], in: folder.url)
        try #require(outcome.exitCode == 0, "\(outcome.stderrText)")
        return (folder, outcome)
    }
}
