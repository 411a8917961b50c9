import Money
import Rules
import Vocabulary

/// A split, calculated again step by step (S4.23 to S4.31).
struct SplitWork {
    struct Part {
        var amount: Int128 = 0
        /// The part before any rounding; `nil` if its terms exceed 128 bits. The amount may still fit.
        var exact: Ratio? = Ratio(0)
    }

    let split: SplitVersion
    /// The app's ISO on the days of the charge, or of its part.
    let iso: Identifier?
    let currency: Currency
    let counted: Counted?
    private(set) var parts: [Identifier: Part] = [:]
    /// Whether the shares divide less than nothing, so that their limits are those of the opposite shares.
    private var sharesLoss = false

    init(_ split: SplitVersion, iso: Identifier?, _ currency: Currency, _ counted: Counted?) {
        self.split = split
        self.iso = iso
        self.currency = currency
        self.counted = counted
    }

    /// Returns every party's part of a charge, or of a part of one.
    ///
    /// - Parameter exact: the amount before any rounding, if it is a part of a charge.
    /// - Throws: `Unworkable` if a figure is missing or exceeds 128 bits.
    mutating func parts(
        of amount: Int128, _ exact: Ratio?, under rules: Rules
    ) throws(Unworkable) -> [Identifier: Part] {
        // The first edition splits a negative charge as its opposite, and negates the parts.
        let sign: Int128 = amount < 0 && !rules.edition.keepsOffTheTopOfNegatives ? -1 : 1
        var base = amount * sign
        for entry in split.entries {
            switch entry.take {
            case .cost:
                let cost = try Arithmetic.sum((counted?.parts ?? [:]).values.map(\.cost))
                try give(cost, Ratio(cost), sign, entry.target, rules, byCost: true)
                base = try Arithmetic.sum(base, -cost)
            case .perUnit(let price):
                guard let units = counted == nil ? 0 : counted?.units else { throw Unworkable("units not known") }
                let exact = try Arithmetic.product(units, try Arithmetic.e8(price, currency))
                let part = Arithmetic.rounded(e8: exact, rules.rounding)
                try give(part, Ratio(exact, Arithmetic.power(8)), sign, entry.target, rules, byCost: false)
                base = try Arithmetic.sum(base, -part)
            case .share, .remaining: continue
            }
        }
        // Off the top go whole minor units.
        let rest = (sign < 0 ? exact?.opposite : exact)?.plus(Ratio(try Arithmetic.sum(base, -amount * sign)))
        if base < 0, amount >= 0 || sign < 0 {
            try give(base, rest, sign, .recipient(split.shortfall), rules, byCost: false)
        } else {
            sharesLoss = base < 0
            let shares = split.entries.filter { SplitWork.isShare($0) }
            if !shares.isEmpty { try share(base, rest, sign, shares, rules) }
        }
        return parts
    }

    private static func isShare(_ entry: SplitEntry) -> Bool {
        switch entry.take {
        case .share, .remaining: true
        case .cost, .perUnit: false
        }
    }

    private mutating func share(
        _ amount: Int128, _ exact: Ratio?, _ sign: Int128, _ entries: [SplitEntry], _ rules: Rules
    ) throws(Unworkable) {
        let hundred = Arithmetic.power(8)
        var weights: [Int128] = []
        for entry in entries {
            if case .share(let rate) = entry.take { weights.append(Int128(rate.scaled)) } else { weights.append(-1) }
        }
        let named = weights.filter { $0 >= 0 }.reduce(0, +)
        weights = weights.map { $0 < 0 ? hundred - named : $0 }
        // What is left of a negative charge is shared as its opposite.
        let amounts = try Arithmetic.shares(of: amount < 0 ? -amount : amount, weights)
        var shares = amounts.map { amount < 0 ? -$0 : $0 }
        var exacts = weights.map { exact?.times($0, of: hundred) }
        if entries.contains(where: { $0.limits != nil }) {
            try hold(&shares, &exacts, of: amount, exact, entries)
        }
        for (index, entry) in entries.enumerated() {
            try give(shares[index], exacts[index], sign, entry.target, rules, byCost: false)
        }
    }

    /// Holds each share between its `min` and `max`. `remaining` has what the others then leave (S4.40).
    private func hold(
        _ shares: inout [Int128], _ exacts: inout [Ratio?], of amount: Int128, _ exact: Ratio?, _ entries: [SplitEntry]
    ) throws(Unworkable) {
        guard let rest = entries.firstIndex(where: { $0.take == .remaining }) else {
            throw Unworkable("a limit without 'remaining'")
        }
        var left = amount
        var leftExact = exact
        for (index, entry) in entries.enumerated() where index != rest {
            var low = entry.limits?.least?.wholeMinor(currency).map { Int128($0) }
            var high = entry.limits?.most?.wholeMinor(currency).map { Int128($0) }
            if sharesLoss { (low, high) = (high.map { -$0 }, low.map { -$0 }) }
            if let low {
                shares[index] = max(shares[index], low)
                if let share = exacts[index], share.isBelow(low) { exacts[index] = Ratio(low) }
            }
            if let high {
                shares[index] = min(shares[index], high)
                if let share = exacts[index], share.opposite.isBelow(-high) { exacts[index] = Ratio(high) }
            }
            left = try Arithmetic.sum(left, -shares[index])
            leftExact = exacts[index].flatMap { leftExact?.plus($0.opposite) }
        }
        shares[rest] = left
        exacts[rest] = leftExact
    }

    private mutating func give(
        _ amount: Int128, _ exact: Ratio?, _ sign: Int128, _ target: SplitEntry.Target, _ rules: Rules,
        byCost: Bool
    ) throws(Unworkable) {
        switch target {
        case .settlement(let among): try share(amount, exact, sign, among, rules)
        case .recipient(.party(let party)): try add(party, amount, exact, sign)
        case .recipient(.iso(let otherwise)):
            guard let party = iso ?? otherwise else { throw Unworkable("the app has no ISO") }
            try add(party, amount, exact, sign)
        case .recipient(.provider):
            let providers = (counted?.parts ?? [:]).sorted { $0.key < $1.key }
            let weights = providers.map { byCost ? $0.value.cost : $0.value.units }
            let whole = try Arithmetic.sum(weights)
            if whole == 0, amount == 0 { return }
            // A shortfall is negative and is divided as its opposite.
            let amounts = try Arithmetic.shares(of: amount < 0 ? -amount : amount, weights)
            for (index, provider) in providers.enumerated() {
                let part = exact?.times(weights[index], of: whole)
                try add(provider.key, amount < 0 ? -amounts[index] : amounts[index], part, sign)
            }
        }
    }

    private mutating func add(
        _ party: Identifier, _ amount: Int128, _ exact: Ratio?, _ sign: Int128
    ) throws(Unworkable) {
        var part = parts[party] ?? Part()
        part.amount = try Arithmetic.sum(part.amount, amount * sign)
        part.exact = exact.flatMap { part.exact?.plus(sign < 0 ? $0.opposite : $0) }
        parts[party] = part
    }
}
