import Foundation
import RandomMonths
import Testing

/// A few of the random cases, or `SETTLE_RANDOM_CASES`; the program `random-months` runs as many as you like.
@Suite("Random months, by the program and by the re-computation")
struct RandomMonthsTests {
    static let cases = ProcessInfo.processInfo.environment["SETTLE_RANDOM_CASES"].flatMap { UInt64($0) } ?? 4

    @Test(arguments: 1...max(1, cases))
    func agree(_ seed: UInt64) throws {
        let random = try RandomCase(seed: seed)
        do {
            try random.run()
        } catch let disagreement as Disagreement {
            Issue.record("`random-months --seed \(seed) --cases 1 --keep DIR` keeps the case\n\(disagreement)")
        }
    }

    /// Without this test, a generator that no longer makes what is hard would go unnoticed.
    @Test func theCasesReachWhatTheyAreFor() throws {
        var steps: [String: Int] = [:]
        for seed: UInt64 in 101...106 {
            let random = try RandomCase(seed: seed)
            try random.run()
            steps.merge(random.steps) { $0 + $1 }
        }
        for step in [
            "correct", "corrections back", "months passed over and billed", "closes with unrated calls", "drafts",
            "closes refused", "adjustments explained", "verify --logs",
        ] {
            #expect(steps[step, default: 0] > 0, "no case has \(step)")
        }
    }
}
