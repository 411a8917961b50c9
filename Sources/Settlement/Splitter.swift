package import Money
package import Rating
package import Rules
package import Vocabulary

/// One step of a split, as `explain` shows it: an entry of the rules, or one party's part of it.
package struct SplitStep: Hashable, Sendable {
    /// The entry's position in the split, from 0, then in its `among`; empty for a shortfall.
    package var path: [Int]
    package var party: Identifier
    package var amountMinor: Int64
    /// The share before any rounding, in minor units.
    package var exact: Fraction
}

/// Splits charges among the parties (S4.23 to S4.31). The shares add up to the charge, to the minor unit.
package struct Splitter: Sendable {
    let rules: Rules

    package init(_ rules: Rules) {
        self.rules = rules
    }

    /// Returns the parties' shares of a charge, by party id. A party whose shares add up to 0 is included.
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    package func shares(of charge: Charge) throws(AmountOverflow) -> [Share] {
        let shares = try steps(of: charge).map {
            Share(party: $0.party, amountMinor: $0.amountMinor, exact: $0.exact)
        }
        return try Share.addedUp(shares, "shares of \(charge.name)")
    }

    /// Returns the split of a charge step by step, in the order of the split.
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    package func steps(of charge: Charge) throws(AmountOverflow) -> [SplitStep] {
        try walk(charge, isTraced: false).steps
    }

    /// Returns the split of a charge with each level's rounding. Its leaves are the steps of `steps(of:)`.
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    package func trace(of charge: Charge) throws(AmountOverflow) -> SplitTrace {
        let walk = try walk(charge, isTraced: true)
        return SplitTrace(amountMinor: charge.amountMinor, baseMinor: walk.baseMinor, nodes: walk.nodes)
    }

    private func walk(_ charge: Charge, isTraced: Bool) throws(AmountOverflow) -> SplitWalk {
        guard let split = rules.split(charge.split) else { preconditionFailure("no split \(charge.split)") }
        // A negative charge here is not an adjustment: those are differences of two splits and are never split.
        guard charge.amountMinor >= 0 || rules.edition > .first else {
            var opposite = charge
            opposite.amountMinor = try Int64(0).subtracting(charge.amountMinor, charge.name)
            var walk = SplitWalk(rules, opposite, isTraced: isTraced)
            try walk.run(split)
            walk.negate()
            return walk
        }
        var walk = SplitWalk(rules, charge, isTraced: isTraced)
        try walk.run(split)
        return walk
    }
}

/// The way through the entries of a split. It gives the steps and, if asked for, the trace.
private struct SplitWalk {
    private let charge: Charge
    private let rounding: Rounding
    private let iso: Identifier?
    private let isTraced: Bool
    private(set) var steps: [SplitStep] = []
    private(set) var nodes: [SplitNode] = []
    private(set) var baseMinor: Int64 = 0

    init(_ rules: Rules, _ charge: Charge, isTraced: Bool) {
        self.charge = charge
        self.isTraced = isTraced
        rounding = rules.rounding
        iso = rules.app(charge.key.app)?.iso
    }

    /// An amount on its way to a receiver.
    private struct Gift {
        var amountMinor: Int64
        /// Before any rounding, from the base of the split.
        var exact: Fraction
        /// The entry that gives it.
        var path: [Int]
        /// How it was worked out; `nil` if no trace is asked for.
        var node: SplitNode?
    }

    mutating func run(_ split: Split) throws(AmountOverflow) {
        baseMinor = charge.amountMinor
        for (position, entry) in split.entries.enumerated() {
            var node = node(.cost, of: charge.amountMinor)
            let amount: Int64
            let exact: Fraction
            switch entry.take {
            case .cost:
                amount = try charge.costMinor()
                exact = Fraction(whole: amount)
            case .perUnit(let price):
                let product = try ExactAmount(units: charge.units, price: price, charge.currency, charge.name)
                amount = try product.rounded(rounding, charge.name)
                exact = Fraction(product.minorE8, over: ExactAmount.scale)
                node?.take = .perUnit(price)
                node?.weight = charge.units
            case .share, .remaining:
                continue
            }
            node?.amountMinor = amount
            node?.exact = exact
            baseMinor = try baseMinor.subtracting(amount, charge.name)
            try give(
                Gift(amountMinor: amount, exact: exact, path: [position], node: node), to: entry.target,
                byCost: entry.take == .cost)
        }
        // Of a negative charge, what is left is negative too, and is shared; it is no shortfall.
        guard baseMinor >= 0 || charge.amountMinor < 0 else {
            var node = node(.shortfall, of: baseMinor)
            node?.amountMinor = baseMinor
            node?.exact = Fraction(whole: baseMinor)
            let gift = Gift(amountMinor: baseMinor, exact: Fraction(whole: baseMinor), path: [], node: node)
            return try give(gift, to: .recipient(split.shortfall), byCost: false)
        }
        let shared = split.entries.enumerated().filter { $0.element.take.isShare }
        try share(
            baseMinor, Fraction(whole: baseMinor), among: shared.map { ([$0.offset], $0.element) }, depth: 0)
    }

    /// Turns the split of the opposite charge into that of the charge, as the first edition splits negative charges.
    mutating func negate() {
        baseMinor = -baseMinor
        for index in steps.indices {
            steps[index].amountMinor = -steps[index].amountMinor
            steps[index].exact = steps[index].exact.negated
        }
        for index in nodes.indices {
            nodes[index].ofMinor = -nodes[index].ofMinor
            nodes[index].amountMinor = -nodes[index].amountMinor
            nodes[index].oddMinor = -nodes[index].oddMinor
            nodes[index].movedMinor = -nodes[index].movedMinor
            nodes[index].exact = nodes[index].exact.negated
        }
    }

    /// Divides `total` by the percentages and the remaining entry, rounding by the largest remainder.
    private mutating func share(
        _ total: Int64, _ exact: Fraction, among entries: [([Int], SplitEntry)], depth: Int
    ) throws(AmountOverflow) {
        let taken = entries.reduce(Int64(0)) { $0 + ($1.1.take.rateScaled ?? 0) }
        let weights = entries.map { $0.1.take.rateScaled ?? Rate.oneScaled - taken }
        let amounts = try Allocation.shares(of: total, weights: weights, charge.name)
        var gifts: [Gift] = []
        for (position, (path, entry)) in entries.enumerated() {
            let node = try part(
                entry.take == .remaining ? .remaining : .share, of: total, weights[position], Int128(Rate.oneScaled),
                amount: amounts[position], depth: depth)
            let exactPart = try exact.scaled(by: weights[position], of: Int128(Rate.oneScaled), charge.name)
            gifts.append(Gift(amountMinor: amounts[position], exact: exactPart, path: path, node: node))
        }
        if entries.contains(where: { $0.1.limits != nil }) { try hold(&gifts, entries.map(\.1)) }
        for (gift, (_, entry)) in zip(gifts, entries) { try give(gift, to: entry.target, byCost: false) }
    }

    /// Holds shares at their limits. What is over goes to the entry with `remaining`, and what is lacking comes from it
    /// (S4.40). Of a negative base, the limits are those of the opposite shares.
    private func hold(_ gifts: inout [Gift], _ entries: [SplitEntry]) throws(AmountOverflow) {
        guard let rest = entries.firstIndex(where: { $0.take == .remaining }) else { return }
        for (position, entry) in entries.enumerated() {
            guard let limits = entry.limits else { continue }
            let before = gifts[position]
            for (price, isMost) in [(limits.least, false), (limits.most, true)] {
                guard let price, let limit = price.wholeMinor(charge.currency) else { continue }
                let bound = baseMinor < 0 ? -limit : limit
                let isBelow = isMost == (baseMinor < 0)
                if isBelow ? gifts[position].amountMinor < bound : gifts[position].amountMinor > bound {
                    gifts[position].amountMinor = bound
                    gifts[position].node?.limit = price
                }
                if gifts[position].exact.isBeyond(bound, below: isBelow) {
                    gifts[position].exact = Fraction(whole: bound)
                }
            }
            let moved = try gifts[position].amountMinor.subtracting(before.amountMinor, charge.name)
            let left = try gifts[rest].amountMinor.subtracting(moved, charge.name)
            gifts[rest].amountMinor = left
            gifts[position].node?.movedMinor = moved
            let held = gifts[position]
            gifts[position].node?.amountMinor = held.amountMinor
            gifts[rest].node?.movedMinor -= moved
            gifts[rest].node?.amountMinor = left
            guard held.exact != before.exact else { continue }
            let exact = try before.exact.adding(held.exact.negated, charge.name)
            let exactLeft = try gifts[rest].exact.adding(exact, charge.name)
            gifts[rest].exact = exactLeft
        }
    }

    private mutating func give(
        _ gift: Gift, to target: SplitEntry.Target, byCost: Bool
    ) throws(AmountOverflow) {
        switch target {
        case .settlement(let among):
            note(gift.node, .settlement)
            try share(
                gift.amountMinor, gift.exact, among: among.enumerated().map { (gift.path + [$0.offset], $0.element) },
                depth: (gift.node?.depth ?? 0) + 1)
        case .recipient(.party(let party)):
            give(gift, to: party, nil)
        case .recipient(.iso(let otherwise)):
            guard let party = iso ?? otherwise else { preconditionFailure("app \(charge.key.app) has no ISO") }
            give(gift, to: party, iso == nil ? .otherwise : .iso)
        case .recipient(.provider):
            try giveToProviders(gift, byCost: byCost)
        }
    }

    private mutating func give(_ gift: Gift, to party: Identifier, _ standing: SplitNode.Standing?) {
        note(gift.node, .party(party), standing)
        steps.append(
            SplitStep(path: gift.path, party: party, amountMinor: gift.amountMinor, exact: gift.exact))
    }

    private mutating func giveToProviders(_ gift: Gift, byCost: Bool) throws(AmountOverflow) {
        let isOne = charge.parts.count == 1
        if isOne { note(gift.node, .party(charge.parts[0].provider), .provider) } else { note(gift.node, .providers) }
        let weights = try charge.weights(byCost: byCost)
        let whole = weights.reduce(Int128(0)) { $0 + Int128($1) }
        // Without a cost there is nothing to divide by cost.
        guard whole > 0 else { return }
        let amounts = try Allocation.shares(of: gift.amountMinor, weights: weights, charge.name)
        for (position, provider) in charge.parts.map(\.provider).enumerated() {
            if !isOne {
                let node = try part(
                    byCost ? .byCost : .byUnits, of: gift.amountMinor, weights[position], whole,
                    amount: amounts[position], depth: (gift.node?.depth ?? 0) + 1)
                note(node, .party(provider), .provider)
            }
            let share = try gift.exact.scaled(by: weights[position], of: whole, charge.name)
            steps.append(
                SplitStep(path: gift.path, party: provider, amountMinor: amounts[position], exact: share))
        }
    }

    // MARK: - The trace

    /// A node to be filled in; `nil` if no trace is asked for.
    private func node(_ take: SplitNode.Take, of total: Int64) -> SplitNode? {
        guard isTraced else { return nil }
        return SplitNode(
            depth: 0, take: take, target: .settlement, ofMinor: total, weight: 1, whole: 1, exact: .zero,
            amountMinor: 0,
            oddMinor: 0)
    }

    /// The node of a part of a level; `nil` if no trace is asked for.
    private func part(
        _ take: SplitNode.Take, of total: Int64, _ weight: Int64, _ whole: Int128, amount: Int64, depth: Int
    ) throws(AmountOverflow) -> SplitNode? {
        guard isTraced else { return nil }
        let floor = Int128(total) * Int128(weight) / whole
        return SplitNode(
            depth: depth, take: take, target: .settlement, ofMinor: total, weight: weight, whole: whole,
            exact: try Fraction(whole: total).scaled(by: weight, of: whole, charge.name), amountMinor: amount,
            oddMinor: amount - Int64(floor))
    }

    private mutating func note(
        _ node: SplitNode?, _ target: SplitNode.Target, _ standing: SplitNode.Standing? = nil
    ) {
        guard var node else { return }
        node.target = target
        node.standing = standing
        nodes.append(node)
    }
}

extension SplitEntry.Take {
    var isShare: Bool {
        switch self {
        case .share, .remaining: true
        case .cost, .perUnit: false
        }
    }

    /// The percentage of a share, in 10⁻⁸; `nil` for `remaining`.
    var rateScaled: Int64? {
        if case .share(let rate) = self { rate.scaled } else { nil }
    }
}
