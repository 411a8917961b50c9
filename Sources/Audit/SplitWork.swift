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

    let split: Split
    let app: Identifier
    let currency: Currency
    let counted: Counted?
    private(set) var parts: [Identifier: Part] = [:]

    init(_ split: Split, app: Identifier, _ currency: Currency, _ counted: Counted?) {
        self.split = split
        self.app = app
        self.currency = currency
        self.counted = counted
    }

    /// Returns every party's part of a charge.
    ///
    /// - Throws: `Unworkable` if a figure is missing or exceeds 128 bits.
    mutating func parts(of amount: Int128, under rules: Rules) throws(Unworkable) -> [Identifier: Part] {
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
        if base < 0, amount >= 0 || sign < 0 {
            try give(base, Ratio(base), sign, .recipient(split.shortfall), rules, byCost: false)
        } else {
            let shares = split.entries.filter { SplitWork.isShare($0) }
            if !shares.isEmpty { try share(base, Ratio(base), sign, shares, rules) }
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
        for (index, entry) in entries.enumerated() {
            let part = exact?.times(weights[index], of: hundred)
            try give(
                amount < 0 ? -amounts[index] : amounts[index], part, sign, entry.target, rules, byCost: false)
        }
    }

    private mutating func give(
        _ amount: Int128, _ exact: Ratio?, _ sign: Int128, _ target: SplitEntry.Target, _ rules: Rules,
        byCost: Bool
    ) throws(Unworkable) {
        switch target {
        case .settlement(let among): try share(amount, exact, sign, among, rules)
        case .recipient(.party(let party)): try add(party, amount, exact, sign)
        case .recipient(.iso(let otherwise)):
            let iso = rules.app(app)?.iso
            guard let party = iso ?? otherwise else { throw Unworkable("\(app) has no ISO") }
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
