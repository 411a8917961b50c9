public import Money
public import Rating
import Rules
public import Vocabulary

/// A share at the level at which it was rounded.
///
/// It says who took how much of which amount, by which weight, and with how many odd minor units.
public struct SplitNode: Hashable, Sendable {
    /// The way in which a share is calculated.
    public enum Take: Hashable, Sendable {
        case cost
        case perUnit(Price)
        /// A percentage, or the remainder of its level: `weight` of `whole`.
        case share
        case remaining
        /// A provider's part, by its units or by its cost.
        case byUnits
        case byCost
        /// The amount by which the entries off the top exceed the charge.
        case shortfall
    }

    /// The receiver of a share.
    public enum Target: Hashable, Sendable {
        case party(Identifier)
        /// Divided among the providers, whose nodes follow.
        case providers
        /// The settlement account, whose shares follow.
        case settlement
    }

    /// The reason why a party takes a share, if the split does not name the party.
    public enum Standing: Hashable, Sendable {
        /// The app's ISO.
        case iso
        /// Named by `otherwise`, because the app has no ISO.
        case otherwise
        /// A provider of the charge's calls.
        case provider
    }

    /// 0 for entries of the split, 1 for entries within one of those, and so on.
    public var depth: Int
    public var take: Take
    public var target: Target
    /// `nil` if the split names the party, and for pools.
    public var standing: Standing?
    /// The amount shared at this level; for an entry off the top, the charge.
    public var ofMinor: Int64
    /// For shares and parts, `weight` of `whole`; for `perUnit`, the units.
    public var weight: Int64
    public var whole: Int128
    /// The share before the rounding of this level.
    public var exact: Fraction
    public var amountMinor: Int64
    /// The minor units won by the largest remainder: 0 or 1, or −1 if the amount is negative.
    public var oddMinor: Int64
}

/// The split of one charge, level by level.
public struct SplitTrace: Sendable {
    public var amountMinor: Int64
    /// The amount left for the shares; negative if there was a shortfall.
    public var baseMinor: Int64
    /// Nodes in the order of calculation: off the top, then shares, each followed by the nodes within it.
    public var nodes: [SplitNode]
}

extension Splitter {
    /// Returns the split of a charge with each level's rounding. Amounts are those of `steps(of:)`.
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    public func trace(of charge: Charge) throws(AmountOverflow) -> SplitTrace {
        let steps = try steps(of: charge)
        guard let split = rules.split(charge.split) else { preconditionFailure("no split \(charge.split)") }
        var trace = Tracing(
            charge: charge, steps: steps, iso: rules.app(charge.key.app)?.iso,
            sign: charge.amountMinor < 0 ? -1 : 1)
        return try trace.run(split)
    }
}

/// Walks through the entries of a split. Amounts are read from the steps, so nothing is split twice.
private struct Tracing {
    let charge: Charge
    let steps: [SplitStep]
    let iso: Identifier?
    /// −1 for a negative charge, because it is split as its opposite, else 1. Adjustments never come here.
    let sign: Int64
    var nodes: [SplitNode] = []

    init(charge: Charge, steps: [SplitStep], iso: Identifier?, sign: Int64) {
        self.charge = charge
        self.steps = steps
        self.iso = iso
        self.sign = sign
    }

    mutating func run(_ split: Split) throws(AmountOverflow) -> SplitTrace {
        var base = charge.amountMinor
        for (position, entry) in split.entries.enumerated() where !entry.take.isShare {
            let amount = try amount(at: [position])
            base = try base.subtracting(amount, charge.name)
            var node = SplitNode(
                depth: 0, take: .cost, target: .settlement, ofMinor: charge.amountMinor, weight: 1, whole: 1,
                exact: Fraction(whole: amount), amountMinor: amount, oddMinor: 0)
            if case .perUnit(let price) = entry.take {
                let exact = try ExactAmount(units: charge.units, price: price, charge.currency, charge.name)
                node.take = .perUnit(price)
                node.weight = charge.units
                node.exact = Fraction(Int128(sign) * exact.minorE8, over: ExactAmount.scale)
            }
            try give(node, entry.target, at: [position])
        }
        if sign < 0 ? base > 0 : base < 0 {
            let node = SplitNode(
                depth: 0, take: .shortfall, target: .settlement, ofMinor: base, weight: 1, whole: 1,
                exact: Fraction(whole: base), amountMinor: base, oddMinor: 0)
            try give(node, .recipient(split.shortfall), at: [])
        } else {
            let shares = split.entries.enumerated().filter { $0.element.take.isShare }
            try share(base, among: shares.map { ([$0.offset], $0.element) }, depth: 0)
        }
        return SplitTrace(amountMinor: charge.amountMinor, baseMinor: base, nodes: nodes)
    }

    private func amount(at path: [Int]) throws(AmountOverflow) -> Int64 {
        var sum: Int64 = 0
        for step in steps where path.isEmpty ? step.path.isEmpty : step.path.starts(with: path) {
            sum = try sum.adding(step.amountMinor, charge.name)
        }
        return sum
    }

    private mutating func share(
        _ total: Int64, among entries: [([Int], SplitEntry)], depth: Int
    ) throws(AmountOverflow) {
        let taken = entries.reduce(Int64(0)) { $0 + ($1.1.take.rateScaled ?? 0) }
        for (path, entry) in entries {
            let node = try part(
                take: entry.take == .remaining ? .remaining : .share, of: total,
                weight: entry.take.rateScaled ?? Rate.oneScaled - taken, whole: Int128(Rate.oneScaled),
                amount: try amount(at: path), depth: depth)
            try give(node, entry.target, at: path)
        }
    }

    private func part(
        take: SplitNode.Take, of total: Int64, weight: Int64, whole: Int128, amount: Int64, depth: Int
    ) throws(AmountOverflow) -> SplitNode {
        let floor = Int128(total) * Int128(weight) / whole  // truncates towards 0, as the split of the opposite does
        return SplitNode(
            depth: depth, take: take, target: .settlement, ofMinor: total, weight: weight, whole: whole,
            exact: try Fraction(whole: total).scaled(by: weight, of: whole, charge.name), amountMinor: amount,
            oddMinor: amount - Int64(floor))
    }

    private mutating func give(
        _ node: SplitNode, _ target: SplitEntry.Target, at path: [Int]
    ) throws(AmountOverflow) {
        var node = node
        switch target {
        case .settlement(let among):
            node.target = .settlement
            nodes.append(node)
            try share(
                node.amountMinor, among: among.enumerated().map { (path + [$0.offset], $0.element) },
                depth: node.depth + 1)
        case .recipient(.party(let party)):
            node.target = .party(party)
            nodes.append(node)
        case .recipient(.iso(let otherwise)):
            guard let party = iso ?? otherwise else { preconditionFailure("app \(charge.key.app) has no ISO") }
            node.target = .party(party)
            node.standing = iso == nil ? .otherwise : .iso
            nodes.append(node)
        case .recipient(.provider):
            let byCost = node.take == .cost
            let parts = charge.parts
            if parts.count == 1 {
                node.target = .party(parts[0].provider)
                node.standing = .provider
                nodes.append(node)
                return
            }
            node.target = .providers
            nodes.append(node)
            let weights = try charge.weights(byCost: byCost)
            let whole = weights.reduce(Int128(0)) { $0 + Int128($1) }
            guard whole > 0 else { return }
            // The steps of one entry belong to the providers, in the order of the parts.
            let given = steps.filter { $0.path == path }
            for (position, step) in given.enumerated() {
                var child = try part(
                    take: byCost ? .byCost : .byUnits, of: node.amountMinor, weight: weights[position], whole: whole,
                    amount: step.amountMinor, depth: node.depth + 1)
                child.target = .party(step.party)
                child.standing = .provider
                nodes.append(child)
            }
        }
    }
}
