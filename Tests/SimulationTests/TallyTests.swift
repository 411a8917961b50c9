import Foundation
import Testing

@testable import Simulation

@Suite("The tally is what a reader finds")
struct TallyTests {
    @Test("counted again from the lines", arguments: [1000, 700, 0], SimulationPlan.Profile.allCases)
    func recount(onePipePerMille: Int, profile: SimulationPlan.Profile) throws {
        var plan = Log.plan(profile, seed: 11, calls: 6000)
        plan.onePipePerMille = onePipePerMille
        plan.uniqueTotals = profile == .month
        plan.malformedPerTenThousand = 0
        let log = try Log(plan)
        var found = SimulationTally()
        var calls: Set<String> = []
        var bare: Set<ArraySlice<UInt8>> = []
        var references: Set<String> = []
        var asked: [String] = []
        found.lines = log.lines.count
        found.bytes = log.bytes.count
        for bytes in log.lines {
            guard !bytes.isEmpty else {
                found.blank += 1
                continue
            }
            let line = try Log.object(bytes)
            let app = try #require(line["app"] as? String)
            let endpoint = try #require(line["endpoint"] as? String)
            let request = try #require(try Log.body(line["request"]))
            let response = try Log.body(line["response"])
            if endpoint.contains("/query") {
                found.queries += 1
                asked.append(app + " " + (request[path: "transaction", "transaction_ref"] as? String ?? ""))
            } else if request["request_type"] as? String == "send_otp" {
                let reference = app + " " + (request["request_ref"] as? String ?? "")
                guard calls.insert(reference).inserted else {
                    found.duplicates += 1
                    continue
                }
                references.insert(app + " " + (request[path: "transaction", "transaction_ref"] as? String ?? ""))
                found.calls += 1
                found.onePipeCalls += 1
                if isTest(request[path: "transaction", "mock_mode"] ?? line["environment"]) { found.testCalls += 1 }
                if isPending(response) { found.pendingCalls += 1 }
                found.costKobo += try cost(response)
            } else if endpoint.contains("sendOtp") {
                let isNew =
                    if let id = line["id"] as? String { calls.insert(app + " " + id).inserted } else {
                        bare.insert(bytes).inserted
                    }
                guard isNew else {
                    found.duplicates += 1
                    continue
                }
                found.calls += 1
                if isTest(line["environment"]) { found.testCalls += 1 }
                if response == nil { found.pendingCalls += 1 }
                found.totalHalalas += try halalas(bytes)
            } else {
                found.other += 1
            }
        }
        found.queriesWithoutCall = asked.count { !references.contains($0) }
        found.conflicts = log.tally.conflicts
        #expect(found == log.tally)
        #expect(found.calls == plan.calls)
    }

    private func isTest(_ mode: Any?) -> Bool { (mode as? String)?.lowercased() != "live" }

    private func isPending(_ response: [String: Any]?) -> Bool {
        !["successful", "failed"].contains((response?["status"] as? String)?.lowercased() ?? "")
    }

    private func cost(_ response: [String: Any]?) throws -> Int64 {
        let cost = response?[path: "data", "provider_response", "cost"]
        if let text = cost as? String { return try #require(Int64(text)) }
        return cost == nil ? 0 : try #require(cost as? Int64)
    }

    /// The total in halalas, from the text of the line: digits, up to two decimals, or an exponent of 1.
    private func halalas(_ line: ArraySlice<UInt8>) throws -> Int64 {
        let text = String(decoding: line, as: UTF8.self).replacing("\\\"", with: "\"")
        let rest = text[try #require(text.range(of: "\"total\":")).upperBound...]
        let number = rest.prefix { $0 != "}" && $0 != "," }
        if number.hasSuffix("e1") { return try #require(Int64(number.dropLast(2))) * 1000 }
        let parts = number.split(separator: ".")
        let decimals = parts.count > 1 ? parts[1] : ""
        #expect(decimals.count <= 2)
        return try #require(Int64("\(parts[0])\(decimals)" + String(repeating: "0", count: 2 - decimals.count)))
    }

    @Test("shares are near those of the plan")
    func shares() throws {
        let log = try Log(Log.plan(seed: 5, calls: 60_000))
        let tally = log.tally
        func near(_ value: Int, _ expected: Int, within percent: Int) -> Bool {
            abs(value - expected) * 100 <= expected * percent
        }
        #expect(tally.calls == 60_000)
        #expect(near(tally.onePipeCalls, 42_000, within: 2))
        #expect(near(tally.duplicates, 1800, within: 10))
        #expect(near(tally.conflicts, 90, within: 40))
        #expect(near(tally.queries, 1680, within: 10))
        #expect(near(tally.queriesWithoutCall, 33, within: 60))
        #expect(near(tally.pendingCalls, 1200, within: 12))
        #expect(near(tally.testCalls, 600, within: 15))
        #expect(near(tally.other, 300, within: 20))
        #expect(near(tally.rejectedTotal, 60, within: 50))
        let sum = tally.calls + tally.duplicates + tally.queries + tally.other + tally.rejectedTotal + tally.blank
        #expect(sum == tally.lines)
    }

    @Test("lines are as long as the plan says", arguments: [1310, 2000, 6000])
    func length(_ bytes: Int) throws {
        var plan = Log.plan(calls: 8000)
        plan.onePipePerMille = 1000
        plan.queriesPerMille = 0
        plan.otherPerMille = 0
        plan.onePipeLineBytes = bytes
        let tally = try Log(plan).tally
        #expect(abs(tally.bytes / tally.lines - bytes) <= bytes / 50)
    }
}
