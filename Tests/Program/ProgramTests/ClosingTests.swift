import Foundation
import TestSupport
import Testing

/// Closing a month, and what a crash during it leaves behind.
@Suite("Closing")
struct ClosingTests {
    /// A folder with the sample rules and a quarter's logs, which its ledger has read.
    private func prepared() throws -> TemporaryFolder {
        let folder = try TemporaryFolder()
        try folder.write(
            try Data(contentsOf: Repository.root.appending(path: "samples/settle.yaml")), to: "settle.yaml")
        for (period, batch) in zip(Quarter.periods, try Quarter(seed: 5, calls: 200).batches) {
            try folder.write(Data(batch.joined()), to: "logs/\(period).ndjson")
        }
        let outcome = try Program.settle(["ingest", "logs"], in: folder.url)
        #expect(outcome.exitCode == 0, "\(outcome.stderrText)")
        return folder
    }

    private func close(_ period: String, in folder: TemporaryFolder) throws -> Program.Outcome {
        try Program.settle(["close", "--period", period, "--allow-unrated", "--allow-rejected"], in: folder.url)
    }

    private func report(_ period: String, in folder: TemporaryFolder) throws -> [String: Data] {
        try FileTree.files(below: folder.url.appending(path: "reports/\(period)"))
    }

    /// The ledger has committed but the folder is not in place: the next run of any command puts it there.
    @Test func aCrashAfterTheCommitIsMadeGoodByTheNextRun() throws {
        let folder = try prepared()
        #expect(try close("2026-07", in: folder).exitCode == 0)
        let sealed = try report("2026-07", in: folder)
        #expect(sealed.count > 10)
        // The state after a kill before the rename: the ledger still keeps the files, and there is no folder.
        let inserts = sealed.keys.sorted().map {
            "INSERT INTO unpublished VALUES (1, '\($0)', readfile('reports/2026-07/\($0)'));"
        }
        let outcome = try Program.tool("sqlite3", ["settle.db", inserts.joined()], in: folder.url)
        #expect(outcome.exitCode == 0, "\(outcome.stderrText)")
        try FileManager.default.removeItem(at: folder.url.appending(path: "reports/2026-07"))
        try folder.write("half", to: "reports/.2026-07.unpublished/invoices.csv")

        let next = try Program.settle(["run", "--period", "2026-08"], in: folder.url)
        #expect(next.exitCode == 0)
        #expect(next.stderrText == "2026-07 was closed and is published now: reports/2026-07\n")
        #expect(try report("2026-07", in: folder) == sealed)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "reports").path).sorted()
                == ["2026-07", "2026-08"])
    }

    /// The folder was written under its temporary name but the ledger had not committed: the month is open, and no
    /// number is used.
    @Test func aCrashBeforeTheCommitLeavesTheMonthOpen() throws {
        let folder = try prepared()
        try folder.write("half", to: "reports/.2026-07.unpublished/invoices/INV-2026-000001.json")
        #expect(try close("2026-07", in: folder).exitCode == 0)
        #expect(try report("2026-07", in: folder)["invoices/INV-2026-000001.json"] != nil)
        #expect(
            try FileManager.default.contentsOfDirectory(atPath: folder.url.appending(path: "reports").path)
                == ["2026-07"])
    }

    /// If the output can't take the folder, the month stays open; the first number is given when it can.
    @Test func whatCannotBePublishedIsNotClosed() throws {
        let folder = try prepared()
        try folder.write("in the way", to: "reports/2026-07")
        #expect(try close("2026-07", in: folder).exitCode == 73)
        try FileManager.default.removeItem(at: folder.url.appending(path: "reports/2026-07"))
        #expect(try close("2026-07", in: folder).exitCode == 0)
        #expect(try report("2026-07", in: folder)["invoices/INV-2026-000001.json"] != nil)
    }

    @Test func numbersHaveNoGapsOverMonths() throws {
        let folder = try prepared()
        var numbers: [Substring] = []
        for period in Quarter.periods {
            #expect(try close(period, in: folder).exitCode == 0)
            let invoices = try #require(try report(period, in: folder)["invoices.csv"])
            numbers += String(decoding: invoices, as: UTF8.self).split(separator: "\n").dropFirst()
                .compactMap { $0.split(separator: ",").first }
        }
        #expect(numbers.count > 20)
        let expected = (1...numbers.count).map { number in
            Substring("INV-2026-" + String(repeating: "0", count: 6 - "\(number)".count) + "\(number)")
        }
        #expect(numbers == expected)
    }

    @Test func aClosedFolderIsNeverWrittenAgain() throws {
        let folder = try prepared()
        #expect(try close("2026-07", in: folder).exitCode == 0)
        let sealed = try report("2026-07", in: folder)
        let again = try close("2026-07", in: folder)
        #expect(again.exitCode == 65)
        #expect(again.stderrText.contains("2026-07 is closed already"))
        #expect(try Program.settle(["run", "--period", "2026-07"], in: folder.url).exitCode == 0)
        #expect(try report("2026-07", in: folder) == sealed)
    }

    /// Closing reports all obstacles in one message.
    @Test func refusals() throws {
        let folder = try prepared()
        let refused = try Program.settle(["close", "--period", "2026-08"], in: folder.url)
        #expect(refused.exitCode == 65)
        #expect(refused.stderrText.contains("2026-07 is still open"))
        #expect(refused.stderrText.contains("rejected"))
        let early = try Program.settle(["close", "--period", "2999-01", "--allow-rejected"], in: folder.url)
        #expect(early.exitCode == 65)
        #expect(early.stderrText.contains("it is not over before 2999-02-01 in Africa/Lagos"))
    }

    @Test func aLedgerOlderThanTheReportsIsRefused() throws {
        let folder = try prepared()
        try FileManager.default.copyItem(
            at: folder.url.appending(path: "settle.db"), to: folder.url.appending(path: "backup.db"))
        #expect(try close("2026-07", in: folder).exitCode == 0)
        let outcome = try Program.settle(["run", "--database", "backup.db", "--period", "2026-08"], in: folder.url)
        #expect(outcome.exitCode == 65)
        #expect(outcome.stderrText.contains("reports/2026-07 is closed, and this ledger does not know of it"))
    }

    /// The ledger has lost closings whose folders are sealed: each is taken back if closing would make the same folder.
    @Test func aLedgerThatHasLostAClosingTakesItsFolderBack() throws {
        let folder = try prepared()
        func dump() throws -> String { try Program.tool("sqlite3", ["settle.db", ".dump"], in: folder.url).stdoutText }
        func restore() throws {
            try FileManager.default.removeItem(at: folder.url.appending(path: "settle.db"))
            try FileManager.default.copyItem(
                at: folder.url.appending(path: "backup.db"), to: folder.url.appending(path: "settle.db"))
        }
        try FileManager.default.copyItem(
            at: folder.url.appending(path: "settle.db"), to: folder.url.appending(path: "backup.db"))
        #expect(try close("2026-07", in: folder).exitCode == 0)
        #expect(try close("2026-08", in: folder).exitCode == 0)
        let (ledger, sealed) = (try dump(), [try report("2026-07", in: folder), try report("2026-08", in: folder)])

        try restore()
        let refused = try Program.settle(["run", "--period", "2026-08"], in: folder.url)
        #expect(refused.exitCode == 65)
        #expect(refused.stderrText.contains("`settle close` takes back a folder that it would make the same"))
        for period in ["2026-07", "2026-08"] {
            let outcome = try close(period, in: folder)
            #expect(outcome.exitCode == 0)
            #expect(
                outcome.stderrText == "reports/\(period) was sealed before; the ledger knows of it again\n",
                "\(outcome.stderrText)")
        }
        #expect(try dump() == ledger)
        #expect([try report("2026-07", in: folder), try report("2026-08", in: folder)] == sealed)

        // A folder that differs is not taken back, and the message names the difference.
        try restore()
        try folder.write("{}\n", to: "late.ndjson")
        #expect(try Program.settle(["ingest", "--output", "none", "late.ndjson"], in: folder.url).exitCode == 0)
        let other = try close("2026-07", in: folder)
        #expect(other.exitCode == 65)
        #expect(other.stderrText.contains("late.ndjson is in this ledger, and was read later"), "\(other.stderrText)")
        try restore()
        try folder.write("edited", to: "reports/2026-07/usage.csv")
        let edited = try close("2026-07", in: folder)
        #expect(edited.exitCode == 65)
        #expect(edited.stderrText.contains("reports/2026-07/usage.csv is not as it was sealed"), "\(edited.stderrText)")
        #expect(try report("2026-08", in: folder) == sealed[1])
    }
}
