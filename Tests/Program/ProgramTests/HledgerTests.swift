import Foundation
import TestSupport
import Testing

/// Checks the output with independent programs: the journal with hledger, the files with sha256sum.
struct HledgerTests {
    @Test(arguments: SimulatedMonth.seeds)
    func acceptsTheJournalAndHasTheSameBalances(seed: UInt64) throws {
        let bench = try Bench(rules: SampleRules.data())
        try bench.ingest(try SimulatedMonth(seed: seed).lines.log, as: "log.ndjson", threads: 2)
        try bench.run()
        try Self.check(bench.report)
    }

    /// Uses ids with every character that has a meaning in hledger.
    @Test func acceptsHostileIds() throws {
        let ids = [
            "a:b", "a  b", "=x", "a;b", "@y", "é", "(p)", "[q]", "a,b", "*star", "!bang", "|pipe", "%25", "-neg", "'",
            "a ",
        ]
        let apps = ids.map { "  \"\($0)\": {name: \"; \($0)\"}" }.joined(separator: "\n")
        let text = try String(
            contentsOf: Repository.programTests.appending(path: "Cases/fees-windows-and-apps/settle.yaml"),
            encoding: .utf8)
        let rules = text.replacingOccurrences(of: "  bola: {name: Bola}", with: apps)
        #expect(rules != text)
        let bench = try Bench(rules: Data(rules.utf8))
        try bench.settle(["run", "--quiet", "--period", "2026-10", "-"], stdin: Data())
        try Self.check(bench.report)
        #expect(try CSVFile(bench.report.appending(path: "invoices.csv")).rows.count == ids.count + 1)
    }

    @Test func sha256sumPasses() throws {
        let bench = try Bench(rules: SampleRules.data())
        try bench.ingest(try SimulatedMonth(seed: 5, calls: 300).lines.log, as: "log.ndjson", threads: 2)
        try bench.run()
        let outcome = try Program.tool("sha256sum", ["-c", "--strict", "--quiet", "SHA256SUMS"], in: bench.report)
        #expect(outcome.exitCode == 0 && outcome.stdout.isEmpty, "\(outcome.stdoutText)\(outcome.stderrText)")
        let sums = try String(contentsOf: bench.report.appending(path: "SHA256SUMS"), encoding: .utf8)
        let named = sums.split(separator: "\n").map { String($0.dropFirst(66)) }
        let there = try FileTree.files(below: bench.report).keys.filter { $0 != "SHA256SUMS" }
        #expect(named.sorted() == there.sorted())
    }

    /// `entitled:X` has what X is owed as a credit, `collected:X` what X collected as a debit.
    private static func check(_ report: URL) throws {
        let check = try Program.tool("hledger", ["-f", "journal.journal", "check", "--strict"], in: report)
        #expect(check.exitCode == 0, "\(check.stderrText)")
        let balance = try Program.tool(
            "hledger", ["-f", "journal.journal", "balance", "-N", "--flat", "-O", "csv", "--layout=bare"], in: report)
        try #require(balance.exitCode == 0, "\(balance.stderrText)")
        let file = try TemporaryFolder()
        try file.write(balance.stdout, to: "balance.csv")
        var balances: [String: Exact] = [:]
        for row in try CSVFile(file.url.appending(path: "balance.csv")).rows {
            balances["\(row["account"]!) \(row["commodity"]!)"] = try row.amount("balance")
        }
        let positions = try CSVFile(report.appending(path: "positions.csv")).rows
        #expect(!positions.isEmpty)
        for position in positions {
            let account = "\(position["party"]!) \(position["currency"]!)"
            #expect(
                try balances["entitled:\(account)", default: .zero] == .zero - position.amount("entitled"), "\(account)"
            )
            #expect(try balances["collected:\(account)", default: .zero] == position.amount("collected"), "\(account)")
        }
        let parties = Set(positions.map { "\($0["party"]!) \($0["currency"]!)" })
        for account in balances.keys where account.hasPrefix("entitled:") || account.hasPrefix("collected:") {
            #expect(parties.contains(String(account.split(separator: ":", maxSplits: 1)[1])), "\(account)")
        }
    }
}
