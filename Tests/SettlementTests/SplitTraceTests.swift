import Money
import Rating
import Rules
import Settlement
import Testing
import Vocabulary

/// The level-by-level trace must equal the split itself, for every small charge.
@Suite("The trace of a split")
struct SplitTraceTests {
    static func splits() throws -> [[SplitEntry]] {
        let third = try Rate("33.333333%")
        let half = try Rate("50%")
        let pool = SplitEntry(
            take: .remaining,
            target: .settlement(among: [
                SplitEntry(take: .share(third), target: .recipient(.party("host"))),
                SplitEntry(take: .share(half), target: .recipient(.iso(otherwise: "host"))),
                SplitEntry(take: .remaining, target: .recipient(.provider)),
            ]))
        let cost = SplitEntry(take: .cost, target: .recipient(.provider))
        let each = SplitEntry(take: .perUnit(try Price("0.015")), target: .recipient(.party("host")))
        let share = SplitEntry(take: .share(third), target: .recipient(.provider))
        let held = SplitEntry(
            take: .share(half), target: .recipient(.provider),
            limits: ShareLimits(least: try Price("0.07"), most: try Price("0.40")))
        return [
            [share, pool], [cost, each, share, pool], [each, pool], [cost, pool], [held, pool], [cost, held, pool],
        ]
    }

    @Test func agreesWithTheSplit() throws {
        for entries in try Self.splits() {
            let splitter = Splitter(Making.rules(entries))
            for amount in -30...120 as ClosedRange<Int64> {
                for (units, costs) in [((1, 0), (5, 0)), ((2, 1), (7, 4)), ((1, 3), (0, 0))]
                    as [((Int64, Int64), (Int64, Int64))]
                {
                    let charge = Making.charge(
                        amount, units: units.0 + units.1,
                        parts: [
                            ProviderPart(provider: "a", units: units.0, costMinor: Int128(costs.0)),
                            ProviderPart(provider: "b", units: units.1, costMinor: Int128(costs.1)),
                        ])
                    try check(splitter, charge)
                }
            }
        }
    }

    private func check(_ splitter: Splitter, _ charge: Charge) throws {
        let trace = try splitter.trace(of: charge)
        var leaves: [Identifier: Int64] = [:]
        for (position, node) in trace.nodes.enumerated() {
            if case .party(let party) = node.target {
                leaves[party, default: 0] += node.amountMinor
            } else {
                // The parts of a node must add up to the node.
                let within = trace.nodes[(position + 1)...].prefix { $0.depth > node.depth }
                let sum = within.filter { $0.depth == node.depth + 1 }.reduce(0) { $0 + $1.amountMinor }
                #expect(sum == node.amountMinor)
            }
            let isShare = ![.cost, .shortfall].contains(node.take) && node.whole > 1
            if isShare { #expect(abs(node.oddMinor) <= 1, "\(node)") }
        }
        #expect(trace.nodes.filter { $0.depth == 0 }.reduce(0) { $0 + $1.amountMinor } == charge.amountMinor)
        let shares = try splitter.shares(of: charge)
        #expect(
            leaves.filter { $0.value != 0 }
                == Dictionary(
                    uniqueKeysWithValues: shares.filter { $0.amountMinor != 0 }.map { ($0.party, $0.amountMinor) }))
    }
}
