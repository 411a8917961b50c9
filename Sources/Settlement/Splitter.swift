package import Money
package import Rating
package import Rules
package import Vocabulary

/// One step of a split, as `explain` shows it: an entry of the rules, or one party's part of it.
package struct SplitStep: Hashable, Sendable {
    /// The entry's position in the split's version, from 0, then in its `among`; empty for a shortfall.
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
        guard charge.dated.count > 1 else {
            let exact = Fraction(whole: charge.amountMinor)
            guard let only = charge.dated.first else {
                return try walk(undivided: charge, exact, isTraced: isTraced)
            }
            var charge = charge
            charge.day = only.first
            return try walk(undivided: charge, exact, isTraced: isTraced)
        }
        // A charge whose calls fall under several versions or ISOs is divided by units, and each part is split by its
        // own (S4.42).
        let units = charge.dated.map(\.units)
        let whole = units.reduce(Int128(0)) { $0 + Int128($1) }
        let amounts = try Allocation.shares(of: charge.amountMinor, weights: units, charge.name)
        var all = SplitWalk(rules, charge, Fraction(whole: charge.amountMinor), isTraced: isTraced)
        for (dated, amount) in zip(charge.dated, amounts) {
            var part = charge
            (part.amountMinor, part.units, part.parts) = (amount, dated.units, dated.providers)
            (part.dated, part.day) = ([], dated.first)
            let exact = try Fraction(whole: charge.amountMinor).scaled(by: dated.units, of: whole, charge.name)
            let walk = try walk(undivided: part, exact, isTraced: isTraced)
            try all.add(walk, of: dated, amount, exact, whole)
        }
        return all
    }

    private func walk(
        undivided charge: Charge, _ exact: Fraction, isTraced: Bool
    ) throws(AmountOverflow) -> SplitWalk {
        guard let split = rules.split(charge.split) else { preconditionFailure("no split \(charge.split)") }
        // Rules without a version for a day are refused before a period is worked out; only `status` goes on, and says
        // so.
        let version = split.version(on: charge.day) ?? split.versions[0]
        // A negative charge here is not an adjustment: those are differences of two splits and are never split.
        guard charge.amountMinor >= 0 || rules.edition.keepsOffTheTopOfNegatives else {
            var opposite = charge
            opposite.amountMinor = try Int64(0).subtracting(charge.amountMinor, charge.name)
            var walk = SplitWalk(rules, opposite, exact.negated, isTraced: isTraced)
            try walk.run(version)
            walk.negate()
            return walk
        }
        var walk = SplitWalk(rules, charge, exact, isTraced: isTraced)
        try walk.run(version)
        return walk
    }
}
