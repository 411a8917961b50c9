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
        let earlier = try restored(version)
        let fresh = try Bench(folder: TemporaryFolder(copying: Self.source(version)))
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

    private static func source(_ name: String) -> URL {
        Repository.programTests.appending(path: "Ledgers/\(name)")
    }

    /// A ledger that a released version filled, with the reports that it made.
    private func restored(_ name: String) throws -> Bench {
        let bench = try Bench(folder: TemporaryFolder(copying: Self.source(name)))
        let restored = try Program.tool("sqlite3", ["settle.db", ".read ledger.sql"], in: bench.folder.url)
        try #require(restored.exitCode == 0, "\(restored.stderrText)")
        return bench
    }

    private func text(_ path: String, _ bench: Bench) throws -> String {
        try String(contentsOf: bench.folder.url.appending(path: path), encoding: .utf8)
    }

    @Test("what becomes known of a month is split as it was billed, by the edition of its closing")
    func editionOfClosedMonths() throws {
        let bench = try restored("version-3-rebate")
        try bench.settle(["verify", "reports"])
        try bench.settle(["close", "--quiet", "--period", "2026-09", "late.ndjson"])
        // September by the second edition: 5.00 − 12.50. August by the first: −(5.00 + 7.50), as 0.2.0 billed it.
        #expect(
            try text("reports/2026-09/settlement.csv", bench) == """
                stream,app,currency,tariff,period,party,role,amount
                invoice,shop,NGN,rebate,2026-09,beeceptor,provider,-7.50
                invoice,shop,NGN,rebate,2026-09,onepipe,onepipe,-12.50
                invoice,shop,NGN,rebate,2026-08,beeceptor,provider,-12.50
                invoice,shop,NGN,rebate,2026-08,onepipe,onepipe,-7.50

                """)
        try bench.settle(["verify", "reports"])
        try bench.settle(["verify", "reports", "--logs", "august.ndjson", "late.ndjson"])
    }

    @Test("a ledger of before has months, and stays with them")
    func rhythmOfALedgerOfBefore() throws {
        let bench = try restored("version-3")
        try bench.settle(["ingest", "--quiet", "3-september.ndjson"])
        let kept = try Program.tool(
            "sqlite3", ["settle.db", "SELECT value FROM setting WHERE name = 'invoice.every'"], in: bench.folder.url)
        #expect(kept.stdoutText == "month\n", "\(kept.stderrText)")
        let weekly = try text("settle.yaml", bench).replacing("  due_days:", with: "  every: week\n  due_days:")
        #expect(weekly.contains("every: week"))
        try bench.folder.write(Data(weekly.utf8), to: "weekly.yaml")
        let refused = try Program.settle(
            ["run", "--rules", "weekly.yaml", "--period", "2025-W36"], in: bench.folder.url)
        #expect(refused.exitCode == 78 && refused.stderrText.contains("filled under invoice.every:\n  month\n"))
    }

    @Test("a quarter that 0.2.0 began is verified, explained and closed")
    func quarterOfTheVersionBefore() throws {
        let bench = try restored("version-3")
        try bench.settle(["verify", "reports"])
        try bench.settle(["close", "--quiet", "--period", "2025-09", "3-september.ndjson"])
        for file in try text("reports/2025-08/invoices.csv", bench).split(separator: "\n").dropFirst() {
            try bench.settle(["explain", String(file.prefix { $0 != "," })])
        }
        try bench.settle(["verify", "reports"])
        try bench.settle(
            ["verify", "reports", "--logs", "1-july.ndjson", "2-august.ndjson", "3-september.ndjson"])
    }
}
