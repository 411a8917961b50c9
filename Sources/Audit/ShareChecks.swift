import Money
import Rules
import Vocabulary

/// Checks charges against lines, usage and splits.
extension Folder {
    /// A charge as it should be. Its split is calculated when needed and not kept, because there are many charges.
    struct ExpectedCharge {
        /// The source of the charge's units.
        enum Source {
            case fee
            /// Position of the tariff or income entry in the rules.
            case tariff(Int)
            case income(Int)
        }

        var key: ShareRow.Key
        var collector: Identifier
        /// `nil` if only its share rows state it.
        var amount: Int128?
        var split: Identifier?
        var source: Source
        /// Kept in a portion, else set while the charge is compared; `nil` if the folder lacks something that the split needs.
        var parts: [Identifier: SplitWork.Part]?
        /// Whether its split can be calculated.
        var isWorkable = false
    }

    /// - Returns: the currencies of all charges, including charges of 0.
    mutating func checkShares(_ own: [AppCurrency: [OwnCharge]], _ filed: [StatedCharge]) -> Set<Currency> {
        guard let rules, let period, lines != nil, usage != nil else { return [] }
        checkSettlementOrder(filed, rules)
        let byKey = Grouped(filed, by: \.key)
        var worked = invoiceCharges(own, rules, period)
        worked += incomeCharges(byKey, rules, period)
        worked += entryCharges(rules, period)
        var unshown: Set<UnshownShare> = []
        let grouped = Grouped(Array(worked.indices)) { worked[$0].key }
        // Of a portion, nobody reads the findings. Else each key's text is made once, not for each comparison of the sort.
        let keys =
            portion != nil
            ? Array(grouped.keys)
            : grouped.keys.map { (name: $0.description, key: $0) }.sorted { $0.name < $1.name }.map(\.key)
        for key in keys {
            let positions = grouped[key] ?? []
            let charges = positions.map { position in
                var charge = worked[position]
                charge.parts = parts(of: charge, rules)
                return charge
            }
            compare(charges, Array(byKey[key] ?? []), key)
            for (position, charge) in zip(positions, charges) {
                worked[position].isWorkable = charge.parts != nil
                if portion != nil { worked[position].parts = charge.parts }
                for (party, part) in charge.parts ?? [:] where part.exact == nil {
                    unshown.insert(UnshownShare(key: key, party: party))
                }
            }
        }
        for charge in filed {
            let key = charge.key
            if key.period == period, grouped[key] == nil {
                fail(
                    .settlement, "settlement.csv", line: charge.firstLine, "charge", found: key.description,
                    expected: "no such charge by usage.csv and the rules")
            }
            if key.period != period { checkAdjustment(charge, key) }
            if charge.shared != charge.collected {
                fail(
                    .chargeShares, "settlement.csv", line: charge.firstLine, "shares of \(charge.name)",
                    found: Arithmetic.text(charge.shared, charge.key.currency),
                    expected: Arithmetic.text(charge.collected, charge.key.currency) + ", as collected in journal.csv")
            }
        }
        checkAdjustmentLines(byKey, period)
        checkRounding(worked, unshown, rules, period)
        checkParts(worked, rules, period)
        return Set(worked.map(\.key.currency) + filed.map(\.key.currency))
    }

    private func invoiceCharges(
        _ charges: [AppCurrency: [OwnCharge]], _ rules: Rules, _ period: Period
    ) -> [ExpectedCharge] {
        charges.sorted { $0.key < $1.key }.flatMap { account, charges in
            let own = linesByAccount[account] ?? []
            return charges.map { charge in
                let amount = own.reduce(Int128(0)) { sum, line in
                    line.tariff == charge.tariff && line.kind != "adjustment" && !line.isByHand
                        ? sum + Int128(line.amount) : sum
                }
                return ExpectedCharge(
                    key: ShareRow.Key(
                        stream: "invoice", app: account.app, currency: account.currency, tariff: charge.tariff,
                        period: period),
                    collector: rules.invoice.issuer, amount: amount, split: charge.split,
                    source: charge.isFee ? .fee : rules.tariffPosition(charge.tariff).map { .tariff($0) } ?? .fee)
            }
        }
    }

    /// Returns the income charges. No invoice states them, so their amounts follow from the usage.
    ///
    /// If transactions were rounded one by one, the stated amount is used and must be in the possible range.
    private mutating func incomeCharges(
        _ filed: Grouped<ShareRow.Key, StatedCharge>, _ rules: Rules, _ period: Period
    ) -> [ExpectedCharge] {
        var charges: [ExpectedCharge] = []
        let accounts = Set((usage ?? []).map { AppCurrency(app: $0.app, currency: $0.currency) })
        for account in accounts.sorted() {
            // Only the entries with calls of the app, in the order of the rules.
            let own = usageByApp[account.app] ?? []
            for position in Set(own.compactMap { rules.incomePosition($0.income) }).sorted() {
                let entry = rules.income[position].terms(of: account.app)
                guard entry.charge != .free, entry.currency == account.currency else { continue }
                let rows = own.filter { $0.income == entry.id }
                for provider in Set(rows.map(\.provider)).sorted() {
                    guard let counted = counted(entry, app: account.app, income: provider) else { continue }
                    let key = ShareRow.Key(
                        stream: "income", app: account.app, currency: account.currency, tariff: entry.id, period: period
                    )
                    let stated = filed[key]?.first { $0.collector == provider }
                    let counter = try? counter(
                        before: entry, among: rules.income, app: account.app, income: provider, rules, period
                    ) { other in
                        var key = key
                        key.tariff = other.id
                        return filed[key]?.first { $0.collector == provider }?.collected ?? 0
                    }
                    let amount = income(entry, counted, counter, account, stated, rules, period)
                    charges.append(
                        ExpectedCharge(
                            key: key, collector: provider, amount: amount, split: entry.split,
                            source: .income(position)))
                }
            }
        }
        return charges
    }

    private mutating func income(
        _ entry: Tariff, _ counted: Counted, _ counter: CounterWork?, _ account: AppCurrency,
        _ stated: StatedCharge?, _ rules: Rules, _ period: Period
    ) -> Int128? {
        guard let counter else { return stated?.collected }
        let work = LineWork(
            tariff: entry, currency: account.currency, rounding: rules.rounding, period: period, counted: counter)
        // Discount, minimum and maximum are monotonic, so the ends of a range remain its ends.
        func total(_ sum: Int128) throws(Unworkable) -> Int128 {
            try Arithmetic.sum([sum] + work.rest(after: sum, units: counted.units ?? 1).map(\.amount.lowerBound))
        }
        guard let usage = try? work.usage(counted),
            let sum = try? Arithmetic.sum(usage.map(\.amount.lowerBound)), let least = try? total(sum)
        else { return stated?.collected }
        if usage.allSatisfy(\.isExact) { return least }
        guard let line = usage.first, let most = try? total(line.amount.upperBound) else {
            return stated?.collected
        }
        let amount = stated?.collected ?? 0
        if amount < least || amount > most {
            fail(
                .lineAmount, "journal.csv", line: stated?.line ?? 0,
                "income \(entry.id) of \(account.app) at \(stated?.collector?.text ?? "a provider")",
                found: Arithmetic.text(amount, account.currency),
                expected: text(least...max(least, most), account.currency))
        }
        return amount
    }

    /// Compares the charges of one key (for income, one for each provider) with the stated charges.
    private mutating func compare(_ worked: [ExpectedCharge], _ filed: [StatedCharge], _ key: ShareRow.Key) {
        var open: [ExpectedCharge] = []
        var rest = filed
        for charge in worked {
            if let match = rest.firstIndex(where: { $0.collector == charge.collector }) {
                compare(charge, rest.remove(at: match))
            } else {
                open.append(charge)
            }
        }
        // Income of 0 names no collector. Such charges are in the order of their providers.
        let nameless = rest.filter { $0.collector == nil }
        rest.removeAll { $0.collector == nil }
        let moving = open.filter { charge in charge.parts?.contains { $0.value.amount != 0 } ?? true }
        if moving.count == nameless.count {
            for (charge, match) in zip(moving, nameless) { compare(charge, match) }
        } else if moving.allSatisfy({ $0.parts != nil }) {
            for charge in moving { compare(charge, nil) }
            rest += nameless
        }
        // If a split can't be calculated, it is not known whether its charge has any shares other than 0.
        for charge in open where charge.parts.map({ $0.allSatisfy { $0.value.amount == 0 } }) ?? false {
            compare(charge, nil)
        }
        for charge in rest {
            fail(
                .settlement, "settlement.csv", line: charge.firstLine, "charge", found: "\(key) once more",
                expected: "one charge, of income one for each provider")
        }
    }

    private mutating func compare(_ charge: ExpectedCharge, _ filed: StatedCharge?) {
        let name = "settlement.csv"
        let currency = charge.key.currency
        let line = filed?.shares.first?.line ?? 0
        if let amount = charge.amount, filed?.shared ?? 0 != amount {
            fail(
                .chargeShares, name, line: line, "shares of \(charge.key)",
                found: Arithmetic.text(filed?.shared ?? 0, currency), expected: Arithmetic.text(amount, currency))
        }
        guard let parts = charge.parts else { return }
        let shares = filed?.shares ?? []
        for place in shares.indices {
            let (party, found) = (shares[place].party, Int128(shares[place].amount))
            let amount = parts[party]?.amount ?? 0
            if found != amount {
                fail(
                    .split, name, line: shares[place].line, "amount of \(party)",
                    found: Arithmetic.text(found, currency), expected: Arithmetic.text(amount, currency))
            }
        }
        let missing = parts.filter { party, part in
            part.amount != 0 && !shares.indices.contains { shares[$0].party == party }
        }
        for (party, part) in missing.sorted(by: { $0.key < $1.key }) {
            fail(
                .split, name, line: line, "share of \(party) in \(charge.key)", found: "none",
                expected: Arithmetic.text(part.amount, currency))
        }
    }

    /// Checks the rows' order (app, currency, stream, entry, period with its own first, party), amounts and roles.
    private mutating func checkSettlementOrder(_ filed: [StatedCharge], _ rules: Rules) {
        let name = "settlement.csv"
        for place in filed.indices.dropFirst() {
            let (a, b) = (filed[place - 1], filed[place])
            let isSameApp = a.key.app == b.key.app
            let isBefore = isSameApp ? b.key.currency < a.key.currency : b.key.app < a.key.app
            if isBefore || (isSameApp && a.key.currency == b.key.currency && stands(b, before: a, rules)) {
                fail(
                    .settlement, name, line: b.firstLine, "order", found: "\(b.name) after \(a.name)",
                    expected: "by app, currency, stream, entry, period")
            }
        }
        let rows = settlement ?? []
        for place in rows.indices.dropFirst() where !(rows[place - 1].party < rows[place].party) {
            let (a, b) = (rows[place - 1], rows[place])
            // For income, a party has a row for each provider.
            if a.isOf(b.key), a.party > b.party || a.stream == "invoice" {
                fail(
                    .settlement, name, line: b.line, "party", found: b.party.text,
                    expected: "after \(a.party) in byte order, each once")
            }
        }
        for charge in filed.indices {
            let shares = filed[charge].shares
            for place in shares.indices {
                let line = shares[place].line
                if shares[place].amount == 0 {
                    fail(.settlement, name, line: line, "amount", found: "0", expected: "no row of nothing")
                }
                if let role = role(of: shares[place].party), !same(role, shares[place].role) {
                    fail(.settlement, name, line: line, "role", found: shares[place].role, expected: role)
                }
            }
        }
    }

    /// Whether charge `a` comes before `b` of the same app and currency.
    ///
    /// The order is by stream, then entry in the order of the rules, then period, its own first. An entry that is gone
    /// from the rules comes after all others, by its place in the newest month that had it, then by id. If that month's
    /// folder was not given, only charges of the same entry have an order.
    private func stands(_ a: StatedCharge, before b: StatedCharge, _ rules: Rules) -> Bool {
        let (a, b) = (a.key, b.key)
        if a.stream != b.stream { return a.stream == "invoice" }
        if a.tariff != b.tariff {
            let (left, right) = (place(of: a, rules), place(of: b, rules))
            if left.isGone != right.isGone { return right.isGone }
            guard let first = left.index, let second = right.index else { return false }
            return first != second ? first < second : a.tariff < b.tariff
        }
        func age(_ charge: ShareRow.Key) -> (Int, Period) { (charge.period == period ? 0 : 1, charge.period) }
        return age(a) < age(b)
    }

    private func place(of charge: ShareRow.Key, _ rules: Rules) -> (isGone: Bool, index: Int?) {
        func index(_ rules: Rules) -> Int? {
            rules.place(of: charge.tariff, isIncome: charge.stream == "income")
        }
        if let index = index(rules) { return (false, index) }
        // Entries by hand stand after all tariffs, by id.
        if charge.period == period, entries[charge.tariff] != nil { return (true, .max) }
        return (true, former.lazy.compactMap { index($0) }.first)
    }

    /// Returns the role of a party. If it is gone from the rules, the newest closed month that names it counts.
    func role(of party: Identifier) -> String? {
        if let role = index?.roles[party] { return role }
        return firstKnown { $0.party(party)?.role.rawValue }
    }

    /// Checks that an adjustment's shares add up to its line. Only the logs could confirm the amount.
    private mutating func checkAdjustment(_ charge: StatedCharge, _ key: ShareRow.Key) {
        guard key.stream == "invoice" else { return }
        let account = AppCurrency(app: key.app, currency: key.currency)
        let amount = lines(of: account, adjustments: true)
            .filter { $0.tariff == key.tariff && $0.adjusted?.period == key.period }
            .reduce(Int128(0)) { $0 + Int128($1.amount) }
        if charge.shared != amount {
            fail(
                .chargeShares, "settlement.csv", line: charge.firstLine, "shares of \(charge.name)",
                found: Arithmetic.text(charge.shared, charge.key.currency),
                expected: Arithmetic.text(amount, charge.key.currency))
        }
        if let past = pastRules(of: key.period), past.place(of: key.tariff) == nil {
            fail(
                .settlement, "settlement.csv", line: charge.firstLine, "tariff", found: key.tariff.text,
                expected: "a tariff of \(key.period)'s rules")
        }
    }

    private mutating func checkAdjustmentLines(_ filed: Grouped<ShareRow.Key, StatedCharge>, _ period: Period) {
        var sums: [ShareRow.Key: (line: Int, amount: Int128)] = [:]
        for line in lines ?? [] {
            guard let adjusted = line.adjusted else { continue }
            let key = ShareRow.Key(
                stream: "invoice", app: line.app, currency: line.currency, tariff: line.tariff, period: adjusted.period)
            guard filed[key] == nil else { continue }
            // Lines of a tax that changed add up to 0, and then no share moves.
            sums[key, default: (line.line, 0)].amount += Int128(line.amount)
        }
        for (key, sum) in sums.sorted(by: { $0.value.line < $1.value.line }) where sum.amount != 0 {
            fail(
                .chargeShares, "invoice_lines.csv", line: sum.line, "shares of \(key)", found: "none",
                expected: Arithmetic.text(sum.amount, key.currency))
        }
    }
}

extension Rules {
    /// Returns the position of an entry in its stream: tariffs, then fees; or income entries.
    ///
    /// - Complexity: O(id).
    func place(of id: Identifier, isIncome: Bool) -> Int? {
        if isIncome { return incomePosition(id) }
        return tariffPosition(id) ?? feePosition(id).map { tariffs.count + $0 }
    }
}
