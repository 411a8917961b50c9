import Foundation
import TestSupport
import Testing

/// Billed + adjustments = what one billing of everything would have been, for each charge and party.
@Suite("Late knowledge adds up")
struct LateKnowledgeTests {
    @Test(arguments: AgreementTests.rules, [11, 12, 13] as [UInt64])
    func howeverTheRecordsAreCutOverClosings(_ rules: URL, _ seed: UInt64) throws {
        let quarter = try Quarter(seed: seed, calls: 500)

        let late = try TemporaryFolder()
        try late.write(try Data(contentsOf: rules), to: "settle.yaml")
        for (period, batch) in zip(Quarter.periods, quarter.batches) {
            try late.write(Data(batch.joined()), to: "\(period).ndjson")
            try quarter.close(period, ["\(period).ndjson"], in: late)
        }

        let atOnce = try TemporaryFolder()
        try atOnce.write(try Data(contentsOf: rules), to: "settle.yaml")
        try atOnce.write(Data(quarter.batches.joined().joined()), to: "all.ndjson")
        try quarter.close(Quarter.periods[0], ["all.ndjson"], in: atOnce)
        for period in Quarter.periods.dropFirst() { try quarter.close(period, [], in: atOnce) }

        let (cut, whole) = (try shares(late), try shares(atOnce))
        #expect(cut.adjustments > 0, "seed \(seed) brings nothing late: this test shows nothing")
        #expect(whole.adjustments == 0)
        for key in Set(cut.sums.keys).union(whole.sums.keys).sorted() where cut.sums[key] != whole.sums[key] {
            Issue.record(
                "seed \(seed), \(key): \(cut.sums[key] ?? 0) with late records, \(whole.sums[key] ?? 0) without")
        }
        print("late knowledge: seed \(seed), \(whole.sums.count) shares, \(cut.adjustments) rows of adjustments")
    }

    /// Sums the shares of each charge and party, in minor units, over the folders of a quarter.
    private func shares(_ folder: TemporaryFolder) throws -> (sums: [String: Int], adjustments: Int) {
        var sums: [String: Int] = [:]
        var adjustments = 0
        for folderPeriod in Quarter.periods {
            let file = try Data(contentsOf: folder.url.appending(path: "reports/\(folderPeriod)/settlement.csv"))
            for row in String(decoding: file, as: UTF8.self).split(separator: "\n").dropFirst() {
                // stream, app, currency, tariff, period, party, role, amount
                let cells = row.split(separator: ",", omittingEmptySubsequences: false)
                let minor = try #require(Int(cells[7].filter { $0 != "." }))
                sums[cells[..<6].joined(separator: " "), default: 0] += minor
                if cells[4] != folderPeriod { adjustments += 1 }
            }
        }
        return (sums.filter { $0.value != 0 }, adjustments)
    }
}
