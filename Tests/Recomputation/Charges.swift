import BigInt

/// One line of a charge, before it is on an invoice.
struct Line {
    var kind: String
    var tariff: ByteString
    var tier = ""
    var quantity = ""
    var unit = ""
    var unitPrice = ""
    /// In minor units.
    var amount: BigInt
    var description: String
    var tax: LineTax?
}

/// The entries of a counter before another that have transactions of the app, with their lines.
struct Before {
    var units: BigInt = 0
    var amount: BigInt = 0
    /// Their minimums by days, in minor units.
    var minimum = Fraction.zero
    /// Whether an entry after it has transactions.
    var isFollowed = false
}

/// The lines that an entry makes from an app's transactions: usage and flat lines, discount, minimum, maximum.
func lines(
    _ entry: Entry, _ transactions: [Transaction], _ currency: ByteString, _ period: Period, _ rounding: Rounding,
    _ before: Before = Before()
) -> [Line] {
    let count = transactions.reduce(BigInt(0)) { $0 + entry.units($1) }
    if count == 0 { return [] }
    if case .free = entry.charge { return [] }
    var result = usageLines(entry, transactions, before.units, count, currency, rounding)
    let factor = minorFactor(currency)

    let full = result.reduce(BigInt(0)) { $0 + $1.amount }
    let discount = -(Fraction(full) * entry.discount).rounded(rounding)
    if discount != 0 {
        result.append(Line(kind: "discount", tariff: entry.id, amount: discount, description: entry.description))
    }
    // Minimum and maximum are of all that a counter counts.
    if before.isFollowed { return result }
    let minimum = minimumOfDays(entry, currency, period, rounding) + before.minimum.rounded(rounding)
    let missing = minimum - (before.amount + full + discount)
    if minimum > 0, missing > 0 {
        result.append(Line(kind: "minimum", tariff: entry.id, amount: missing, description: entry.description))
    }
    let standing = result.reduce(before.amount) { $0 + $1.amount }
    if let maximum = entry.maximum.map({ ($0 * factor).rounded(rounding) }), standing > maximum {
        result.append(
            Line(kind: "maximum", tariff: entry.id, amount: maximum - standing, description: entry.description))
    }
    return result
}

/// The minimum for the days of the period on which the entry holds, in minor units.
func minimumOfDays(_ entry: Entry, _ currency: ByteString, _ period: Period, _ rounding: Rounding) -> BigInt {
    let part = entry.isProrated ? partOfDays(entry.from, entry.until, period) : Fraction(1)
    return (entry.minimum * minorFactor(currency) * part).rounded(rounding)
}

private func usageLines(
    _ entry: Entry, _ transactions: [Transaction], _ before: BigInt, _ count: BigInt, _ currency: ByteString,
    _ rounding: Rounding
) -> [Line] {
    let factor = minorFactor(currency)
    func usage(_ quantity: BigInt, _ price: Price, tier: Int? = nil, unit: String? = nil) -> Line {
        Line(
            kind: "usage", tariff: entry.id, tier: tier.map { String($0) } ?? "", quantity: quantity.description,
            unit: unit ?? entry.unit, unitPrice: price.text,
            amount: (Fraction(quantity) * price.value * factor).rounded(rounding), description: entry.description)
    }
    func flat(_ tier: Tier, _ number: Int) -> [Line] {
        guard let flat = tier.flat, flat.value != .zero else { return [] }
        return [
            Line(
                kind: "flat", tariff: entry.id, tier: String(number), quantity: "1", unitPrice: flat.text,
                amount: (flat.value * factor).rounded(rounding), description: entry.description)
        ]
    }
    func each(_ amount: (Transaction) -> Fraction) -> [Line] {
        let sum = transactions.reduce(BigInt(0)) { $0 + amount($1).rounded(rounding) }
        return [
            Line(
                kind: "usage", tariff: entry.id, quantity: count.description, unit: entry.unit, amount: sum,
                description: entry.description)
        ]
    }

    switch entry.charge {
    case .free: return []
    case .perUnit(let price): return [usage(count, price)]
    case .graduated(let tiers):
        var result: [Line] = []
        var first: BigInt = 1
        for (index, tier) in tiers.enumerated() {
            // The units before + 1 to before + count that lie in first to last.
            let last = tier.upTo ?? max(first, before + count)
            let (low, high) = (max(first, before + 1), min(last, before + count))
            if low <= high {
                result.append(usage(high - low + 1, tier.price, tier: index + 1))
                if low == first { result += flat(tier, index + 1) }
            }
            first = last + 1
        }
        return result
    case .volume(let tiers):
        guard let index = tiers.firstIndex(where: { $0.upTo.map { before + count <= $0 } ?? true }) else { return [] }
        let first = index > 0 ? tiers[index - 1].upTo! + 1 : 1
        return [usage(count, tiers[index].price, tier: index + 1)]
            + (before >= first ? [] : flat(tiers[index], index + 1))
    case .package(let size, let price, let included):
        let packages = { (units: BigInt) in (max(0, units - included) + size - 1) / size }
        return [usage(packages(before + count) - packages(before), price, unit: "package")]
    case .percentage(let rate, let fixed, let least, let most):
        return each { transaction in
            var amount = Fraction(BigInt(transaction.call.amount)) * rate + fixed * factor
            if let least { amount = max(amount, least * factor) }
            if let most { amount = min(amount, most * factor) }
            return amount
        }
    case .costPlus(let rate, let fixed):
        return each { Fraction(BigInt($0.cost)) * (Fraction(1) + rate) + fixed * factor }
    }
}
