import Money
public import Rating
public import Rules
public import Vocabulary

/// Splits charges as they are rated, and packs them.
public struct SettlingTaker: ChargeTaker {
    private let splitter: Splitter
    private let period: Period
    private var packer = ChargePacker()
    private var overflows: [ChargeOverflow] = []

    public init(_ period: Period, under rules: Rules) {
        splitter = Splitter(rules)
        self.period = period
    }

    public mutating func take(_ charges: [Charge]) {
        for charge in charges {
            do throws(AmountOverflow) {
                packer.append(SettledCharge(charge, period: period, shares: try splitter.shares(of: charge)))
            } catch {
                overflows.append(ChargeOverflow(charge, error))
            }
        }
    }

    /// All that takers took, in the order of their apps, and the charges that can't be split.
    public static func all(
        of takers: consuming [SettlingTaker]
    ) -> (charges: PackedCharges, overflows: [ChargeOverflow]) {
        let overflows = takers.flatMap(\.overflows)
        var chunks: [ChargeChunk] = []
        for place in takers.indices { chunks += takers[place].packer.finish() }
        return (PackedCharges(chunks: chunks), overflows)
    }
}
