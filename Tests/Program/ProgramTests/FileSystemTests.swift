import Foundation
import TestSupport
import Testing

/// File systems that lack an operation or fail at it. strace simulates them: it answers in their place.
@Suite struct FileSystemTests {
    private let folder: TemporaryFolder

    /// Makes a folder with a published draft.
    init() throws {
        folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.SmallMonth.rules(), to: "settle.yaml")
        try folder.write(TemporaryFolder.SmallMonth.log(), to: "log.ndjson")
        #expect(try settle("run", "--period", "2026-10", "log.ndjson").exitCode == 0)
    }

    private func settle(_ arguments: String..., failing faults: [String] = []) throws -> Program.Outcome {
        guard !faults.isEmpty else { return try Program.settle(arguments, in: folder.url) }
        return try Program.settle(arguments, in: folder.url, watching: "rename,renameat2,rmdir", faults: faults)
    }

    /// Edits the rules. An unchanged report would stay in place; this changes one of its files.
    private func editTheRules() throws {
        try folder.write(TemporaryFolder.SmallMonth.rules() + Data("# edited\n".utf8), to: "settle.yaml")
    }

    private func names() throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "reports").path).sorted()
    }

    private func report() throws -> [String: Data] {
        try FileTree.files(below: folder.url.appending(path: "reports/2026-10"))
    }

    /// The same month, closed in a copy without failures.
    private func closedElsewhere() throws -> [String: Data] {
        try FileManager.default.copyItem(
            at: folder.url.appending(path: "settle.db"), to: folder.url.appending(path: "other.db"))
        #expect(
            try settle("close", "--period", "2026-10", "--database", "other.db", "--output", "other").exitCode == 0)
        return try FileTree.files(below: folder.url.appending(path: "other/2026-10"))
    }

    /// NFS and FUSE can't exchange two folders: settle moves the old one aside, then the new one into its place.
    @Test(arguments: ["EINVAL", "ENOSYS", "EOPNOTSUPP"])
    func withoutExchange(error: String) throws {
        try editTheRules()
        let expected = try closedElsewhere()
        #expect(try settle("run", "--period", "2026-10", failing: ["renameat2:error=\(error)"]).exitCode == 0)
        #expect(try names() == ["2026-10"])
        let outcome = try settle("close", "--period", "2026-10", failing: ["renameat2:error=\(error)"])
        #expect(outcome.exitCode == 0, "\(outcome.stderrText)")
        #expect(try names() == ["2026-10"])
        #expect(try report() == expected)
        #expect(try settle("run", "--period", "2026-11").exitCode == 0)
    }

    /// Killed between the two steps: the next command of any kind brings the old draft back.
    @Test func aDraftThatWasMovedAsideComesBack() throws {
        let draft = try report()
        try editTheRules()
        let cut = try settle(
            "run", "--period", "2026-10", failing: ["renameat2:error=EINVAL", "rename:signal=KILL:when=2"])
        #expect(cut.exitCode == 137)
        #expect(try names() == [".2026-10.replaced", ".2026-10.unpublished"])
        #expect(try settle("ingest", "log.ndjson").exitCode == 0)
        #expect(try names() == ["2026-10"])
        #expect(try report() == draft)
    }

    @Test func aCloseCutBetweenTheTwoStepsIsFinished() throws {
        let expected = try closedElsewhere()
        let cut = try settle(
            "close", "--period", "2026-10", failing: ["renameat2:error=EINVAL", "rename:signal=KILL:when=2"])
        #expect(cut.exitCode == 137)
        #expect(try names() == [".2026-10.replaced", ".2026-10.unpublished"])
        #expect(try settle("ingest", "log.ndjson").exitCode == 0)
        #expect(try names() == ["2026-10"])
        #expect(try report() == expected)
    }

    /// If the month is closed but its folder is not in place, the message says exactly that, not that nothing happened.
    @Test func aFailedSwapOfACloseSaysThatTheMonthIsClosed() throws {
        let expected = try closedElsewhere()
        let failed = try settle("close", "--period", "2026-10", failing: ["renameat2:error=EIO"])
        #expect(failed.exitCode == 74)
        #expect(
            failed.stderrText.contains(
                "2026-10 is closed and its numbers are given, but its folder is not in its place"),
            "\(failed.stderrText)")
        #expect(try settle("ingest", "log.ndjson").exitCode == 0)
        #expect(try report() == expected)
    }

    /// If a step after the swap fails, the new report stays, and the message says so.
    @Test func aFailureAfterTheSwapSaysThatTheNewReportStands() throws {
        let expected = try closedElsewhere()
        let failed = try settle("close", "--period", "2026-10", failing: ["rmdir:error=EACCES:when=1"])
        #expect(failed.exitCode == 74)
        #expect(failed.stderrText.contains("The new report is in place"), "\(failed.stderrText)")
        #expect(try report() == expected)
        #expect(try settle("ingest", "log.ndjson").exitCode == 0)
        #expect(try report() == expected)
        #expect(try names() == ["2026-10"])
    }
}
