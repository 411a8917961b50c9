import Money
import Rating
import Rules
import SeededRandom
import Testing
import Vocabulary

@testable import Settlement

@Suite("Charges as numbers")
struct PackedChargesTests {
    private static let october = Period("2026-10")!
    private static let september = Period("2026-09")!

    /// Charges of many apps, more than a chunk holds, in report order. Some figures need more than 64 bits.
    private static func charges(apps: some Sequence<Int>, isAdjustment: Bool = false) throws -> [SettledCharge] {
        var dice = Seeded(seed: 5)
        var charges: [SettledCharge] = []
        for app in apps {
            for (stream, tariff, provider) in [
                (Stream.invoice, "sms", nil), (.invoice, "ussd", nil), (.income, "card", "a"), (.income, "card", "b"),
            ] {
                let amount = Int64.random(in: -1_000...(.max >> 1), using: &dice)
                let isWide = app % 7 == 0
                let exact = Fraction(Int128(amount) * (isWide ? 1 << 60 : 1), over: isWide ? (1 << 64) + 1 : 3)
                let price = try Price("4.00")
                charges.append(
                    SettledCharge(
                        key: ChargeKey(
                            stream: stream, app: Identifier("app-\(100_000 + app)"), tariff: Identifier(tariff),
                            provider: provider.map { Identifier($0) }),
                        currency: Making.naira, period: isAdjustment ? september : october,
                        isAdjustment: isAdjustment, order: tariff == "ussd" ? 1 : 0, description: "of \(tariff)",
                        lines: stream == .income && app % 3 == 0
                            ? []
                            : [
                                ChargeLine(
                                    kind: .usage, tier: 1, quantity: amount, unit: "call", unitPrice: price.text,
                                    amountMinor: amount, exact: ExactAmount(minor: amount)),
                                ChargeLine(kind: .discount, amountMinor: 0, exact: ExactAmount(minorE8: 1)),
                            ],
                        amountMinor: amount, units: Int64(app),
                        shares: ["a", "b", "host"].map {
                            Share(party: Identifier($0), amountMinor: amount / 3, exact: exact)
                        }))
            }
        }
        return charges
    }

    @Test func unpackedTheyAreAsTheyWere() throws {
        let charges = try Self.charges(apps: 0..<4_000)
        let packed = PackedCharges(charges)
        #expect(packed.map(\.unpacked) == charges)
        for place in [0, 1, 3_999, 4_000, 4_001, 15_998, 15_999] { #expect(packed[place].unpacked == charges[place]) }
        #expect(packed.apps.map(\.count) == Array(repeating: 4, count: 4_000))
        #expect(PackedCharges([]).isEmpty && PackedCharges([]).apps.isEmpty)
    }

    @Test func addedChargesStandInReportOrder() throws {
        let names = KnownNames(Making.rules([]))
        let own = try Self.charges(apps: 1_000..<3_000)
        // Of apps before, among and after the others.
        let more = try Self.charges(apps: stride(from: 990, to: 3_010, by: 3), isAdjustment: true)
        let expected = SettledCharge.inReportOrder(own + more, names)
        #expect(PackedCharges(own).adding(more, names).map(\.unpacked) == expected)
        #expect(PackedCharges([]).adding(more, names).map(\.unpacked) == more)
        #expect(PackedCharges(own).adding([], names).map(\.unpacked) == own)
    }

    @Test func onlyIncomeOfOneEntryDiffersByProvider() throws {
        let packed = PackedCharges(try Self.charges(apps: 0..<2))
        let stands = zip(packed, packed.dropFirst()).map { $1.differsOnlyByProvider(from: $0) }
        #expect(stands == [false, false, true, false, false, false, true])
    }
}
