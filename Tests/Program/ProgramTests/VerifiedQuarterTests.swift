import Foundation
import TestSupport
import Testing

/// A quarter, closed month by month with late files in between, is checked as an auditor would: from the folders alone,
/// and again from the raw logs.
@Suite("A verified quarter")
struct VerifiedQuarterTests {
    @Test(arguments: AgreementTests.rules, [21, 22] as [UInt64])
    func verifiesFromItsFoldersAndFromItsLogs(_ rules: URL, _ seed: UInt64) throws {
        let quarter = try Quarter(seed: seed, calls: 400)
        let folder = try TemporaryFolder()
        try folder.write(try Data(contentsOf: rules), to: "settle.yaml")
        for (period, batch) in zip(Quarter.periods, quarter.batches) {
            try folder.write(Data(batch.joined()), to: "logs/\(period).ndjson")
            try quarter.close(period, ["logs/\(period).ndjson"], in: folder)
        }
        let adjustments = try Data(contentsOf: folder.url.appending(path: "reports/2026-09/invoice_lines.csv"))
        #expect(
            String(decoding: adjustments, as: UTF8.self).contains(",adjustment,"), "seed \(seed) brings nothing late")

        let alone = try Program.settle(["verify", "reports"], in: folder.url)
        #expect(alone.exitCode == 0, "\(alone.stdoutText)\(alone.stderrText)")
        #expect(alone.stdoutText.isEmpty, "a check that holds is silent")

        let fromLogs = try Program.settle(
            ["verify", "reports", "--logs", "logs", "--rules", "settle.yaml"], in: folder.url)
        #expect(fromLogs.exitCode == 0, "\(fromLogs.stdoutText)\(fromLogs.stderrText)")

        // If a log that was billed is missing, the same command says so.
        try FileManager.default.removeItem(at: folder.url.appending(path: "logs/2026-08.ndjson"))
        let missing = try Program.settle(
            ["verify", "reports", "--logs", "logs", "--rules", "settle.yaml"], in: folder.url)
        #expect(missing.exitCode == 65)
        #expect(!missing.stdoutText.isEmpty)
    }
}
