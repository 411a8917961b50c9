import Money
import Rating
import Rules
import Testing
import Vocabulary

@testable import Settlement

@Suite("Late knowledge")
struct AdjustmentTests {
    static let october = Period("2026-10")!

    static func settled(_ amount: Int64, _ shares: [(String, Int64)]) -> SettledCharge {
        SettledCharge(
            Making.charge(amount), period: october,
            shares: shares.map {
                Share(party: Identifier($0.0), amountMinor: $0.1, exact: Fraction(whole: $0.1))
            })
    }

    static func billed(_ charge: SettledCharge) -> BilledCharge {
        BilledCharge(
            key: charge.key, currency: charge.currency, order: charge.order, description: charge.description,
            amountMinor: charge.amountMinor, shares: charge.shares)
    }

    /// OpenMeter's late event: the unit price is 10, and a month billed for 5 units later has 7. So 20 more are due.
    @Test func openMeterLateEvent() throws {
        let before = Self.settled(50_00, [("a", 30_00), ("host", 20_00)])
        let now = Self.settled(70_00, [("a", 42_00), ("host", 28_00)])
        let adjustments = try Adjustments(of: Self.october, taxes: nil).differences(
            SettledCharges(charges: [now]), billed: [Self.billed(before)]
        ).all()
        #expect(adjustments.map(\.amountMinor) == [20_00])
        #expect(adjustments.first?.lines.map(\.kind) == [.adjustment])
        #expect(adjustments.first?.shares.map(\.amountMinor) == [12_00, 8_00])
    }

    @Test func nothingMovedMakesNothing() throws {
        let charge = Self.settled(50, [("a", 50)])
        #expect(
            try Adjustments(of: Self.october, taxes: nil).differences(
                SettledCharges(charges: [charge]), billed: [Self.billed(charge)]
            ).all().isEmpty)
    }

    @Test func aChargeThatIsGoneIsTakenBackWhole() throws {
        let charge = Self.settled(5, [("a", 4), ("host", 1)])
        let adjustments = try Adjustments(of: Self.october, taxes: nil).differences(
            SettledCharges(charges: []), billed: [Self.billed(charge)]
        ).all()
        #expect(adjustments.map(\.amountMinor) == [-5])
        #expect(adjustments.first?.shares.map(\.amountMinor) == [-4, -1])
    }

    @Test func sharesCanMoveWithoutTheAmount() throws {
        let before = Self.settled(100, [("a", 60), ("host", 40)])
        let now = Self.settled(100, [("b", 60), ("host", 40)])
        let adjustments = try Adjustments(of: Self.october, taxes: nil).differences(
            SettledCharges(charges: [now]), billed: [Self.billed(before)]
        ).all()
        #expect(adjustments.map(\.amountMinor) == [0])
        #expect(adjustments.first?.lines.isEmpty == true)
        #expect(
            adjustments.first?.shares.filter { $0.amountMinor != 0 }.map { "\($0.party) \($0.amountMinor)" }
                == ["a -60", "b 60"])
    }
}
