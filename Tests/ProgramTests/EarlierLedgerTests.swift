import Foundation
import Testing

/// Ledgers that released versions have made (`Ledgers/version-N/ledger.sql`, a dump of `sqlite3`'s): a later version goes on
/// with them as if it had read the logs itself.
@Suite struct EarlierLedgerTests {
    /// In each, August is closed, unrated calls and rejected lines let pass, and half of September is read, with records of
    /// August that came late; queries, conflicts and bad lines are among all of them.
    @Test(arguments: ["version-2"])
    func goesOnAsIfTheLogsHadJustBeenRead(version: String) throws {
        let source = Repository.tests.appending(path: "Ledgers/\(version)")
        let earlier = try Bench(folder: TemporaryFolder(copying: source))
        let restored = try Program.tool("sqlite3", ["settle.db", ".read ledger.sql"], in: earlier.folder.url)
        try #require(restored.exitCode == 0, "\(restored.stderrText)")

        let fresh = try Bench(folder: TemporaryFolder(copying: source))
        try fresh.settle(
            ["close", "--quiet", "--period", "2026-08", "--allow-unrated", "--allow-rejected", "august.ndjson"])
        try fresh.settle(["ingest", "--quiet", "september.ndjson"])

        let looking = try Program.settle(["status"], in: earlier.folder.url)
        #expect(looking.exitCode == 65 && looking.stderrText.contains("an earlier settle"), "\(looking.stderrText)")

        for logs in [[], ["more.ndjson"]] {
            for bench in [earlier, fresh] { try bench.run("2026-09", logs) }
            expectSame(
                try earlier.accounts(of: "2026-09"), as: try fresh.accounts(of: "2026-09"), "\(version) \(logs)")
            #expect(try earlier.listed(of: "2026-09") == fresh.listed(of: "2026-09"))
        }
        for bench in [earlier, fresh] {
            try bench.settle(
                ["close", "--quiet", "--period", "2026-09", "--allow-unrated", "--allow-rejected"])
        }
        expectSame(try earlier.accounts(of: "2026-09"), as: try fresh.accounts(of: "2026-09"), version)
    }
}
