import Foundation
import TestSupport
import Testing

@Suite("settle verify")
struct VerifyCommandTests {
    private let months: SampleMonths

    init() throws {
        months = try SampleMonths.shared.get()
    }

    /// Returns a copy of the reports, to be damaged.
    private func copy() throws -> URL {
        let copy = months.folder.appending(path: "copy-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: months.folder.appending(path: "reports"), to: copy)
        return copy
    }

    private func edit(_ file: URL, _ from: String, _ to: String) throws {
        let text = try String(contentsOf: file, encoding: .utf8)
        try #require(text.contains(from))
        try Data(text.replacingOccurrences(of: from, with: to).utf8).write(to: file)
    }

    @Test("prints nothing if everything is correct")
    func silent() throws {
        for arguments in [
            ["reports"], ["reports/2025-02"], ["reports/2025-03", "reports/2025-01", "reports/2025-02/"],
            ["reports", "--logs", "logs", "--rules", "settle.yaml"],
            ["reports/2025-01", "--logs", "logs", "--rules", "reports/2025-01/settle.yaml"],
        ] {
            let outcome = try months.settle(["verify"] + arguments)
            #expect(outcome.stdoutText == "" && outcome.stderrText == "", "\(arguments)")
        }
    }

    @Test("prints each failed check with file, row and both figures, and exits with 65")
    func figures() throws {
        let copy = try copy()
        let transfers = copy.appending(path: "2025-02/transfers.csv")
        let row = try String(contentsOf: transfers, encoding: .utf8).split(separator: "\n")[1]
        try edit(transfers, String(row), row + "0")
        let outcome = try months.settle(["verify", copy.path + "/2025-02"], exits: 65)
        let lines = outcome.stdoutText.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("sha256: \(copy.path)/2025-02/transfers.csv: SHA-256") })
        #expect(lines.contains { $0.hasPrefix("form: \(copy.path)/2025-02/transfers.csv:2: cell: ") })
        #expect(outcome.stderrText.contains("checks failed"))
    }

    @Test("prints the same as JSON")
    func json() throws {
        let good = try months.settle(["verify", "reports", "--json"])
        #expect(good.stdoutText.contains("\"holds\": true") && good.stdoutText.contains("\"failed\": []"))
        let copy = try copy()
        try FileManager.default.removeItem(at: copy.appending(path: "2025-02"))
        let bad = try months.settle(["verify", copy.path, "--json"], exits: 65)
        #expect(bad.stdoutText.contains("\"check\": \"chain\"") && bad.stdoutText.contains("\"check\": \"number_gap\""))
    }

    @Test("accepts single months without earlier ones, but a folder of months only from the first")
    func heads() throws {
        let copy = try copy()
        try FileManager.default.removeItem(at: copy.appending(path: "2025-01"))
        #expect(try months.settle(["verify", "\(copy.path)/2025-02", "\(copy.path)/2025-03"]).stdoutText == "")
        #expect(try months.settle(["verify", copy.path], exits: 65).stdoutText.hasPrefix("chain: "))
    }

    @Test("names missing folders and folders without reports")
    func missing() throws {
        #expect(try months.settle(["verify", "nowhere"], exits: 66).stderrText.contains("No such folder: nowhere"))
        #expect(try months.settle(["verify", "logs"], exits: 66).stderrText.contains("holds no report"))
        #expect(try months.settle(["verify", "reports", "--logs", "nolog"], exits: 66).stdoutText == "")
        try months.settle(["verify"], exits: 64)
    }

    @Test("refuses a folder of another version")
    func version() throws {
        let copy = try copy()
        try edit(copy.appending(path: "2025-03/manifest.json"), "\"version\": \"", "\"version\": \"9")
        let outcome = try months.settle(["verify", "\(copy.path)/2025-03"], exits: 65)
        #expect(outcome.stdoutText.contains("version: \(copy.path)/2025-03/manifest.json:version"))
    }

    @Test("finds with the logs what nothing else shows: a changed and sealed sum of the usage")
    func fromLogs() throws {
        let copy = try copy()
        let usage = copy.appending(path: "2025-03/usage.csv")
        let row = try #require(
            try String(contentsOf: usage, encoding: .utf8).split(separator: "\n").first { $0.contains("ussd") })
        try edit(usage, String(row), row.dropLast() + (row.hasSuffix("1") ? "2" : "1"))
        let outcome = try months.settle(
            ["verify", copy.path, "--logs", "logs", "--rules", "settle.yaml"], exits: 65)
        #expect(outcome.stdoutText.contains("rebuilt_bytes: \(copy.path)/2025-03/usage.csv:"))
    }

    @Test("names logs that are missing, and rules that are not the last month's")
    func logsMissing() throws {
        let missing = try months.settle(
            ["verify", "reports", "--logs", "logs/2025-01.ndjson", "--rules", "settle.yaml"], exits: 65)
        #expect(
            missing.stdoutText.contains("log_missing: reports/2025-01/manifest.json:inputs: logs/2025-01-life.ndjson"))
        let rules = try months.settle(
            ["verify", "reports", "--logs", "logs", "--rules", "reports/2025-01/settle.yaml"], exits: 65)
        #expect(rules.stdoutText.hasPrefix("rules_given: reports/2025-03/settle.yaml:"))
        let late = try months.settle(["verify", "reports/2025-02", "--logs", "logs"], exits: 65)
        #expect(late.stdoutText.hasPrefix("rebuild: reports/2025-02/manifest.json:previous"))
    }

    @Test("accepts drafts and the samples")
    func samples() throws {
        let work = try TemporaryFolder()
        let rules = SampleFiles.folder.appending(path: "settle.yaml").path
        let logs = SampleFiles.logs
        try work.settle(["run", "--period", "2026-10", "--rules", rules, "--quiet", logs], exits: 0)
        #expect(try work.settle(["verify", "reports"], exits: 0).stdoutText == "")
        let again = try work.settle(["verify", "reports", "--logs", logs, "--rules", rules], exits: 0)
        #expect(again.stdoutText == "")
    }
}
