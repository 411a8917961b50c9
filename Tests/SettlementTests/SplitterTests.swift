import Money
import Rating
import Rules
import Testing
import Vocabulary

@testable import Settlement

@Suite("Splitting a charge")
struct SplitterTests {
    /// formancehq/numscript: 10000 is split 15 % (20 %; rest (5 %; rest)) and rest.
    @Test func numscriptNestedShares() throws {
        let inner = SplitEntry(
            take: .share(try Rate("15%")),
            target: .settlement(among: [
                try Making.share("a", "20%"), try Making.share("b", "4%"), Making.remaining("c"),
            ]))
        let rules = Making.rules([inner, Making.remaining("host")])
        #expect(
            try Making.shares(rules, Making.charge(10_000)) == ["a": 300, "b": 60, "c": 1_140, "host": 8_500])
    }

    /// getdokan/dokan issue 3324: rounding each share alone loses a cent.
    @Test func dokan() throws {
        let rules = Making.rules([try Making.share("a", "30%"), Making.remaining("host")])
        #expect(try Making.shares(rules, Making.charge(645)) == ["a": 194, "host": 451])
    }

    @Test func costThenPerUnitThenShares() throws {
        let rules = Making.rules([
            SplitEntry(take: .cost, target: .recipient(.provider)),
            SplitEntry(take: .perUnit(try Price("0.10")), target: .recipient(.party("onepipe"))),
            try Making.share("provider", "60%"), try Making.share("host", "40%"),
        ])
        let charge = Making.charge(
            10_000, units: 10,
            parts: [
                ProviderPart(provider: "a", units: 7, costMinor: 1_000),
                ProviderPart(provider: "b", units: 3, costMinor: 2_000),
            ])
        // The base is 10000 − 3000 − 100 = 6900: 4140 for the providers (2898 and 1242 by units) and 2760 for the host.
        #expect(
            try Making.shares(rules, charge) == ["a": 3_898, "b": 3_242, "onepipe": 100, "host": 2_760])
    }

    @Test(arguments: ["host", "onepipe"])
    func whatIsShortGoesToWhoBearsIt(_ shortfall: String) throws {
        let rules = Making.rules(
            [SplitEntry(take: .cost, target: .recipient(.provider)), try Making.share("a", "100%")],
            shortfall: shortfall)
        let charge = Making.charge(500, units: 1, parts: [ProviderPart(provider: "b", units: 1, costMinor: 800)])
        #expect(try Making.shares(rules, charge) == ["b": 800, shortfall: -300])
    }

    @Test func theIsoOfTheAppOrOtherwise() throws {
        let rules = Making.rules([try Making.share("iso", "20%"), Making.remaining("onepipe")])
        #expect(try Making.shares(rules, Making.charge(100, app: "with-iso")) == ["north": 20, "onepipe": 80])
        #expect(try Making.shares(rules, Making.charge(100, app: "without")) == ["host": 20, "onepipe": 80])
    }

    @Test func tiesAmongProvidersGoById() throws {
        let rules = Making.rules([try Making.share("provider", "100%")])
        let parts = ["a", "b", "c"].map { ProviderPart(provider: Identifier($0), units: 1, costMinor: 0) }
        #expect(try Making.shares(rules, Making.charge(101, units: 3, parts: parts)) == ["a": 34, "b": 34, "c": 33])
    }

    @Test func aNegativeChargeIsTheNegationOfItsOpposite() throws {
        let rules = Making.rules([try Making.share("a", "70%"), try Making.share("host", "30%")])
        #expect(try Making.shares(rules, Making.charge(5)) == ["a": 4, "host": 1])
        #expect(try Making.shares(rules, Making.charge(-5)) == ["a": -4, "host": -1])
    }

    /// The shares of every split add up to the charge.
    ///
    /// All totals −60…60, with three percentages in steps of an eighth, nested and flat, with and without cost.
    @Test func sharesAlwaysAddUp() throws {
        let eighths = ["0%", "12.5%", "25%", "37.5%", "50%", "62.5%", "75%", "87.5%", "100%"]
        for first in 0...8 {
            for second in 0...8 - first {
                let pool = SplitEntry(
                    take: .remaining,
                    target: .settlement(among: [
                        try Making.share("iso", eighths[second]), try Making.share("onepipe", eighths[8 - second]),
                    ]))
                let rules = Making.rules([
                    SplitEntry(take: .cost, target: .recipient(.provider)),
                    try Making.share("provider", eighths[first]), try Making.share("host", eighths[second]), pool,
                ])
                for total in Int64(-60)...60 {
                    for cost in [0, 7, 50] as [Int64] {
                        let parts = [
                            ProviderPart(provider: "a", units: 2, costMinor: Int128(cost)),
                            ProviderPart(provider: "b", units: 1, costMinor: Int128(cost / 2)),
                        ]
                        let charge = Making.charge(total, units: 3, parts: parts)
                        let shares = try Splitter(rules).shares(of: charge)
                        guard shares.reduce(0, { $0 + $1.amountMinor }) == total else {
                            Issue.record("\(total) with cost \(cost) gives \(shares)")
                            return
                        }
                        let exact = try shares.reduce(Fraction.zero) { try $0.adding($1.exact, "test") }
                        guard exact == Fraction(whole: total) else {
                            Issue.record("the exact shares of \(total) come to \(exact)")
                            return
                        }
                    }
                }
            }
        }
    }

    @Test func anAmountBeyond64BitsNamesTheCharge() throws {
        let rules = Making.rules([SplitEntry(take: .cost, target: .recipient(.provider)), Making.remaining("host")])
        let parts = [
            ProviderPart(provider: "a", units: 1, costMinor: .max), ProviderPart(provider: "b", units: 1, costMinor: 1),
        ]
        #expect(throws: AmountOverflow("cost of t of app without, NGN")) {
            try Splitter(rules).shares(of: Making.charge(1, units: 2, parts: parts))
        }
    }
}
