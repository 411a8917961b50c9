import Foundation
import TestSupport
import Testing

/// Ledgers made by released versions (`Ledgers/version-N/ledger.sql`, dumped with `sqlite3`). A later version must
/// continue with them as if it had read the logs itself.
@Suite struct EarlierLedgerTests {
    /// In each ledger, August is closed, with unrated calls and rejected lines allowed. Half of September is read,
    /// including late records of August. Both months have queries, conflicts and bad lines.
    @Test(arguments: ["version-2"])
    func goesOnAsIfTheLogsHadJustBeenRead(version: String) throws {
        let source = Repository.programTests.appending(path: "Ledgers/\(version)")
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
