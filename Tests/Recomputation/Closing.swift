import BigInt

/// A period that was billed, in its own report or as adjustments on a later one.
struct PastPeriod {
    let period: Period
    /// Whether it has a report of its own. A period that was passed over has none, and owes no fees.
    let isClosed: Bool
    /// The rules that first billed it, then those that corrected them.
    var versions: [Rules]
    /// The sums over all reports.
    var billed: [ChargeKey: Billed] = [:]
    /// The numbers of the documents with a line of each charge, in the order of closing.
    var documents: [ChargeKey: [String]] = [:]

    var rules: Rules { versions.last! }
}

struct Billed {
    var amount: BigInt = 0
    var shares: [ByteString: Share] = [:]
    /// The amounts that each tax at each rate was charged on.
    var taxed: [LineTax: BigInt] = [:]
    /// As first billed.
    var description = ""
}

/// The adjustments for what became known about a past period since it was billed, and for corrections of it: one for each
/// charge that changed. The issuer in force collects them.
func adjustments(_ past: PastPeriod, _ transactions: [Transaction]) -> [Charge] {
    let rules = past.rules
    var current = usageCharges(judged(transactions, in: past.period, rules), past.period, rules)
    // Only a correction can change a fee.
    let withFees = past.isClosed && past.versions.count > 1
    if withFees { current += feeCharges(past.period, rules) }
    var now: [ChargeKey: Charge] = [:]
    for charge in current { now[charge.key] = charge }

    var result: [Charge] = []
    for key in Set(now.keys).union(past.billed.keys) where withFees || key.kind != .fee {
        let (new, old) = (now[key], past.billed[key])
        let (after, before) = (new?.amount ?? 0, old?.amount ?? 0)
        var shares: [ByteString: Share] = [:]
        for party in Set((new?.shares ?? [:]).keys).union((old?.shares ?? [:]).keys) {
            let none = Share(amount: 0, exact: .zero)
            let (mine, theirs) = (new?.shares[party] ?? none, old?.shares[party] ?? none)
            shares[party] = Share(amount: mine.amount - theirs.amount, exact: mine.exact - theirs.exact)
        }
        let about = new?.description ?? old?.description ?? ""
        let lines = lines(key, after, before, old?.taxed ?? [:], past, about)
        if lines.isEmpty, shares.values.allSatisfy({ $0.amount == 0 }) { continue }
        result.append(
            Charge(
                key: key, period: past.period, isAdjustment: true,
                order: past.place(of: key),
                description: about, lines: lines, amount: after - before, shares: shares,
                collector: key.kind == .income ? key.provider : rules.issuer))
    }
    return result
}

/// The lines of a difference. What was billed under a tax that no longer holds is taken back under that tax.
private func lines(
    _ key: ChargeKey, _ after: BigInt, _ before: BigInt, _ taxed: [LineTax: BigInt], _ past: PastPeriod, _ about: String
) -> [Line] {
    func line(_ amount: BigInt, _ tax: LineTax?) -> Line {
        var line = Line(
            kind: "adjustment", tariff: key.id, amount: amount,
            description: "Adjustment of \(past.period.text): \(about)")
        line.tax = tax
        return line
    }
    guard key.kind != .income else { return after == before ? [] : [line(after - before, nil)] }
    let tax = past.rules.tax(app: key.app, currency: key.currency, past.period)
    var lines: [Line] = []
    let former = taxed.keys.filter { $0 != tax }.sorted { ($0.id, $0.rate) < ($1.id, $1.rate) }
    for other in former where taxed[other]! != 0 { lines.append(line(-taxed[other]!, other)) }
    let rest = after - (tax.flatMap { taxed[$0] } ?? 0)
    if rest != 0 { lines.append(line(rest, tax)) }
    return lines
}

extension PastPeriod {
    /// The place of an entry in the newest version that has it: among income entries, or among tariffs and then fees.
    func place(of key: ChargeKey) -> Int {
        for rules in versions.reversed() {
            let ids = key.kind == .income ? rules.income.map(\.id) : rules.tariffs.map(\.id) + rules.fees.map(\.id)
            if let place = ids.firstIndex(of: key.id) { return place }
        }
        preconditionFailure("no version has \(key.id.text)")
    }

    /// Records which of a report's invoices has a line of a charge of this period.
    mutating func carry(_ charge: Charge, on invoices: [Invoice]) {
        guard charge.key.kind != .income, !charge.lines.isEmpty else { return }
        for invoice in invoices
        where invoice.charges.contains(where: {
            $0.key == charge.key && $0.period == charge.period && $0.isAdjustment == charge.isAdjustment
        }) {
            documents[charge.key, default: []].append(invoice.number)
        }
    }

    /// Adds the amounts that a report billed.
    mutating func bill(_ charge: Charge) {
        var sum = billed[charge.key] ?? Billed()
        if billed[charge.key] == nil {
            sum.description = charge.description
        }
        sum.amount += charge.amount
        for line in charge.lines where charge.key.kind != .income {
            let tax = line.tax ?? rules.tax(app: charge.key.app, currency: charge.key.currency, period)!
            sum.taxed[tax, default: 0] += line.amount
        }
        for (party, share) in charge.shares {
            let before = sum.shares[party] ?? Share(amount: 0, exact: .zero)
            sum.shares[party] = Share(amount: before.amount + share.amount, exact: before.exact + share.exact)
        }
        billed[charge.key] = sum
    }
}
