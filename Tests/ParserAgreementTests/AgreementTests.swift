import Foundation
import ParserAgreement
import Testing

/// A small part of what `parser-agreement` reads in `.ci/run`.
@Suite struct AgreementTests {
    @Test func bothPathsAndSimdjsonAgree() {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["SETTLE_SEED"].flatMap(UInt64.init) ?? 20_261_003
        let mutants = environment["SETTLE_MUTANTS"].flatMap(Int.init) ?? 5_000
        print("AgreementTests: SETTLE_SEED=\(seed) SETTLE_MUTANTS=\(mutants)")
        var agreement = Agreement(seed: seed)
        var batch = 0
        while agreement.mutants < mutants {
            agreement.read(batch: batch)
            batch += 1
        }
        #expect(agreement.disagreements == [])
        // The mutations must reach all results.
        for end in [
            "call", "query", "counted", "not_json", "not_utf8", "too_deep", "duplicate_key", "missing_field",
            "bad_field", "mode_unset", "unknown_delivery", "out_of_range",
        ] {
            #expect(agreement.ends[end, default: 0] > 5, "\(end): \(agreement.ends)")
        }
    }
}
