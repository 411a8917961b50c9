import Money
import Rules
import Testing
import Vocabulary

@testable import Rating

@Suite("Charge models")
struct ChargeModelTests {
    static let terms = ChargeTerms(
        currency: Currency(code: "USD")!, rounding: .halfUp, unit: .call, name: "test")

    static func tier(_ upTo: Int64?, _ price: String, flat: String? = nil) throws -> Tier {
        let flat = try flat.map { try Price($0) }
        return Tier(
            upTo: upTo, price: try Price(price), flat: flat,
            flatMinor: flat?.wholeMinor(terms.currency) ?? 0)
    }

    func sum(_ lines: [ChargeLine]) -> Int64 { lines.reduce(0) { $0 + $1.amountMinor } }

    /// Examples from Lago's documentation, graduated charges.
    @Test(arguments: [(0, 0), (1, 1200), (10, 10200), (11, 11000), (12, 11500), (21, 16300)] as [(Int64, Int64)])
    func lagoGraduated(units: Int64, amount: Int64) throws {
        let tiers = [
            try Self.tier(10, "10", flat: "2"), try Self.tier(20, "5", flat: "3"), try Self.tier(nil, "5", flat: "3"),
        ]
        let lines = try Graduated(tiers: tiers).lines(units: units, Self.terms)
        #expect(sum(lines) == amount)
        #expect(lines.isEmpty == (units == 0))
    }

    /// Examples from Lago's documentation, volume charges.
    @Test(arguments: [(1, 1200), (100, 21000), (101, 10100), (200, 20000), (300, 20000)] as [(Int64, Int64)])
    func lagoVolume(units: Int64, amount: Int64) throws {
        let tiers = [
            try Self.tier(100, "2", flat: "10"), try Self.tier(200, "1"), try Self.tier(nil, "0.5", flat: "50"),
        ]
        #expect(sum(try Volume(tiers: tiers).lines(units: units, Self.terms)) == amount)
    }

    /// Examples from Lago's documentation, package charges.
    @Test(arguments: [(0, 130_000), (10, 120_000), (200, 0)] as [(Int64, Int64)])
    func lagoPackage(included: Int64, amount: Int64) throws {
        let lines = try Package(size: 10, price: try Price("100"), included: included)
            .lines(units: 121, Self.terms)
        #expect(lines.map(\.amountMinor) == [amount])
        #expect(lines.map(\.quantity) == [amount / 10_000])
    }

    /// Lago gives an unrounded sum, 16.142; S4.10 rounds each charge.
    @Test func lagoPercentage() throws {
        let (rate, least, most) = (try Rate("2.99%"), try Price("1.75"), try Price("12"))
        let percentage = Percentage(rate: rate, fixed: nil, least: least, most: most)
        let charges = try [1_000, 8_000, 1_000_000].map { try percentage.charge(figureMinor: $0, Self.terms) }
        #expect(charges == [175, 239, 1200])
    }

    /// Examples from Sage Intacct's documentation.
    @Test(arguments: [(3, 3000), (7, 6800), (11, 10400)] as [(Int64, Int64)])
    func sageGraduated(units: Int64, amount: Int64) throws {
        let tiers = [try Self.tier(3, "10.00"), try Self.tier(7, "9.50"), try Self.tier(nil, "9.00")]
        #expect(sum(try Graduated(tiers: tiers).lines(units: units, Self.terms)) == amount)
    }

    @Test func costPlus() throws {
        let charge = try CostPlus(rate: try Rate("12.5%"), fixed: try Price("0.0012"))
            .charge(figureMinor: 1_199, Self.terms)
        #expect(charge == 1_349)  // 1199 × 1.125 + 0.12 = 1348.995
    }

    /// Every unit of a graduated charge is in exactly one tier, also near every bound.
    @Test func graduatedTiersTakeEachUnitOnce() throws {
        for first in Int64(1)...6 {
            for second in first + 1...8 {
                let tiers = [
                    try Self.tier(first, "0.01"), try Self.tier(second, "1"), try Self.tier(nil, "100"),
                ]
                for units in Int64(0)...12 {
                    let expected = (0..<units).reduce(Int64(0)) { sum, unit in
                        sum + (unit < first ? 1 : unit < second ? 100 : 10_000)
                    }
                    let lines = try Graduated(tiers: tiers).lines(units: units, Self.terms)
                    #expect(sum(lines) == expected, "\(units) units with tiers to \(first), \(second)")
                    #expect(lines.reduce(0) { $0 + ($1.quantity ?? 0) } == units)
                }
            }
        }
    }

    @Test func volumeTakesTheTierOfTheBoundInclusively() throws {
        let tiers = [try Self.tier(3, "0.01"), try Self.tier(5, "1"), try Self.tier(nil, "100")]
        for units in Int64(1)...9 {
            let price: Int64 = units <= 3 ? 1 : units <= 5 ? 100 : 10_000
            let lines = try Volume(tiers: tiers).lines(units: units, Self.terms)
            #expect(lines.map(\.amountMinor) == [units * price])
            #expect(lines.map(\.tier) == [units <= 3 ? 1 : units <= 5 ? 2 : 3])
        }
    }

    @Test func packagesAreCountedUp() throws {
        for size in Int64(1)...5 {
            for included in Int64(0)...7 {
                for units in Int64(0)...20 {
                    let beyond = max(0, units - included)
                    let packages = stride(from: 0, to: beyond, by: Int64.Stride(size)).reduce(Int64(0)) { count, _ in
                        count + 1
                    }
                    let lines = try Package(size: size, price: try Price("1"), included: included)
                        .lines(units: units, Self.terms)
                    #expect(lines.map(\.quantity) == [packages])
                }
            }
        }
    }

    /// Wherever a counter passes from one tariff to another with the same prices, both together charge what one would.
    @Test func whatACounterRunsThroughChargesLikeOneTariff() throws {
        let tiers = [
            try Self.tier(3, "2", flat: "5"), try Self.tier(7, "1", flat: "4"), try Self.tier(nil, "0.50", flat: "3"),
        ]
        let models: [any UnitCharge] = [
            Graduated(tiers: tiers), PerUnit(price: try Price("3")),
            Package(size: 4, price: try Price("9"), included: 2), Package(size: 1, price: try Price("9"), included: 0),
        ]
        for model in models {
            for all in Int64(0)...14 {
                for before in 0...all {
                    let first = try model.lines(units: before, Self.terms)
                    let second = try model.lines(units: all - before, after: before, Self.terms)
                    #expect(sum(first + second) == sum(try model.lines(units: all, Self.terms)), "\(before) of \(all)")
                }
            }
        }
    }

    @Test func aVolumeTierHasItsFlatOnceInACounter() throws {
        let volume = Volume(tiers: [try Self.tier(3, "2", flat: "5"), try Self.tier(nil, "1", flat: "4")])
        #expect(try volume.lines(units: 2, after: 1, Self.terms).map(\.amountMinor) == [400])
        #expect(try volume.lines(units: 2, after: 3, Self.terms).map(\.amountMinor) == [200, 400])
        #expect(try volume.lines(units: 2, after: 4, Self.terms).map(\.amountMinor) == [200])
    }
}
