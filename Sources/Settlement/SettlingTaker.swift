import Money
package import Rating
package import Rules
package import Vocabulary

/// Splits charges as they are rated, and packs them.
package struct SettlingTaker: ChargeTaker {
    private let splitter: Splitter
    private let period: Period
    private var packer = ChargePacker()
    private var parts = ChargeParts()
    private var overflows: [ChargeOverflow] = []

    package init(_ period: Period, under rules: Rules) {
        splitter = Splitter(rules)
        self.period = period
    }

    package mutating func take(_ charges: [Charge]) {
        for charge in charges {
            do throws(AmountOverflow) {
                packer.append(SettledCharge(charge, period: period, shares: try splitter.shares(of: charge)))
                parts.append(charge)
            } catch {
                overflows.append(ChargeOverflow(charge, error))
            }
        }
    }

    /// All that takers took, in the order of their apps, the parts of those that are divided by days, and the charges
    /// that can't be split.
    package static func all(
        of takers: consuming [SettlingTaker]
    ) -> (charges: PackedCharges, parts: ChargeParts, overflows: [ChargeOverflow]) {
        let overflows = takers.flatMap(\.overflows)
        var chunks: [ChargeChunk] = []
        for place in takers.indices { chunks += takers[place].packer.finish() }
        var parts = ChargeParts()
        for taker in takers { parts.append(taker.parts) }
        return (PackedCharges(chunks: chunks), parts, overflows)
    }
}
