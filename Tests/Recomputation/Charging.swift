import BigInt

/// The identity of a charge, in whichever period's report it occurs.
struct ChargeKey: Hashable {
    enum Kind: Int, Hashable {
        case tariff
        case fee
        case income
    }
    let kind: Kind
    let app: ByteString
    let currency: ByteString
    /// The id of the tariff, fee or income entry.
    let id: ByteString
    /// The provider of an income charge; otherwise empty.
    let provider: ByteString

    var stream: ByteString { kind == .income ? "income" : "invoice" }
}

/// All lines of one entry on one invoice (or of a provider's income), with their split.
struct Charge {
    let key: ChargeKey
    /// The period of the usage; for an adjustment, a past one.
    let period: Period
    let isAdjustment: Bool
    /// The entry's position in its rules.
    let order: Int
    let description: String
    let lines: [Line]
    let amount: BigInt
    let shares: [ByteString: Share]
    /// The party that collects it.
    let collector: ByteString
}

/// A transaction of a period, with its verdict.
struct Judged {
    let transaction: Transaction
    let verdict: Verdict
}

func judged(_ transactions: [Transaction], in period: Period, _ rules: Rules) -> [Judged] {
    transactions.filter { period.contains(localDay($0.call.time, rules.timeZone)) }
        .map { Judged(transaction: $0, verdict: judge($0, rules)) }
}

/// The usage charges and income charges of a period's transactions.
func usageCharges(_ judged: [Judged], _ period: Period, _ rules: Rules) -> [Charge] {
    var tariffUse: [Int: [ByteString: [Transaction]]] = [:]
    var incomeUse: [Int: [ByteString: [ByteString: [Transaction]]]] = [:]
    for item in judged {
        let app = item.transaction.call.app
        if case .rated(let index) = item.verdict.rating {
            tariffUse[index, default: [:]][app, default: []].append(item.transaction)
        }
        if let index = item.verdict.income, let provider = rules.provider(item.transaction.provider) {
            incomeUse[index, default: [:]][app, default: [:]][provider, default: []].append(item.transaction)
        }
    }
    var result: [Charge] = []
    for (index, apps) in tariffUse {
        for (app, transactions) in apps {
            result += charge(rules.tariffs[index], index, app, "", transactions, period, rules)
        }
    }
    for (index, apps) in incomeUse {
        for (app, providers) in apps {
            for (provider, transactions) in providers {
                result += charge(rules.income[index], index, app, provider, transactions, period, rules)
            }
        }
    }
    return result
}

private func charge(
    _ entry: Entry, _ index: Int, _ app: ByteString, _ provider: ByteString, _ transactions: [Transaction],
    _ period: Period, _ rules: Rules
) -> [Charge] {
    guard let currency = entry.currency, let splitID = entry.split, let form = rules.splits[splitID] else { return [] }
    let lines = lines(entry, transactions, currency, period, rules.rounding)
    if lines.isEmpty { return [] }
    let amount = lines.reduce(BigInt(0)) { $0 + $1.amount }

    var facts = SplitFacts(app: app, currency: currency)
    for transaction in transactions {
        guard let party = rules.provider(transaction.provider) else { continue }
        facts.units[party, default: 0] += entry.units(transaction)
        facts.cost[party, default: 0] += BigInt(transaction.cost)
    }
    let key = ChargeKey(
        kind: provider.isEmpty ? .tariff : .income, app: app, currency: currency, id: entry.id, provider: provider)
    return [
        Charge(
            key: key, period: period, isAdjustment: false, order: index, description: entry.description, lines: lines,
            amount: amount,
            shares: split(amount, by: form, facts, rules), collector: provider.isEmpty ? rules.issuer : provider)
    ]
}

/// The fees that apps owe in a period.
func feeCharges(_ period: Period, _ rules: Rules) -> [Charge] {
    var result: [Charge] = []
    for (index, fee) in rules.fees.enumerated() where fee.overlaps(period) {
        guard let form = rules.splits[fee.split] else { continue }
        let part = fee.isProrated ? partOfDays(fee.from, fee.until, period) : Fraction(1)
        let amount = (fee.amount.value * minorFactor(fee.currency) * part).rounded(rules.rounding)
        for app in fee.apps ?? Array(rules.apps.keys) {
            let line = Line(
                kind: "fee", tariff: fee.id, quantity: "1", unit: "period", unitPrice: fee.amount.text, amount: amount,
                description: fee.description)
            result.append(
                Charge(
                    key: ChargeKey(kind: .fee, app: app, currency: fee.currency, id: fee.id, provider: ""),
                    period: period,
                    isAdjustment: false, order: index, description: fee.description, lines: [line], amount: amount,
                    shares: split(amount, by: form, SplitFacts(app: app, currency: fee.currency), rules),
                    collector: rules.issuer))
        }
    }
    return result
}
