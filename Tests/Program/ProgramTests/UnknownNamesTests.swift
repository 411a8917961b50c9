import Foundation
import TestSupport
import Testing

/// Names that the rules do not have, in `summary.json`: those with the most calls, and the number of the others.
@Suite struct UnknownNamesTests {
    @Test func aThousandAreNamedAndTheRestIsCounted() throws {
        let bench = try Bench(rules: SampleRules.data())
        try bench.settle([
            "simulate", "--calls", "4000", "--apps", "1500", "--even", "--onepipe-only", "--period", "2026-10",
            "--seed",
            "3", "--quiet", "log.ndjson",
        ])
        try bench.run("2026-10", ["log.ndjson"])
        let summary = try JSONSerialization.jsonObject(
            with: Data(contentsOf: bench.report.appending(path: "summary.json")))
        let unknown = try #require((summary as? [String: Any])?["unknown"] as? [String: Any])
        let listed = try #require(unknown["apps"] as? [[String: Any]]).compactMap { $0["calls"] as? Int }
        #expect(listed.count == 1_000 && listed == listed.sorted(by: >))

        var calls: [String: Int] = [:]
        for row in try CSVFile(bench.report.appending(path: "exceptions.csv")).rows where row["code"] == "unknown_app" {
            calls[row["app"]!, default: 0] += 1
        }
        let others = try #require(unknown["other_apps"] as? [String: Int])
        let rest = calls.values.sorted(by: >).dropFirst(1_000)
        #expect(others == ["names": rest.count, "calls": rest.reduce(0, +)] && !rest.isEmpty)
        #expect(unknown["other_providers"] == nil)
        try bench.settle(["verify", "reports"])
    }
}
