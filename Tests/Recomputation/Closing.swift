import BigInt

/// A closed period: its rules, and the amounts billed for it since.
struct ClosedPeriod {
    let period: Period
    let rules: Rules
    /// The sums over its own report and all later adjustments.
    var billed: [ChargeKey: Billed]
    /// The numbers of the documents with a line of each charge, in the order of closing.
    var documents: [ChargeKey: [String]] = [:]
}

struct Billed {
    var amount: BigInt
    var shares: [ByteString: Share]
}

/// The adjustments for what became known about a closed period since it was billed: one for each charge that changed.
func adjustments(_ closed: ClosedPeriod, _ transactions: [Transaction]) -> [Charge] {
    let rules = closed.rules
    let current = usageCharges(judged(transactions, in: closed.period, rules), closed.period, rules)
    var now: [ChargeKey: Billed] = [:]
    for charge in current { now[charge.key] = Billed(amount: charge.amount, shares: charge.shares) }

    var result: [Charge] = []
    for key in Set(now.keys).union(closed.billed.keys) where key.kind != .fee {
        let nothing = Billed(amount: 0, shares: [:])
        let (new, old) = (now[key] ?? nothing, closed.billed[key] ?? nothing)
        let amount = new.amount - old.amount
        var shares: [ByteString: Share] = [:]
        for party in Set(new.shares.keys).union(old.shares.keys) {
            let none = Share(amount: 0, exact: .zero)
            let (after, before) = (new.shares[party] ?? none, old.shares[party] ?? none)
            shares[party] = Share(amount: after.amount - before.amount, exact: after.exact - before.exact)
        }
        if amount == 0, shares.values.allSatisfy({ $0.amount == 0 }) { continue }

        let entries = key.kind == .income ? rules.income : rules.tariffs
        let order = entries.firstIndex { $0.id == key.id } ?? entries.count
        let about = order < entries.count ? entries[order].description : key.id.text
        let line = Line(
            kind: "adjustment", tariff: key.id, amount: amount,
            description: "Adjustment of \(closed.period.text): \(about)")
        result.append(
            Charge(
                key: key, period: closed.period, isAdjustment: true, order: order, lines: amount == 0 ? [] : [line],
                amount: amount, shares: shares, collector: key.kind == .income ? key.provider : rules.issuer))
    }
    return result
}

extension ClosedPeriod {
    /// Records which of a report's invoices has a line of a charge of this period.
    mutating func carry(_ charge: Charge, on invoices: [Invoice]) {
        guard charge.key.kind != .income, !charge.lines.isEmpty else { return }
        for invoice in invoices where invoice.app == charge.key.app && invoice.currency == charge.key.currency {
            documents[charge.key, default: []].append(invoice.number)
        }
    }

    /// Adds the amounts that a report billed.
    mutating func bill(_ charge: Charge) {
        var sum = billed[charge.key] ?? Billed(amount: 0, shares: [:])
        sum.amount += charge.amount
        for (party, share) in charge.shares {
            let before = sum.shares[party] ?? Share(amount: 0, exact: .zero)
            sum.shares[party] = Share(amount: before.amount + share.amount, exact: before.exact + share.exact)
        }
        billed[charge.key] = sum
    }
}
