import AmountsAgreement
import RandomMonths
import Testing

/// Some of the cases in which libFuzzer looks for amounts that differ (`Tests/Fuzzing/run amounts`).
@Suite struct AmountsAgreementTests {
    @Test func theEngineAndTheRecomputationAgree() throws {
        for seed: UInt64 in 1...150 {
            var dice = Dice(seed: seed)
            let random = AmountsCase(&dice)
            let disagreements = try random.disagreements()
            #expect(disagreements.isEmpty, "seed \(seed)\n\(disagreements.joined(separator: "\n"))\n\(random)")
        }
    }

    /// Bytes choose as a seed does, and where there are no more of them, the first of all choices is taken.
    @Test func bytesAreChoices() throws {
        var dice = Dice(bytes: [7, 1, 0])
        #expect(dice.number(10...14) == 12)
        // Of more than 256 choices one takes two bytes.
        #expect(dice.number(0...999) == 256)
        #expect(dice.number(3...5) == 3)
        var none = Dice(bytes: [])
        #expect(try AmountsCase(&none).disagreements().isEmpty)
    }
}
