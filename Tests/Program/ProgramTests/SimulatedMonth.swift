import Foundation
import TestSupport
import Testing

/// The lines of a month from `settle simulate`, to be rearranged and billed again.
struct SimulatedMonth {
    /// The seed. It is in the name of every test that uses it, and so in the test's output.
    let seed: UInt64
    let lines: [Data]

    static let seeds: [UInt64] = [1, 20_261_031, 0xB10C]

    /// - Parameter calls: distinct valid calls; duplicates, queries and bad lines are added to them.
    init(seed: UInt64, calls: Int = 3_000) throws {
        let folder = try TemporaryFolder()
        let outcome = try Program.settle(
            [
                "simulate", "--calls", "\(calls)", "--period", "2026-10", "--seed", "\(seed)", "--profile", "samples",
                "--apps", "8",
                "--malformed-per-ten-thousand", "30", "--conflicts-per-mille", "200", "--quiet", "log.ndjson",
            ], in: folder.url)
        try #require(outcome.exitCode == 0, "\(outcome.stderrText)")
        let log = try Data(contentsOf: folder.url.appending(path: "log.ndjson"))
        self.seed = seed
        lines = log.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast().map { Data($0) }
        try #require(lines.count > calls)
    }
}

/// The rules for the simulated months: those of the samples, as a new user has them.
enum SampleRules {
    static func data() throws -> Data {
        try Data(contentsOf: Repository.root.appending(path: "samples/settle.yaml"))
    }
}

extension Sequence where Element == Data {
    /// The lines as the bytes of a log.
    var log: Data { reduce(into: Data()) { $0 += $1 + [0x0A] } }
}

/// A ledger and its reports in their own folder, filled step by step.
struct Bench {
    let folder: TemporaryFolder

    init(folder: TemporaryFolder) { self.folder = folder }

    init(rules: Data) throws {
        folder = try TemporaryFolder()
        try folder.write(rules, to: "settle.yaml")
    }

    /// Runs settle and expects it to succeed.
    @discardableResult
    func settle(_ arguments: [String], stdin: Data? = nil) throws -> Program.Outcome {
        let outcome = try Program.settle(arguments, in: folder.url, stdin: stdin)
        try #require(
            outcome.exitCode == 0,
            "settle \(arguments.joined(separator: " "))\n\(outcome.stdoutText)\(outcome.stderrText)")
        return outcome
    }

    /// Reads a log from a file of this name.
    func ingest(_ log: Data, as name: String, threads: Int) throws {
        try folder.write(log, to: name)
        try settle(["ingest", "--quiet", "--threads", "\(threads)", name])
    }

    func run(_ period: String = "2026-10", _ arguments: [String] = []) throws {
        try settle(["run", "--quiet", "--period", period] + arguments)
    }

    var report: URL { folder.url.appending(path: "reports/2026-10") }

    /// The files that must not depend on how the records came: all but those that show log files and line numbers.
    func accounts(of period: String = "2026-10") throws -> [String: Data] {
        let named: Set = [
            "controls.json", "exceptions.csv", "manifest.json", "pending.csv", "SHA256SUMS", "index.html",
            "summary.json",
        ]
        return try FileTree.files(below: folder.url.appending(path: "reports/\(period)"))
            .filter { !named.contains($0.key) }
    }

    /// The rows of `pending.csv` without file and line, each with its count.
    func pending(of period: String = "2026-10") throws -> [[String]: Int] {
        let rows = try CSVFile(folder.url.appending(path: "reports/\(period)/pending.csv")).rows
        return rows.reduce(into: [:]) { counts, row in
            counts[
                row.filter { !["file", "line"].contains($0.key) }.sorted { $0.key < $1.key }.map(\.value), default: 0] +=
                1
        }
    }

    /// The exceptions without file and line (code, app, reference, detail), each with its count.
    func listed(of period: String = "2026-10") throws -> [String: Int] {
        let rows = try CSVFile(folder.url.appending(path: "reports/\(period)/exceptions.csv")).rows
        return rows.reduce(into: [:]) { counts, row in
            // If a line is not JSON, its detail names a position within the line, so it does not depend on where the
            // line is.
            counts[
                [row["code"]!, row["app"]!, row["reference"]!, row["detail"]!].joined(separator: "|"), default: 0] += 1
        }
    }
}

/// Compares the files of two runs, and says which differ and how.
func expectSame(_ got: [String: Data], as expected: [String: Data], _ what: String) {
    #expect(!expected.isEmpty, "\(what)")
    #expect(got.keys.sorted() == expected.keys.sorted(), "\(what)")
    for (path, bytes) in expected.sorted(by: { $0.key < $1.key }) where got[path] != bytes {
        let difference = LineDifference.text(expected: bytes, got: got[path] ?? Data())
        Issue.record("\(what): \(path) differs\n\(difference.prefix(2_000))")
    }
}
