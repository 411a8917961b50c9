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

/// The lines that an entry makes from an app's transactions: usage and flat lines, discount, minimum, maximum.
func lines(
    _ entry: Entry, _ transactions: [Transaction], _ currency: ByteString, _ period: Period, _ rounding: Rounding
) -> [Line] {
    let count = transactions.reduce(BigInt(0)) { $0 + entry.units($1) }
    if count == 0 { return [] }
    if case .free = entry.charge { return [] }
    var result = usageLines(entry, transactions, count, currency, rounding)
    let factor = minorFactor(currency)

    let full = result.reduce(BigInt(0)) { $0 + $1.amount }
    let discount = -(Fraction(full) * entry.discount).rounded(rounding)
    if discount != 0 {
        result.append(Line(kind: "discount", tariff: entry.id, amount: discount, description: entry.description))
    }
    let part = entry.isProrated ? partOfDays(entry.from, entry.until, period) : Fraction(1)
    let missing = (entry.minimum * factor * part).rounded(rounding) - (full + discount)
    if entry.minimum > .zero, missing > 0 {
        result.append(Line(kind: "minimum", tariff: entry.id, amount: missing, description: entry.description))
    }
    let standing = result.reduce(BigInt(0)) { $0 + $1.amount }
    if let maximum = entry.maximum.map({ ($0 * factor).rounded(rounding) }), standing > maximum {
        result.append(
            Line(kind: "maximum", tariff: entry.id, amount: maximum - standing, description: entry.description))
    }
    return result
}

private func usageLines(
    _ entry: Entry, _ transactions: [Transaction], _ count: BigInt, _ currency: ByteString, _ rounding: Rounding
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
        var below: BigInt = 0
        for (index, tier) in tiers.enumerated() where count > below {
            let top = min(count, tier.upTo ?? count)
            result.append(usage(top - below, tier.price, tier: index + 1))
            result += flat(tier, index + 1)
            below = top
        }
        return result
    case .volume(let tiers):
        guard let index = tiers.firstIndex(where: { $0.upTo.map { count <= $0 } ?? true }) else { return [] }
        return [usage(count, tiers[index].price, tier: index + 1)] + flat(tiers[index], index + 1)
    case .package(let size, let price, let included):
        let beyond = max(0, count - included)
        return [usage((beyond + size - 1) / size, price, unit: "package")]
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
