public import Money
public import Rating
public import Rules
public import Vocabulary

/// One step of a split, as `explain` shows it: an entry of the rules, or one party's part of it.
public struct SplitStep: Hashable, Sendable {
    /// The entry's position in the split, from 0, then in its `among`; empty for a shortfall.
    public var path: [Int]
    public var party: Identifier
    public var amountMinor: Int64
    /// The share before any rounding, in minor units.
    public var exact: Fraction
}

/// Splits charges among the parties (S4.23 to S4.31). The shares add up to the charge, to the minor unit.
public struct Splitter: Sendable {
    let rules: Rules

    public init(_ rules: Rules) {
        self.rules = rules
    }

    /// Returns the parties' shares of a charge, by party id. A party whose shares add up to 0 is included.
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    public func shares(of charge: Charge) throws(AmountOverflow) -> [Share] {
        let shares = try steps(of: charge).map {
            Share(party: $0.party, amountMinor: $0.amountMinor, exact: $0.exact)
        }
        return try Share.addedUp(shares, "shares of \(charge.name)")
    }

    /// Returns the split of a charge step by step, in the order of the split.
    ///
    /// - Throws: `AmountOverflow` naming the charge.
    public func steps(of charge: Charge) throws(AmountOverflow) -> [SplitStep] {
        guard let split = rules.split(charge.split) else { preconditionFailure("no split \(charge.split)") }
        guard charge.amountMinor >= 0 else {
            // A negative charge here is not an adjustment: those are differences of two splits and are never split.
            var opposite = charge
            opposite.amountMinor = try Int64(0).subtracting(charge.amountMinor, charge.name)
            return try Work(rules, opposite, split).steps().map {
                SplitStep(path: $0.path, party: $0.party, amountMinor: -$0.amountMinor, exact: $0.exact.negated)
            }
        }
        return try Work(rules, charge, split).steps()
    }
}

/// The split of one charge that is 0 or more.
private struct Work {
    let charge: Charge
    let split: Split
    let rounding: Rounding
    let iso: Identifier?
    var result: [SplitStep] = []

    init(_ rules: Rules, _ charge: Charge, _ split: Split) {
        self.charge = charge
        self.split = split
        rounding = rules.rounding
        iso = rules.app(charge.key.app)?.iso
    }

    consuming func steps() throws(AmountOverflow) -> [SplitStep] {
        var base = charge.amountMinor
        for (position, entry) in split.entries.enumerated() {
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
            case .share, .remaining:
                continue
            }
            base = try base.subtracting(amount, charge.name)
            try give(amount, exact, to: entry, at: [position], byCost: entry.take == .cost)
        }
        guard base >= 0 else {
            try give(base, Fraction(whole: base), to: split.shortfall, at: [], byCost: false)
            return result
        }
        let shared = split.entries.enumerated().filter { $0.element.take.isShare }
        try share(base, Fraction(whole: base), among: shared.map { ([$0.offset], $0.element) })
        return result
    }

    /// Divides `total` by the percentages and the remaining entry, rounding by the largest remainder.
    private mutating func share(
        _ total: Int64, _ exact: Fraction, among entries: [([Int], SplitEntry)]
    ) throws(AmountOverflow) {
        let taken = entries.reduce(Int64(0)) { $0 + ($1.1.take.rateScaled ?? 0) }
        let weights = entries.map { $0.1.take.rateScaled ?? Rate.oneScaled - taken }
        let amounts = try Allocation.shares(of: total, weights: weights, charge.name)
        for (position, (path, entry)) in entries.enumerated() {
            let part = try exact.scaled(by: weights[position], of: Int128(Rate.oneScaled), charge.name)
            try give(amounts[position], part, to: entry, at: path, byCost: false)
        }
    }

    private mutating func give(
        _ amount: Int64, _ exact: Fraction, to entry: SplitEntry, at path: [Int], byCost: Bool
    ) throws(AmountOverflow) {
        switch entry.target {
        case .recipient(let recipient):
            try give(amount, exact, to: recipient, at: path, byCost: byCost)
        case .settlement(let among):
            try share(amount, exact, among: among.enumerated().map { (path + [$0.offset], $0.element) })
        }
    }

    private mutating func give(
        _ amount: Int64, _ exact: Fraction, to recipient: Recipient, at path: [Int], byCost: Bool
    ) throws(AmountOverflow) {
        switch recipient {
        case .party(let party):
            result.append(SplitStep(path: path, party: party, amountMinor: amount, exact: exact))
        case .iso(let otherwise):
            guard let party = iso ?? otherwise else { preconditionFailure("app \(charge.key.app) has no ISO") }
            result.append(SplitStep(path: path, party: party, amountMinor: amount, exact: exact))
        case .provider:
            let weights = try charge.weights(byCost: byCost)
            let whole = weights.reduce(Int128(0)) { $0 + Int128($1) }
            // Without a cost there is nothing to divide by cost.
            guard whole > 0 else { return }
            let amounts = try Allocation.shares(of: amount, weights: weights, charge.name)
            for (position, part) in charge.parts.enumerated() {
                let share = try exact.scaled(by: weights[position], of: whole, charge.name)
                result.append(
                    SplitStep(path: path, party: part.provider, amountMinor: amounts[position], exact: share))
            }
        }
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
