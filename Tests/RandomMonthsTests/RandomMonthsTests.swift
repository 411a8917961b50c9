import Foundation
import RandomMonths
import Testing

/// Three of the random cases, or the first `SETTLE_RANDOM_CASES`; the program `random-months` runs as many as you like.
@Suite("Random months, by the program and by the re-computation")
struct RandomMonthsTests {
    static let seeds: [UInt64] = {
        let cases = ProcessInfo.processInfo.environment["SETTLE_RANDOM_CASES"].flatMap { UInt64($0) }
        return cases.map { Array(1...max(1, $0)) } ?? [3, 7, 15]
    }()

    @Test func agree() throws {
        var steps: [String: Int] = [:]
        for seed in Self.seeds {
            let random = try RandomCase(seed: seed)
            do {
                try random.run()
            } catch let disagreement as Disagreement {
                Issue.record("`random-months --seed \(seed) --cases 1 --keep DIR` keeps the case\n\(disagreement)")
            }
            steps.merge(random.steps) { $0 + $1 }
        }
        // A generator that no longer made what is hard would go unnoticed.
        guard Self.seeds == [3, 7, 15] else { return }
        for step in [
            "correct", "corrections back", "months passed over and billed", "closes with unrated calls", "drafts",
            "closes refused", "adjustments explained", "verify --logs",
        ] {
            #expect(steps[step, default: 0] > 0, "no case has \(step)")
        }
    }
}
