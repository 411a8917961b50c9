import Money
import Rating
import Rules
import Vocabulary

/// The way through the entries of a split. It gives the steps and, if asked for, the trace.
struct SplitWalk {
    private let charge: Charge
    /// The amount of the charge before any rounding: a part's may be no whole minor unit.
    private let exact: Fraction
    private let rounding: Rounding
    private let iso: Identifier?
    /// Stands in on a day without one for which the rules need one; such rules are refused before it counts.
    private let firstISO: Identifier?
    private let isTraced: Bool
    private(set) var steps: [SplitStep] = []
    private(set) var nodes: [SplitNode] = []
    private(set) var baseMinor: Int64 = 0

    init(_ rules: Rules, _ charge: Charge, _ exact: Fraction, isTraced: Bool) {
        self.charge = charge
        self.exact = exact
        self.isTraced = isTraced
        rounding = rules.rounding
        let isos = rules.app(charge.key.app)?.isos ?? []
        iso = isos.value(on: charge.day)
        firstISO = isos.first?.value
    }

    /// Adds the walk of a part of the charge.
    mutating func add(
        _ walk: SplitWalk, of part: ChargePart, _ amountMinor: Int64, _ exact: Fraction, _ units: Int128
    ) throws(AmountOverflow) {
        steps += walk.steps
        baseMinor = try baseMinor.adding(walk.baseMinor, charge.name)
        guard
            var node = try self.part(
                .days(first: part.first, end: part.end), of: charge.amountMinor, part.units, units,
                amount: amountMinor, depth: 0)
        else { return }
        node.target = .dated(iso: walk.iso)
        nodes.append(node)
        for var inner in walk.nodes {
            inner.depth += 1
            nodes.append(inner)
        }
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

    mutating func run(_ split: SplitVersion) throws(AmountOverflow) {
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
        // Off the top go whole minor units.
        let exactBase =
            baseMinor == charge.amountMinor
            ? exact
            : try exact.adding(Fraction(Int128(baseMinor) - Int128(charge.amountMinor), over: 1), charge.name)
        // Of a negative charge, what is left is negative too, and is shared; it is no shortfall.
        guard baseMinor >= 0 || charge.amountMinor < 0 else {
            var node = node(.shortfall, of: baseMinor)
            node?.amountMinor = baseMinor
            node?.exact = Fraction(whole: baseMinor)
            let gift = Gift(amountMinor: baseMinor, exact: exactBase, path: [], node: node)
            return try give(gift, to: .recipient(split.shortfall), byCost: false)
        }
        let shared = split.entries.enumerated().filter { $0.element.take.isShare }
        try share(
            baseMinor, exactBase, among: shared.map { ([$0.offset], $0.element) }, depth: 0)
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
            guard let party = iso ?? otherwise ?? firstISO else {
                preconditionFailure("app \(charge.key.app) has no ISO")
            }
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
