import Foundation
import TestSupport
import Testing

/// A closed month is explained as it was billed, whatever came later.
@Suite("A closed month stays explained as it was")
struct FrozenTests {
    static let ids =
        (1...6).map { "INV-2025-0001:\($0)" }
        + ["INV-2025-0001", "INV-2025-0002", "INV-2025-0002:1", "INV-2025-0003", "INV-2025-0003:1", "INV-2025-0003:2"]
        + ["INV-2025-0001:2:alpha", "INV-2025-0003:1:onepipe"]

    /// Every explanation, without its part on later knowledge.
    private func explanations(_ folder: ExplainFolder) throws -> [String: NSDictionary] {
        var all: [String: NSDictionary] = [:]
        for id in Self.ids {
            var sheet = try folder.explained(id, ["--calls"])
            sheet["later"] = nil
            all[id] = sheet as NSDictionary
        }
        return all
    }

    @Test("by late calls, late answers and earlier records")
    func lateKnowledge() throws {
        let folder = try ExplainFolder(copyOf: "Tests/Program/ExplainTests/Quarter")
        try folder.must(["close", "--quiet", "--period", "2025-07", "--allow-unrated", "1-july.ndjson"])
        let before = try explanations(folder)
        try folder.must(["ingest", "--quiet", "2-august.ndjson", "3-september.ndjson"])
        #expect(try explanations(folder) == before)
        try folder.must(["close", "--quiet", "--period", "2025-08"])
        #expect(try explanations(folder) == before)
    }

    /// When October was closed, the record of 10:10 answered the call and held over a query of 10:08. A record of 10:05,
    /// read later, answers now; over it the query holds, which was known all the time.
    @Test("by an earlier record that answers, which gives way to a query")
    func earlierAnswer() throws {
        let folder = try ExplainFolder(copyOf: "Tests/Program/ProgramTests/Cases/retry-and-queries")
        func call(_ minute: String, _ response: String) -> String {
            #"{"time":"2026-10-05T10:\#(minute):00+01:00","app":"shop","endpoint":"/transact","request":{"request_ref":"r","#
                + #""request_type":"send_otp","auth":{"auth_provider":"Beeceptor"},"transaction":{"transaction_ref":"t"}},"#
                + #""response":\#(response)}"# + "\n"
        }
        let query =
            #"{"time":"2026-10-05T10:08:00+01:00","app":"shop","endpoint":"/transact/query","#
            + #""request":{"request_ref":"q","transaction":{"transaction_ref":"t"}},"response":{"status":"Failed"}}"#
            + "\n"
        let logs = [
            "known.ndjson": call("00", "null") + query + call("10", #"{"status":"Successful"}"#),
            "late.ndjson": call("05", #"{"status":"Failed"}"#),
        ]
        for (name, text) in logs {
            try text.write(to: folder.url.appending(path: name), atomically: true, encoding: .utf8)
        }
        try folder.must(["close", "--quiet", "--period", "2026-10", "known.ndjson"])
        func line() throws -> NSDictionary {
            var sheet = try folder.explained("INV-2026-000001:1", ["--calls"])
            sheet["later"] = nil
            return sheet as NSDictionary
        }
        let before = try line()
        #expect((before["calls"] as? [[String: Any]])?.map { $0["status"] as? String } == ["Successful"])
        try folder.must(["ingest", "--quiet", "late.ndjson"])
        #expect(try line() == before)
        let billing = try folder.explained("r")["billing"] as? [String: Any]
        let late = try #require(billing?["late"] as? String)
        #expect(late.contains("it was known as Successful"))
    }

    @Test("by other rules, or by none at all")
    func rules() throws {
        let folder = try ExplainFolder(copyOf: "Tests/Program/ExplainTests/Quarter")
        try folder.must(["close", "--quiet", "--period", "2025-07", "--allow-unrated", "1-july.ndjson"])
        let file = folder.url.appending(path: "settle.yaml")
        let rules = try String(contentsOf: file, encoding: .utf8)
        try rules.replacingOccurrences(of: "price: 40.00", with: "price: 41.00")
            .write(to: file, atomically: true, encoding: .utf8)
        func line() throws -> [String: Any] {
            let sheet = try folder.explained("INV-2025-0003:1")
            return try #require(sheet["line"] as? [String: Any])
        }
        #expect(try line()["rule"] as? String == "rules frozen with 2025-07:50")
        #expect(try minor(line()["amount"]) == 8000)
        try FileManager.default.removeItem(at: file)
        #expect(try minor(line()["amount"]) == 8000)
        #expect(try folder.settle(["explain", "pack-1"]).exitCode == 0)
        // A draft is worked out under the given rules, so here the missing file is an error.
        #expect(try folder.settle(["explain", "DRAFT-app-a-NGN", "--period", "2025-08"]).exitCode == 66)
    }

    @Test("and the ledger is not written to")
    func readOnly() throws {
        let folder = try ExplainFolder.quarter.get()
        let ledger = folder.url.appending(path: "settle.db")
        let before = try Data(contentsOf: ledger)
        for id in Self.ids + ["sms-asked", "nobody-knows"] { _ = try folder.settle(["explain", id]) }
        #expect(try Data(contentsOf: ledger) == before)
    }
}
