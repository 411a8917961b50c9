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

    @Test(
        "a ledger of before knows for which sources its logs were read",
        arguments: [
            ("version-3", "1-july.ndjson", "onepipe\npaylink\n"), ("version-3-rebate", "august.ndjson", "onepipe\n"),
        ])
    func sourcesOfALedgerOfBefore(version: String, log: String, sources: String) throws {
        let bench = try restored(version)
        let read = try Program.settle(["ingest", log], in: bench.folder.url)
        #expect(read.stderrText == "\(log): skipped, already read\n")
        let kept = try Program.tool("sqlite3", ["settle.db", "SELECT sources FROM log LIMIT 1"], in: bench.folder.url)
        #expect(kept.stdoutText == sources)
        guard !sources.contains("paylink") else { return }
        let wider = try text("settle.yaml", bench)
            .replacing("sources:\n", with: "sources:\n  paylink: {currency: SAR, country_code: \"966\"}\n")
        try bench.folder.write(Data(wider.utf8), to: "wider.yaml")
        let again = try Program.settle(["ingest", "--rules", "wider.yaml", log], in: bench.folder.url)
        #expect(again.exitCode == 0 && again.stderrText.contains("read again"), "\(again.stderrText)")
        try bench.settle(["verify", "reports"])
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

    /// 0.2.0 closed August and read September, without a rule for records that answer. Each of these months has calls that
    /// were tried twice, and `late.ndjson` has one more second try of each.
    @Test("further records answer the calls of open months that 0.2.0 has read, and of no month that it has closed")
    func recordsThatAnswer() throws {
        let bench = try restored("version-3-retries")
        try bench.settle(["close", "--quiet", "--period", "2026-09", "late.ndjson"])
        // s1 and s3 are answered, s4 too, but a query is later and says Successful: 3 × 10.00. The provider keeps the costs
        // of 4.00 and 3.00. s2 has a provider code, so a response came: it stays pending, and its record is a conflict.
        #expect(
            try text("reports/2026-09/settlement.csv", bench) == """
                stream,app,currency,tariff,period,party,role,amount
                invoice,shop,NGN,sms,2026-09,beeceptor,provider,7.00
                invoice,shop,NGN,sms,2026-09,host,host,23.00

                """)
        // August keeps a2 and a3 as they are: pending, and what came late is a conflict.
        #expect(
            try text("reports/2026-09/exceptions.csv", bench) == """
                code,file,line,app,reference,detail
                conflicting_duplicate,late.ndjson,1,shop,a3,"differs in status, cost"
                conflicting_duplicate,september.ndjson,4,shop,s2,"differs in status, provider_code, cost"

                """)
        #expect(
            try text("reports/2026-09/pending.csv", bench) == """
                app,period,reference,time,age,source,provider,currency,cost,file,line
                shop,2026-08,a2,2026-08-10T09:00:00.000Z,52,onepipe,beeceptor,NGN,0.00,august.ndjson,2
                shop,2026-08,a3,2026-08-10T09:00:00.000Z,52,onepipe,beeceptor,NGN,0.00,august.ndjson,4
                shop,2026-09,s2,2026-09-10T09:00:00.000Z,21,onepipe,beeceptor,NGN,0.00,september.ndjson,3

                """)
        for call in ["a2", "a3", "s1", "s2", "s3", "s4"] { try bench.settle(["explain", call]) }
        try bench.settle(["verify", "reports"])
        try bench.settle(
            ["verify", "reports", "--logs", "august.ndjson", "september.ndjson", "late.ndjson"])
    }
}
