import Foundation
import TestSupport
import Testing

/// The power fails at a moment of `ingest` and `close`, and unsynced changes are lost in whole or in part. The old or
/// the new state must be left, the same command must work again, and the result of every command that had ended with
/// exit 0 must be there.
@Suite(.serialized) struct PowerCutTests {
    struct Scenario: CustomTestStringConvertible {
        var testDescription: String
        /// The commands run before.
        var before: [[String]]
        var command: [String]
    }

    static let scenarios = [
        Scenario(
            testDescription: "the first log, while the ledger is made", before: [], command: ["ingest", "first.ndjson"]),
        Scenario(
            testDescription: "one more log", before: [["ingest", "first.ndjson"]], command: ["ingest", "second.ndjson"]),
        Scenario(
            testDescription: "closing, with no reports yet", before: [["ingest", "first.ndjson"]],
            command: ["close", "--period", "2026-10", "second.ndjson"]),
        Scenario(
            testDescription: "closing what was drafted", before: [["run", "--period", "2026-10", "first.ndjson"]],
            command: ["close", "--period", "2026-10"]),
    ]

    @Test(arguments: scenarios)
    func leavesTheOldOrTheNew(_ scenario: Scenario) throws {
        let folder = try TemporaryFolder(inMemory: true)
        try folder.write(TemporaryFolder.SmallMonth.rules(), to: "settle.yaml")
        try folder.write(TemporaryFolder.SmallMonth.log(), to: "first.ndjson")
        try folder.write(TemporaryFolder.SmallMonth.log(refsAfter: "more-"), to: "second.ndjson")
        for command in scenario.before { #expect(try Program.settle(command, in: folder.url).exitCode == 0) }

        let disk = try RecordedDisk(folder.url)
        let old = try Self.state(folder.url)
        let (outcome, calls) = try RecordedDisk.record(scenario.command, in: folder.url)
        #expect(outcome.exitCode == 0, "\(outcome.stderrText)")
        let new = try Self.state(folder.url)
        try #require(new.ledger != old.ledger && calls.count > 20, "\(calls.count) calls recorded")

        var tried: Set<[String: [UInt8]?]> = []
        for moment in 0...calls.count {
            let isEnd = moment == calls.count
            // The riskiest moments are just before a sync or a move. The files of a folder in the making are all alike.
            if isEnd || RecordedDisk.isTurningPoint(calls[moment]) {
                for (number, cut) in RecordedDisk.Cut.allCases.enumerated() {
                    let left = disk.files(after: cut, seed: UInt64(moment * 10 + number))
                    guard tried.insert(left.filter { $0.key != "settle.db.lock" }).inserted || isEnd else { continue }
                    let what = "\(cut) at call \(moment) of \(calls.count)"
                    try Self.expectSound(left, scenario.command, old: old, new: new, isEnd: isEnd, what)
                }
            }
            if !isEnd { disk.apply(calls[moment]) }
        }
        #expect(tried.count >= 10, "the recording shows too little: \(tried.count) states")
    }

    private static func expectSound(
        _ left: [String: [UInt8]?], _ command: [String], old: State, new: State, isEnd: Bool, _ what: String
    ) throws {
        let folder = try TemporaryFolder(inMemory: true)
        for (path, bytes) in left.sorted(by: { $0.key < $1.key }) {
            if let bytes {
                try folder.write(Data(bytes), to: path)
            } else {
                try FileManager.default.createDirectory(
                    at: folder.url.appending(path: path), withIntermediateDirectories: true)
            }
        }
        let report = try Self.report(folder.url)
        #expect(report == old.report || report == new.report, "\(what): the report is neither the old nor the new")
        if isEnd { #expect(try state(folder.url) == new, "\(what): it had ended with exit 0") }
        let again = try Program.settle(command, in: folder.url)
        let isClosed = again.exitCode == 65 && again.stderrText.contains("closed already")
        #expect(again.exitCode == 0 || isClosed, "\(what): \(again.exitCode) \(again.stderrText)")
        #expect(try state(folder.url) == new, "\(what): the same command came to something else")
    }

    /// The content of the ledger and the reports, without the files' inodes.
    struct State: Equatable {
        var ledger: String
        var report: [String: Data]
    }

    private static func state(_ folder: URL) throws -> State {
        guard FileManager.default.fileExists(atPath: folder.appending(path: "settle.db").path) else {
            return State(ledger: "", report: try report(folder))
        }
        let dump = try Program.tool("sqlite3", ["settle.db", "PRAGMA integrity_check", ".dump"], in: folder)
        let lines = dump.stdoutText.split(separator: "\n").filter { !$0.hasPrefix("INSERT INTO path ") }
        return State(ledger: lines.joined(separator: "\n"), report: try report(folder))
    }

    private static func report(_ folder: URL) throws -> [String: Data] {
        let report = folder.appending(path: "reports/2026-10")
        return FileManager.default.fileExists(atPath: report.path) ? try FileTree.files(below: report) : [:]
    }
}
