import BigInt
import Testing

@testable import Recomputation

/// How an exact share is shown, by S5.20.
@Suite struct FractionTests {
    @Test(arguments: [
        ("12.5", "0.125"), ("100", "1.00"), ("0.0000000001", "0.000000000001"),
        // 13 decimals: rounded to 12, halves to even.
        ("0.00000000015", "0.000000000002"), ("0.00000000025", "0.000000000002"),
        ("-0.00000000025", "-0.000000000002"), ("0.00000000005", "0.000000000000"),
    ])
    func anExactShareHasAtMostTwelveDecimals(_ minor: String, _ shown: String) throws {
        #expect(exactMoney(try #require(Fraction(decimal: minor)), "NGN") == shown)
    }

    @Test func aFractionThatDoesNotEndHasTwelve() {
        #expect(exactMoney(Fraction(BigInt(200), over: BigInt(3)), "NGN") == "0.666666666667")
    }
}
