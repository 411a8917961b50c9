import Foundation
import TestSupport
import Testing

/// strace kills a run at one system call; then any next command must cope.
@Suite struct CutShortTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        try folder.write(TemporaryFolder.SmallMonth.rules(), to: "settle.yaml")
        try folder.write(TemporaryFolder.SmallMonth.log(), to: "log.ndjson")
        try folder.write(TemporaryFolder.SmallMonth.log(refsAfter: "more-"), to: "more.ndjson")
        try folder.write("reference,cost,status,time\n", to: "statement.csv")
    }

    private func settle(_ arguments: String...) throws -> Program.Outcome {
        try Program.settle(arguments, in: folder.url)
    }

    /// Kills settle before a system call.
    private func kill(before call: String, _ arguments: String...) throws {
        let outcome = try Program.settle(
            arguments, in: folder.url, watching: "unlink,rename", faults: ["\(call):signal=KILL:when=1"])
        #expect(outcome.exitCode == 137)
    }

    static let reading = [
        ["status"], ["explain", "1"], ["compare", "--period", "2026-10", "--with", "settle.yaml"],
        ["reconcile", "--period", "2026-10", "--provider", "beeceptor", "--report-only", "statement.csv"],
    ]

    /// The half-written changes of the run are undone, and the command sees the ledger as it was before.
    @Test(arguments: reading)
    func aReadingCommandUndoesWhatWasHalfWritten(_ command: [String]) throws {
        #expect(try settle("ingest", "log.ndjson").exitCode == 0)
        let before = try Program.settle(command, in: folder.url)
        #expect(before.exitCode == 0, "\(before.stderrText)")
        try kill(before: "unlink", "ingest", "more.ndjson")
        #expect(FileManager.default.fileExists(atPath: folder.url.appending(path: "settle.db-journal").path))
        let after = try Program.settle(command, in: folder.url)
        #expect(after.exitCode == 0, "\(after.stderrText)")
        #expect(after.stdout == before.stdout)
        #expect(try settle("ingest", "more.ndjson").exitCode == 0)
    }

    /// Killed while the first ledger was being made: there is no ledger yet, and the next command that reads logs makes
    /// it.
    @Test(arguments: reading, [true, false])
    func aLedgerThatWasNeverMadeIsNone(_ command: [String], isEmptyFile: Bool) throws {
        if isEmptyFile {
            try folder.write("", to: "settle.db")
        } else {
            try kill(before: "unlink", "ingest", "log.ndjson")
        }
        let outcome = try Program.settle(command, in: folder.url)
        #expect(outcome.exitCode == 66)
        #expect(
            outcome.stderrText
                == "error: settle.db is not a ledger yet: nothing was read into it. Run `settle ingest` or `settle run` "
                + "with logs.\n", "\(outcome.stderrText)")
        #expect(try settle("ingest", "log.ndjson").exitCode == 0)
        #expect(try Program.settle(command, in: folder.url).exitCode == 0)
    }

    /// Closed in the ledger but without the folder in place: the same command now succeeds.
    @Test func aCloseThatIsRunAgainEndsWell() throws {
        #expect(try settle("ingest", "log.ndjson").exitCode == 0)
        let ledger = folder.url.appending(path: "settle.db")
        try FileManager.default.copyItem(at: ledger, to: folder.url.appending(path: "other.db"))
        try FileManager.default.copyItem(at: ledger, to: folder.url.appending(path: "third.db"))
        let undisturbed = try settle("close", "--period", "2026-10", "--json", "--database", "other.db")
        #expect(undisturbed.exitCode == 0)
        let sealed = try FileTree.files(below: folder.url.appending(path: "reports"))
        try FileManager.default.removeItem(at: folder.url.appending(path: "reports"))

        try kill(before: "rename", "close", "--period", "2026-10")
        let again = try settle("close", "--period", "2026-10", "--json")
        #expect(again.exitCode == 0, "\(again.stderrText)")
        #expect(again.stdoutText == undisturbed.stdoutText)
        #expect(try FileTree.files(below: folder.url.appending(path: "reports")) == sealed)
        #expect(try settle("close", "--period", "2026-10").exitCode == 65)

        try FileManager.default.removeItem(at: folder.url.appending(path: "reports"))
        try kill(before: "rename", "close", "--period", "2026-10", "--database", "third.db")
        let words = try settle("close", "--period", "2026-10", "--database", "third.db")
        #expect(words.exitCode == 0)
        #expect(words.stderrText == "2026-10 was closed and is published now: reports/2026-10\n")
        #expect(words.stdoutText.hasPrefix("closed: 1 document, INV-2026-000001 to INV-2026-000001\nmanifest sha256 "))
    }

    /// A disk failure must not look like a broken ledger, or somebody might throw the ledger away.
    @Test func aFailingDiskIsNotADamagedLedger() throws {
        #expect(try settle("ingest", "log.ndjson").exitCode == 0)
        for number in [1, 4, 8] {
            let outcome = try Program.settle(
                ["status"], in: folder.url, watching: "pread64", faults: ["pread64:error=EIO:when=\(number)+"],
                options: ["-P", folder.url.appending(path: "settle.db").path, "-e", "quiet=path-resolution"])
            #expect(outcome.exitCode == 74, "\(number): \(outcome.stderrText)")
            #expect(outcome.stderrText.contains("The disk of the ledger fails"), "\(number): \(outcome.stderrText)")
        }
    }
}
