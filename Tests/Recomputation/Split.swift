import BigInt

/// A party's share of a charge.
struct Share: Equatable {
    var amount: BigInt
    /// The share before any rounding, in minor units.
    var exact: Fraction
}

/// The facts that a split depends on, apart from the amount.
struct SplitFacts {
    let app: ByteString
    let currency: ByteString
    /// The app's sales organisation.
    var iso: ByteString?
    /// By provider.
    var units: [ByteString: BigInt] = [:]
    var cost: [ByteString: BigInt] = [:]
}

/// Divides a total by weights: largest remainder, ties in the order written. A negative total gives the opposite of
/// what its opposite gives.
func allocate(_ total: BigInt, _ weights: [Fraction]) -> [BigInt] {
    if total < 0 { return allocate(-total, weights).map { -$0 } }
    let sum = weights.reduce(.zero, +)
    if sum == .zero { return weights.map { _ in 0 } }
    let exact = weights.map { Fraction(total) * $0 / sum }
    var result = exact.map(\.floor)
    let rests = zip(exact, result).map { $0 - Fraction($1) }
    let order = rests.indices.sorted { rests[$0] != rests[$1] ? rests[$0] > rests[$1] : $0 < $1 }
    var missing = total - result.reduce(0, +)
    for index in order where missing > 0 {
        result[index] += 1
        missing -= 1
    }
    return result
}

/// Splits an amount among the parties.
///
/// - Parameter exact: the amount before rounding; another where it is a part of a larger one.
func shared(
    _ amount: BigInt, _ exact: Fraction, by version: SplitVersion, _ facts: SplitFacts, _ rules: Rules
) -> [ByteString: Share] {
    var splitter = Splitter(rules: rules, facts: facts)
    splitter.share(amount, exact, version)
    return splitter.shares
}

/// What a transaction counts for in a charge.
struct Counted {
    let day: Day
    let provider: ByteString
    let units: BigInt
    let cost: BigInt
}

/// The transactions of a charge between two changes of its split or, if it names it, of the app's organisation.
struct ChargePart {
    /// The first day within the period; for the parts before any change, the period's.
    let first: Day
    var counted: [Counted]

    var units: BigInt { counted.reduce(BigInt(0)) { $0 + $1.units } }
}

/// The parts of a charge with transactions, in the order of their days.
func parts(
    _ counted: [Counted], _ split: Split, app: ByteString, _ period: Period, _ rules: Rules
) -> (parts: [ChargePart], changes: Bool) {
    let isos = split.versions.contains(where: \.namesISO) ? rules.apps[app]?.isos ?? [] : []
    var firsts = [period.first]
    for number in period.first.number + 1..<period.afterLast.number {
        let (day, before) = (Day(number: number), Day(number: number - 1))
        let begins = split.version(day) != nil && split.version(day) != split.version(before)
        if begins || name(isos, day) != name(isos, before) { firsts.append(day) }
    }
    var parts = firsts.map { ChargePart(first: $0, counted: []) }
    for item in counted { parts[firsts.lastIndex { $0 <= item.day }!].counted.append(item) }
    return (parts.filter { !$0.counted.isEmpty }, firsts.count > 1)
}

/// Splits a charge by the days of its transactions: the parts share the amount by their units.
func split(
    _ amount: BigInt, by split: Split, _ parts: [ChargePart], app: ByteString, _ currency: ByteString, _ rules: Rules
) -> [ByteString: Share] {
    let amounts = allocate(amount, parts.map { Fraction($0.units) })
    let whole = parts.reduce(BigInt(0)) { $0 + $1.units }
    var result: [ByteString: Share] = [:]
    for (index, part) in parts.enumerated() {
        let day = part.counted[0].day
        var facts = SplitFacts(app: app, currency: currency, iso: rules.apps[app].flatMap { name($0.isos, day) })
        for item in part.counted {
            facts.units[item.provider, default: 0] += item.units
            facts.cost[item.provider, default: 0] += item.cost
        }
        let exact = Fraction(amount) * Fraction(part.units, over: whole)
        let version = split.versions[split.version(day)!]
        for (party, share) in shared(amounts[index], exact, by: version, facts, rules) {
            let before = result[party] ?? Share(amount: 0, exact: .zero)
            result[party] = Share(amount: before.amount + share.amount, exact: before.exact + share.exact)
        }
    }
    return result
}

private struct Splitter {
    let rules: Rules
    let facts: SplitFacts
    var shares: [ByteString: Share] = [:]

    mutating func share(_ amount: BigInt, _ whole: Fraction, _ split: SplitVersion) {
        let units = facts.units.values.reduce(BigInt(0), +)
        var base = amount
        for item in split.items {
            let exact: Fraction
            switch item.kind {
            case .cost: exact = Fraction(facts.cost.values.reduce(BigInt(0), +))
            case .perUnit(let price): exact = Fraction(units) * price * minorFactor(facts.currency)
            default: continue
            }
            let part = exact.rounded(rules.rounding)
            base -= part
            give(item, part, exact)
        }

        // What is left before rounding.
        let rest = whole + Fraction(base - amount)
        if amount < 0 {
            // Percentages of what is left are those of its opposite, negated.
            let sign: BigInt = base < 0 ? -1 : 1
            var opposite = Splitter(rules: rules, facts: facts)
            opposite.give(split.items.filter { $0.isShare }, base * sign, rest * Fraction(sign))
            for (party, share) in opposite.shares { add(party, share.amount * sign, share.exact * Fraction(sign)) }
            return
        }
        if base < 0 {
            var loss = Splitter(rules: rules, facts: facts)
            let taker = SplitItem(
                to: split.shortfall ?? rules.issuer, kind: .remaining, otherwise: rules.issuer, among: [])
            loss.give(taker, -base, rest * Fraction(-1))
            for (party, share) in loss.shares { add(party, -share.amount, -share.exact) }
            return
        }
        give(split.items.filter { $0.isShare }, base, rest)
    }

    /// Divides one amount into its shares and the remainder.
    private mutating func give(_ items: [SplitItem], _ amount: BigInt, _ exact: Fraction) {
        var left = Fraction(1)
        for item in items { if case .share(let share) = item.kind { left = left - share } }
        let weights = items.map { item in
            if case .share(let share) = item.kind { share } else { left }
        }
        var parts = allocate(amount, weights)
        var exacts = weights.map { exact * $0 }
        // What a limit takes from a share, or gives to it, is the remaining entry's.
        for (index, item) in items.enumerated() {
            guard let rest = items.firstIndex(where: { if case .remaining = $0.kind { true } else { false } }) else {
                continue
            }
            let factor = minorFactor(facts.currency)
            var (part, share) = (parts[index], exacts[index])
            if let least = item.least.map({ $0 * factor }) {
                part = max(part, least.rounded(rules.rounding))
                share = max(share, least)
            }
            if let most = item.most.map({ $0 * factor }) {
                part = min(part, most.rounded(rules.rounding))
                share = min(share, most)
            }
            parts[rest] += parts[index] - part
            exacts[rest] = exacts[rest] + (exacts[index] - share)
            if index != rest { (parts[index], exacts[index]) = (part, share) }
        }
        for (index, item) in items.enumerated() { give(item, parts[index], exacts[index]) }
    }

    private mutating func give(_ item: SplitItem, _ amount: BigInt, _ exact: Fraction) {
        if item.to == "settlement" {
            give(item.among, amount, exact)
        } else if item.to == "provider" {
            var weights = facts.units
            if case .cost = item.kind { weights = facts.cost }
            let providers = weights.keys.sorted()
            let parts = allocate(amount, providers.map { Fraction(weights[$0]!) })
            let sum = weights.values.reduce(BigInt(0), +)
            if sum == 0 { return }
            for (index, provider) in providers.enumerated() {
                add(provider, parts[index], exact * Fraction(weights[provider]!, over: sum))
            }
        } else if let party = party(item.to) {
            add(party, amount, exact)
        } else {
            guard let otherwise = item.otherwise else { preconditionFailure("no party for \(item.to.text)") }
            give(SplitItem(to: otherwise, kind: item.kind, otherwise: nil, among: []), amount, exact)
        }
    }

    private mutating func add(_ party: ByteString, _ amount: BigInt, _ exact: Fraction) {
        let before = shares[party] ?? Share(amount: 0, exact: .zero)
        shares[party] = Share(amount: before.amount + amount, exact: before.exact + exact)
    }

    /// The party that a name means: first a party's id, then a role.
    private func party(_ name: ByteString) -> ByteString? {
        if rules.party(name) != nil { return name }
        if name == "iso" { return facts.iso }
        return rules.parties.first { $0.role == name }?.id
    }
}

extension SplitItem {
    /// Whether it takes a part of the base, rather than off the top.
    fileprivate var isShare: Bool {
        switch kind {
        case .share, .remaining: true
        case .cost, .perUnit: false
        }
    }
}
