import BigInt

/// A party's share of a charge, as a row of the settlement.
struct SettlementRow {
    let charge: Charge
    let party: ByteString
    let role: ByteString
    let share: Share
}

struct Position {
    let party: ByteString
    let role: ByteString
    let currency: ByteString
    var entitled: BigInt = 0
    var collected: BigInt = 0
    var net: BigInt { entitled - collected }
}

struct Transfer {
    let from: ByteString
    let to: ByteString
    let currency: ByteString
    let amount: BigInt
}

/// All shares, including zero ones, by app, currency, stream, order in the rules, period and party.
func settlementRows(_ charges: [Charge], _ rules: Rules, former: [Rules]) -> [SettlementRow] {
    var rows: [SettlementRow] = []
    for charge in charges {
        for (party, share) in charge.shares {
            rows.append(
                SettlementRow(charge: charge, party: party, role: role(party, [rules] + former), share: share))
        }
    }
    return rows.sorted { a, b in
        let (x, y) = (a.charge.key, b.charge.key)
        if x.app != y.app { return x.app < y.app }
        if x.currency != y.currency { return x.currency < y.currency }
        let (m, n) = (order(a.charge, rules, former), order(b.charge, rules, former))
        if m != n { return m.lexicographicallyPrecedes(n) }
        if x.id != y.id { return x.id < y.id }
        let (p, q) = (age(a.charge), age(b.charge))
        if p != q { return p.lexicographicallyPrecedes(q) }
        if a.party != b.party { return a.party < b.party }
        return x.provider < y.provider
    }
}

/// Sorts by stream, then by position in the current rules: tariffs, then fees. An entry that these no longer have comes
/// last, at the position that it had in the newest closed month's rules that have it. Entries at the same position are
/// sorted by id.
private func order(_ charge: Charge, _ rules: Rules, _ former: [Rules]) -> [Int] {
    let isIncome = charge.key.kind == .income
    func place(_ rules: Rules) -> Int? {
        let ids = isIncome ? rules.income.map(\.id) : rules.tariffs.map(\.id) + rules.fees.map(\.id)
        return ids.firstIndex(of: charge.key.id)
    }
    let stream = isIncome ? 1 : 0
    if let current = place(rules) { return [stream, 0, current] }
    for rules in former {
        if let last = place(rules) { return [stream, 1, last] }
    }
    return [stream, 2, 0]
}

/// Sorts the charges of one entry: its own period first, then closed ones in their order.
private func age(_ charge: Charge) -> [Int] {
    charge.isAdjustment ? [1, charge.period.first.number] : [0, 0]
}

private func role(_ party: ByteString, _ rules: [Rules]) -> ByteString {
    for rules in rules { if let known = rules.party(party) { return known.role } }
    return ""
}

/// The position of each party and currency with a share or a collection, by currency and party.
func positions(_ charges: [Charge], _ rules: Rules, former: [Rules]) -> [Position] {
    var result: [[ByteString]: Position] = [:]
    func at(_ party: ByteString, _ currency: ByteString) -> Position {
        result[[currency, party]]
            ?? Position(party: party, role: role(party, [rules] + former), currency: currency)
    }
    for charge in charges {
        let currency = charge.key.currency
        if charge.amount != 0 {
            var position = at(charge.collector, currency)
            position.collected += charge.amount
            result[[currency, charge.collector]] = position
        }
        for (party, share) in charge.shares where share.amount != 0 {
            var position = at(party, currency)
            position.entitled += share.amount
            result[[currency, party]] = position
        }
    }
    return result.keys.sorted(by: precedes).map { result[$0]! }
}

/// Transfers: a party that owes pays the settlement account, and a party that is owed is paid by it.
func transfers(_ positions: [Position]) -> [Transfer] {
    let all = positions.filter { $0.net != 0 }.map { position in
        position.net < 0
            ? Transfer(from: position.party, to: "settlement", currency: position.currency, amount: -position.net)
            : Transfer(from: "settlement", to: position.party, currency: position.currency, amount: position.net)
    }
    return all.sorted { ($0.currency, $0.from, $0.to) < ($1.currency, $1.from, $1.to) }
}
