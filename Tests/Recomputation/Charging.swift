import BigInt

/// The identity of a charge, in whichever period's report it occurs.
struct ChargeKey: Hashable {
    enum Kind: Int, Hashable {
        case tariff
        case fee
        case income
        /// Booked by hand.
        case entry
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
    /// Its parts, if its split or the app's organisation changes within the period.
    var parts: [ChargePart] = []
    /// The document that an entry by hand names, and its place among all.
    var concerns: (place: Int, number: String)?
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
            let entry = rules.tariffs[index].of(app)
            let before = before(entry, rules.tariffs, app, period, rules) { tariffUse[$0]?[app] }
            result += charge(entry, index, app, "", transactions, period, rules, before)
        }
    }
    for (index, apps) in incomeUse {
        for (app, providers) in apps {
            for (provider, transactions) in providers {
                let entry = rules.income[index].of(app)
                let before = before(entry, rules.income, app, period, rules) { incomeUse[$0]?[app]?[provider] }
                result += charge(entry, index, app, provider, transactions, period, rules, before)
            }
        }
    }
    return result
}

/// What the counter of an entry has counted before it.
private func before(
    _ entry: Entry, _ all: [Entry], _ app: ByteString, _ period: Period, _ rules: Rules,
    _ transactions: (Int) -> [Transaction]?
) -> Before {
    var result = Before()
    guard let counter = entry.counter else { return result }
    let chain = all.indices.filter { all[$0].counter == counter && transactions($0) != nil }
        .filter { if case .free = all[$0].of(app).charge { false } else { true } }
        .sorted { a, b in (all[a].from?.number ?? .min) < (all[b].from?.number ?? .min) }
    guard let place = chain.firstIndex(where: { all[$0].id == entry.id }) else { return result }
    for index in chain[..<place] {
        let other = all[index].of(app)
        result.isFollowed = true
        let made = lines(other, transactions(index)!, other.currency!, period, rules.rounding, result)
        result.amount += made.reduce(BigInt(0)) { $0 + $1.amount }
        result.units += transactions(index)!.reduce(BigInt(0)) { $0 + other.units($1) }
        if other.isProrated {
            result.minimum = result.minimum + Fraction(minimumOfDays(other, other.currency!, period, rules.rounding))
        }
    }
    result.isFollowed = place < chain.count - 1
    return result
}

private func charge(
    _ entry: Entry, _ index: Int, _ app: ByteString, _ provider: ByteString, _ transactions: [Transaction],
    _ period: Period, _ rules: Rules, _ before: Before
) -> [Charge] {
    guard let currency = entry.currency, let splitID = entry.split, let form = rules.splits[splitID] else { return [] }
    let lines = lines(entry, transactions, currency, period, rules.rounding, before)
    if lines.isEmpty { return [] }
    let amount = lines.reduce(BigInt(0)) { $0 + $1.amount }

    let counted = transactions.compactMap { transaction in
        rules.provider(transaction.provider).map { party in
            Counted(
                day: localDay(transaction.call.time, rules.timeZone), provider: party,
                units: entry.units(transaction), cost: BigInt(transaction.cost))
        }
    }
    let divided = parts(counted, form, app: app, period, rules)
    let key = ChargeKey(
        kind: provider.isEmpty ? .tariff : .income, app: app, currency: currency, id: entry.id, provider: provider)
    return [
        Charge(
            key: key, period: period, isAdjustment: false, order: index, description: entry.description,
            lines: lines, amount: amount,
            shares: split(amount, by: form, divided.parts, app: app, currency, rules),
            collector: provider.isEmpty ? rules.issuer : provider,
            parts: divided.changes ? divided.parts : [])
    ]
}

/// The fees that apps owe in a period.
func feeCharges(_ period: Period, _ rules: Rules) -> [Charge] {
    var result: [Charge] = []
    for (index, fee) in rules.fees.enumerated() where fee.overlaps(period) {
        guard let form = rules.splits[fee.split] else { continue }
        let last = Day(number: period.afterLast.number - 1)
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
                    shares: shared(
                        amount, Fraction(amount), by: form.versions[form.version(last)!],
                        SplitFacts(
                            app: app, currency: fee.currency, iso: rules.apps[app].flatMap { name($0.isos, last) }),
                        rules),
                    collector: rules.issuer))
        }
    }
    return result
}
