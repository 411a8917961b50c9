import Money
import Rules
import Vocabulary

/// Works out the splits of charges, and checks `parts.csv`: the parts into which charges are divided by days (S4.42).
extension Folder {
    /// Whether a split or the ISO of an app changes within the period, so that the folder has the file.
    var hasParts: Bool {
        guard let rules, let period else { return false }
        return rules.splits.contains { !begins(of: $0, [], period).isEmpty }
            || rules.apps.contains { app in
                !app.isos.isEmpty && Folder.days(of: period).contains { app.iso(on: $0.before) != app.iso(on: $0.day) }
            }
    }

    mutating func readParts() {
        guard hasParts else { return }
        parts = rows("parts.csv", Columns.parts, PartRow.init)
        partsByApp = Grouped(parts ?? [], by: \.app)
    }

    /// The days of a period but the first, each with the day before.
    private static func days(of period: Period) -> [(before: CivilDate, day: CivilDate)] {
        (1..<Period.days(of: period)).map { (period.firstDay.adding(days: $0 - 1), period.firstDay.adding(days: $0)) }
    }

    /// Returns the days of the period, but the first, on which a version of a split begins, or another ISO.
    private func begins(of split: Split, _ isos: [Dated<Identifier>], _ period: Period) -> [CivilDate] {
        // Most never change.
        if split.versions.count == 1, split.versions[0].window.from == nil, isos.allSatisfy({ $0.from == nil }) {
            return []
        }
        func version(_ day: CivilDate) -> Int? { split.versions.firstIndex { $0.window.contains(day) } }
        return Folder.days(of: period).filter { before, day in
            let now = version(day)
            return (now != nil && now != version(before)) || isos.value(on: before) != isos.value(on: day)
        }.map(\.day)
    }

    private func begins(of charge: ExpectedCharge, _ split: Split, _ rules: Rules) -> [CivilDate] {
        // A fee has no calls.
        if case .fee = charge.source { return [] }
        guard let period else { return [] }
        return begins(of: split, split.namesISO ? rules.app(charge.key.app)?.isos ?? [] : [], period)
    }

    /// Returns every party's part of a charge; `nil` if it can't be calculated.
    func parts(of charge: ExpectedCharge, _ rules: Rules) -> [Identifier: SplitWork.Part]? {
        guard let amount = charge.amount, let split = charge.split.flatMap({ rules.split($0) }), let period else {
            return nil
        }
        let isos = rules.app(charge.key.app)?.isos ?? []
        let begins = begins(of: charge, split, rules)
        guard begins.isEmpty else { return try? divided(amount, charge, split, isos, rules) }
        guard let version = split.version(on: period.lastDay) ?? split.versions.last else { return nil }
        var work = SplitWork(
            version, iso: isos.value(on: period.lastDay), charge.key.currency, counted(of: charge, rules))
        return try? work.parts(of: amount, Ratio(amount), under: rules)
    }

    private func counted(of charge: ExpectedCharge, _ rules: Rules) -> Counted? {
        switch charge.source {
        case .fee: nil
        case .tariff(let position): counted(rules.tariffs[position], app: charge.key.app)
        case .income(let position): counted(rules.income[position], app: charge.key.app, income: charge.collector)
        }
    }

    /// Divides a charge by the units of its parts, and splits each by its own.
    private func divided(
        _ amount: Int128, _ charge: ExpectedCharge, _ split: Split, _ isos: [Dated<Identifier>], _ rules: Rules
    ) throws(Unworkable) -> [Identifier: SplitWork.Part] {
        var parts: [(first: CivilDate, counted: Counted)] = []
        for row in rows(of: charge) {
            if parts.last?.first != row.from { parts.append((row.from, Counted())) }
            let place = parts.count - 1
            parts[place].counted.units = parts[place].counted.units.map { $0 + Int128(row.units) }
            parts[place].counted.parts[row.provider, default: Counted.Part()].add(Int128(row.units), cost: row.cost)
        }
        let units = parts.map { $0.counted.units ?? 0 }
        let whole = try Arithmetic.sum(units)
        let amounts = try Arithmetic.shares(of: amount < 0 ? -amount : amount, units)
        var all: [Identifier: SplitWork.Part] = [:]
        for (index, part) in parts.enumerated() {
            guard let version = split.version(on: part.first) else { throw Unworkable("no version of the split") }
            var work = SplitWork(version, iso: isos.value(on: part.first), charge.key.currency, part.counted)
            let own = try work.parts(
                of: amount < 0 ? -amounts[index] : amounts[index], Ratio(amount).times(units[index], of: whole),
                under: rules)
            for (party, share) in own {
                var sum = all[party] ?? SplitWork.Part()
                sum.amount = try Arithmetic.sum(sum.amount, share.amount)
                sum.exact = share.exact.flatMap { sum.exact?.plus($0) }
                all[party] = sum
            }
        }
        return all
    }

    /// The rows of `parts.csv` of a charge; of income, those of its provider.
    private func rows(of charge: ExpectedCharge) -> [PartRow] {
        let key = charge.key
        return (partsByApp[key.app] ?? []).filter { row in
            row.tariff == key.tariff && row.currency == key.currency && same(row.stream, key.stream.text)
                && (row.stream != "income" || row.provider == charge.collector)
        }
    }

    /// Checks that the parts of each charge are of days at which it is divided, and add up to its usage.
    ///
    /// How many of the units are of which part is taken as stated: only the logs show the days of calls.
    mutating func checkParts(_ worked: [ExpectedCharge], _ rules: Rules, _ period: Period) {
        guard let parts else { return }
        var lines: [Int] = []
        for position in reportOrder(of: worked, rules) {
            let charge = worked[position]
            guard let split = charge.split.flatMap({ rules.split($0) }) else { continue }
            let begins = begins(of: charge, split, rules)
            if begins.isEmpty { continue }
            let own = rows(of: charge)
            lines += own.map(\.line)
            checkParts(own, of: charge, [period.firstDay] + begins, rules)
        }
        partsUsed = lines.count
        for (a, b) in zip(lines, lines.dropFirst()) where a >= b {
            fail(
                .parts, Folder.partsName, line: b, "order", found: "not after the row before",
                expected: "by app, currency, stream, entry, provider of income, from, provider")
        }
        guard portion == nil, lines.count != parts.count else { return }
        let used = Set(lines)
        for row in parts where !used.contains(row.line) {
            fail(
                .parts, Folder.partsName, line: row.line, "charge", found: "\(row.tariff) of \(row.app)",
                expected: "no such charge that is divided by days")
        }
    }

    private mutating func checkParts(
        _ rows: [PartRow], of charge: ExpectedCharge, _ firsts: [CivilDate], _ rules: Rules
    ) {
        var sums: [Identifier: Counted.Part] = [:]
        for row in rows {
            sums[row.provider, default: Counted.Part()].add(Int128(row.units), cost: row.cost)
            if !firsts.contains(row.from) {
                fail(
                    .parts, Folder.partsName, line: row.line, "from", found: row.from.description,
                    expected: firsts.map(\.description).joined(separator: " or "))
            }
            if row.units < 1 {
                fail(
                    .parts, Folder.partsName, line: row.line, "units", found: String(row.units),
                    expected: "1 or more")
            }
            if row.cost < 0 {
                let cost = Arithmetic.text(row.cost, row.currency)
                fail(.parts, Folder.partsName, line: row.line, "cost", found: cost, expected: "0 or more")
            }
        }
        for (a, b) in zip(rows, rows.dropFirst()) where a.from == b.from ? a.provider >= b.provider : a.from > b.from {
            fail(
                .parts, Folder.partsName, line: b.line, "order", found: "not after the row before",
                expected: "by from, then provider, each once")
        }
        let counted = counted(of: charge, rules) ?? Counted()
        for provider in Set(sums.keys).union(counted.parts.keys).sorted() {
            let (found, wanted) = (sums[provider] ?? Counted.Part(), counted.parts[provider] ?? Counted.Part())
            let name = "\(provider) in \(charge.key)"
            let line = rows.first { $0.provider == provider }?.line ?? 0
            // An income entry may count in another unit than the tariffs of its calls; all are of one provider.
            let units = charge.key.stream == "income" ? counted.units : wanted.units
            if let units, found.units != units {
                fail(
                    .parts, Folder.partsName, line: line, "units of \(name)", found: String(found.units),
                    expected: String(units))
            }
            if found.cost != wanted.cost {
                fail(
                    .parts, Folder.partsName, line: line, "cost of \(name)",
                    found: Arithmetic.text(found.cost, charge.key.currency),
                    expected: Arithmetic.text(wanted.cost, charge.key.currency))
            }
        }
    }

    static let partsName = "parts.csv"
}

extension Period {
    /// The number of days of a period.
    fileprivate static func days(of period: Period) -> Int {
        Int(period.dayAfter.daysSinceEpoch - period.firstDay.daysSinceEpoch)
    }
}
