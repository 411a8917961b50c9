import Testing
import Vocabulary

/// The sources of calls, and what is fixed about them.
@Suite struct SourceTests {
    /// Both stand in every ledger: with another number or seed, the calls that were stored would not be found again.
    @Test func whatIsStoredOfASourceNeverChanges() {
        #expect(Source.onepipe.number == 0)
        #expect(Source.onepipe.keySeed == 0x9E37_79B9_7F4A_7C15)
        #expect(Source.paylink.number == 1)
        #expect(Source.paylink.keySeed == 0xD1B5_4A32_D192_ED03)
    }

    @Test func noTwoSourcesShareANumberOrSeed() {
        #expect(Source.allCases.map(\.number).sorted() == (0..<UInt8(Source.allCases.count)).map { $0 })
        #expect(Set(Source.allCases.map(\.keySeed)).count == Source.allCases.count)
    }

    @Test func aSourceWithOneServiceCarriesThatAndLeavesTheOthers() {
        #expect(Source.paylink.mayCarry("stcpay_send_otp"))
        #expect(!Source.onepipe.mayCarry("stcpay_send_otp"))
        #expect(Source.onepipe.mayCarry("send_otp"))
        #expect(!Source.paylink.mayCarry("send_otp"))
    }
}
