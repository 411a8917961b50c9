import Foundation
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
            #expect(outcome.output == "" && outcome.errors == "", "\(arguments)")
        }
    }

    @Test("prints each failed check with file, row and both figures, and exits with 65")
    func figures() throws {
        let copy = try copy()
        let transfers = copy.appending(path: "2025-02/transfers.csv")
        let row = try String(contentsOf: transfers, encoding: .utf8).split(separator: "\n")[1]
        try edit(transfers, String(row), row + "0")
        let outcome = try months.settle(["verify", copy.path + "/2025-02"], exits: 65)
        let lines = outcome.output.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("sha256: \(copy.path)/2025-02/transfers.csv: SHA-256") })
        #expect(lines.contains { $0.hasPrefix("form: \(copy.path)/2025-02/transfers.csv:2: cell: ") })
        #expect(outcome.errors.contains("checks failed"))
    }

    @Test("prints the same as JSON")
    func json() throws {
        let good = try months.settle(["verify", "reports", "--json"])
        #expect(good.output.contains("\"holds\": true") && good.output.contains("\"failed\": []"))
        let copy = try copy()
        try FileManager.default.removeItem(at: copy.appending(path: "2025-02"))
        let bad = try months.settle(["verify", copy.path, "--json"], exits: 65)
        #expect(bad.output.contains("\"check\": \"chain\"") && bad.output.contains("\"check\": \"number_gap\""))
    }

    @Test("accepts single months without earlier ones, but a folder of months only from the first")
    func heads() throws {
        let copy = try copy()
        try FileManager.default.removeItem(at: copy.appending(path: "2025-01"))
        #expect(try months.settle(["verify", "\(copy.path)/2025-02", "\(copy.path)/2025-03"]).output == "")
        #expect(try months.settle(["verify", copy.path], exits: 65).output.hasPrefix("chain: "))
    }

    @Test("names missing folders and folders without reports")
    func missing() throws {
        #expect(try months.settle(["verify", "nowhere"], exits: 66).errors.contains("no folder nowhere"))
        #expect(try months.settle(["verify", "logs"], exits: 66).errors.contains("holds no report"))
        #expect(try months.settle(["verify", "reports", "--logs", "nolog"], exits: 66).output == "")
        try months.settle(["verify"], exits: 64)
    }

    @Test("refuses a folder of another version")
    func version() throws {
        let copy = try copy()
        try edit(copy.appending(path: "2025-03/manifest.json"), "\"version\": \"", "\"version\": \"9")
        let outcome = try months.settle(["verify", "\(copy.path)/2025-03"], exits: 65)
        #expect(outcome.output.contains("version: \(copy.path)/2025-03/manifest.json:version"))
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
        #expect(outcome.output.contains("rebuilt_bytes: \(copy.path)/2025-03/usage.csv:"))
    }

    @Test("names logs that are missing, and rules that are not the last month's")
    func logsMissing() throws {
        let missing = try months.settle(
            ["verify", "reports", "--logs", "logs/2025-01.ndjson", "--rules", "settle.yaml"], exits: 65)
        #expect(missing.output.contains("log_missing: reports/2025-01/manifest.json:inputs: logs/2025-01-life.ndjson"))
        let rules = try months.settle(
            ["verify", "reports", "--logs", "logs", "--rules", "reports/2025-01/settle.yaml"], exits: 65)
        #expect(rules.output.hasPrefix("rules_given: reports/2025-03/settle.yaml:"))
        let late = try months.settle(["verify", "reports/2025-02", "--logs", "logs"], exits: 65)
        #expect(late.output.hasPrefix("rebuild: reports/2025-02/manifest.json:previous"))
    }

    @Test("accepts drafts and the samples")
    func samples() throws {
        let root = SampleMonths.source("").deletingLastPathComponent().deletingLastPathComponent()
        let work = months.folder.appending(path: "samples")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        let rules = root.appending(path: "samples/settle.yaml").path
        let logs = root.appending(path: "samples/logs").path
        let run = try Program.settle(["run", "--period", "2026-10", "--rules", rules, "--quiet", logs], in: work)
        #expect(run.status == 0, "\(run.errors)")
        let files = try Program.settle(["verify", "reports"], in: work)
        #expect(files.status == 0 && files.output == "", "\(files.output)")
        let again = try Program.settle(["verify", "reports", "--logs", logs, "--rules", rules], in: work)
        #expect(again.status == 0 && again.output == "", "\(again.output)")
    }
}
