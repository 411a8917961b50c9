import Rules
import Vocabulary

/// Finds calls whose provider would get its cost twice, or from nobody (S3.37, S3.38).
struct CostWarnings {
    /// The most pairs of entries to compare: more would take too long.
    private static let pairsMax = 5_000_000

    private typealias Reached = (entry: Tariff, reach: Reach)

    private let tariffs: [Reached]
    private let income: [Reached]
    private let takesCost: Set<Identifier>

    /// - Parameters:
    ///   - tariffs: what each of the tariffs reaches, in their order.
    ///   - income: likewise of the income entries.
    init(_ rules: Rules, tariffs: [Reach], income: [Reach]) {
        func costly(_ entries: [Tariff], _ reaches: [Reach]) -> [Reached] {
            zip(entries, reaches).filter { $0.1.mayHaveCost }.map { ($0.0, $0.1) }
        }
        self.tariffs = costly(rules.tariffs, tariffs)
        self.income = costly(rules.income, income)
        takesCost = Set(rules.splits.filter { $0.allEntries.contains { $0.take == .cost } }.map(\.id))
    }

    /// - Complexity: O(tariffs · income entries + free tariffs · tariffs), up to a bound.
    func find(_ report: (_ entry: Tariff, _ message: String, _ hint: String) -> Void) {
        let paying = tariffs.filter { takesCost($0.entry) }
        let free = tariffs.filter { $0.entry.charge == .free }
        let collecting = income.filter { takesCost($0.entry) }
        guard tariffs.count * (collecting.count + free.count) <= Self.pairsMax else { return }
        for one in collecting {
            guard let other = paying.first(where: { $0.reach.meets(one.reach) }) else { continue }
            report(
                one.entry,
                "the provider's cost is taken twice: calls of \(quoted(one.entry.id.text)) can be those of tariff "
                    + "\(quoted(other.entry.id.text)), and both splits have 'cost'",
                "take 'cost: true' out of one of the two splits, or let them match different calls")
        }
        // Where no split pays a provider's cost, nobody expects it of a free tariff.
        for one in free {
            guard let other = paying.first(where: { Self.areAlike($0.reach, one.reach) }),
                !collecting.contains(where: { $0.reach.covers(one.reach) })
            else { continue }
            report(
                one.entry,
                "calls of the free \(quoted(one.entry.id.text)) leave the provider's cost to nobody, while tariff "
                    + "\(quoted(other.entry.id.text)) pays it",
                "if the provider is owed it, charge {per_unit: 0} with a split that has 'cost'")
        }
    }

    private func takesCost(_ entry: Tariff) -> Bool { entry.split.map(takesCost.contains) ?? false }

    /// Whether two entries would match some calls that differ in nothing but how they ended.
    private static func areAlike(_ a: Reach, _ b: Reach) -> Bool { a.withoutOutcome.meets(b.withoutOutcome) }
}
