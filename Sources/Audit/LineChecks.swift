import Money
import Rules
import Vocabulary

/// An app's account in one currency. Each account gets one invoice.
struct AppCurrency: Hashable, Comparable {
    var app: Identifier
    var currency: Currency

    static func < (a: AppCurrency, b: AppCurrency) -> Bool { (a.app, a.currency) < (b.app, b.currency) }
}

/// A charge of the folder's own period that follows from the rules and the usage.
struct OwnCharge {
    var tariff: Identifier
    var description: String
    var lines: [ExpectedLine]
    var split: Identifier?
    var isFee: Bool
}

/// Checks `invoice_lines.csv` by calculating it again from `usage.csv` and the rules.
extension Folder {
    /// Returns the stated lines of an account, either the adjustments or the others; entries by hand are in neither.
    func lines(of account: AppCurrency, adjustments: Bool) -> some Collection<LineRow> {
        (linesByAccount[account] ?? []).lazy.filter { ($0.kind == "adjustment") == adjustments && !$0.isByHand }
    }

    /// Returns the charges of each account for the folder's own period, in the order of the rules.
    mutating func ownCharges() -> [AppCurrency: [OwnCharge]] {
        guard let rules, let usage, let period, let index else { return [:] }
        var charges: [AppCurrency: [OwnCharge]] = [:]
        let apps = appsByTariff(usage)
        for position in apps.keys.compactMap({ rules.tariffPosition($0) }).sorted() {
            let tariff = rules.tariffs[position]
            guard let currency = tariff.currency else { continue }
            for app in apps[tariff.id] ?? [] {
                let tariff = tariff.terms(of: app)
                guard tariff.charge != .free, let counted = counted(tariff, app: app) else { continue }
                let account = AppCurrency(app: app, currency: currency)
                do throws(Unworkable) {
                    let lines = try expected(tariff, currency, counted, account, rules, period)
                    charges[account, default: []].append(
                        OwnCharge(
                            tariff: tariff.id, description: tariff.description, lines: lines,
                            split: tariff.split, isFee: false))
                } catch {
                    fail(
                        .usageLines, "usage.csv", "", "\(tariff.id) of \(app)", found: error.reason,
                        expected: "figures of 64 bits")
                }
            }
        }
        for (position, app) in index.fees(of: portion) {
            let fee = rules.fees[position]
            guard fee.window.from.map({ $0 < period.dayAfter }) ?? true,
                fee.window.until.map({ $0 > period.firstDay }) ?? true
            else { continue }
            var amount = Int128(fee.amount.wholeMinor(fee.currency) ?? 0)
            if fee.isProrated {
                amount = (try? LineWork.part(of: amount, fee.window, in: period, rules.rounding)) ?? amount
            }
            let line = ExpectedLine(
                kind: "fee", quantity: 1, unit: "period", unitPrice: fee.amount.text, amount: amount...amount)
            charges[AppCurrency(app: app, currency: fee.currency), default: []].append(
                OwnCharge(
                    tariff: fee.id, description: fee.description, lines: [line], split: fee.split, isFee: true))
        }
        return charges
    }

    /// Returns the apps with usage of each tariff, in byte order.
    private func appsByTariff(_ usage: [UsageLine]) -> [Identifier: [Identifier]] {
        var apps: [Identifier: Set<Identifier>] = [:]
        for row in usage where !row.tariff.isEmpty { apps[row.tariff, default: []].insert(row.app) }
        return apps.mapValues { $0.sorted() }
    }

    private func expected(
        _ tariff: Tariff, _ currency: Currency, _ counted: Counted, _ account: AppCurrency, _ rules: Rules,
        _ period: Period
    ) throws(Unworkable) -> [ExpectedLine] {
        var work = LineWork(tariff: tariff, currency: currency, rounding: rules.rounding, period: period)
        work.counted = try counter(before: tariff, among: rules.tariffs, app: account.app, rules, period) { other in
            self.lines(of: account, adjustments: false).reduce(Int128(0)) { sum, line in
                line.tariff == other.id ? sum + Int128(line.amount) : sum
            }
        }
        let lines = try work.usage(counted)
        var sum: Int128 = 0
        for line in lines {
            // If transactions were rounded one by one, the stated amount is used, provided that it is possible.
            let actual = self.lines(of: account, adjustments: false).first {
                $0.tariff == tariff.id && same($0.kind, line.kind)
            }
            let stated = actual.map { Int128($0.amount) }.flatMap { line.amount.contains($0) ? $0 : nil }
            let amount = line.isExact ? line.amount.lowerBound : stated ?? line.amount.lowerBound
            sum = try Arithmetic.sum(sum, amount)
        }
        return lines + (try work.rest(after: sum, units: counted.units ?? 1))
    }

    mutating func checkLines(_ charges: [AppCurrency: [OwnCharge]]) {
        guard let lines, let invoices, rules != nil, usage != nil, period != nil else { return }
        checkOrder(lines, invoices)
        let accounts = Set(charges.keys).union(lines.map { AppCurrency(app: $0.app, currency: $0.currency) })
            .union(entryAccounts)
        for account in accounts.sorted() {
            checkOwn(account, charges[account] ?? [])
            checkAdjustments(account)
            checkEntryLines(account)
        }
    }

    /// Checks that lines are grouped by invoice and numbered within it from 1.
    private mutating func checkOrder(_ lines: [LineRow], _ invoices: [InvoiceRow]) {
        let name = "invoice_lines.csv"
        var position = -1
        var number: Int64 = 0
        for line in lines {
            if position < 0 || !same(invoices[position].number, line.invoice) {
                position += 1
                number = 0
            }
            guard position < invoices.count, same(invoices[position].number, line.invoice) else {
                fail(
                    .line, name, line: line.line, "invoice", found: line.invoice,
                    expected: position < invoices.count ? invoices[position].number : "no further line")
                return
            }
            let invoice = invoices[position]
            number += 1
            if line.number != number {
                fail(.line, name, line: line.line, "line", found: String(line.number), expected: String(number))
            }
            if line.app != invoice.app {
                fail(.line, name, line: line.line, "app", found: line.app.text, expected: invoice.app.text)
            }
            if line.currency != invoice.currency {
                fail(
                    .line, name, line: line.line, "currency", found: line.currency.code, expected: invoice.currency.code
                )
            }
        }
        if position < invoices.count - 1 {
            fail(
                .line, name, "", "invoice", found: "no line of \(invoices[position + 1].number)",
                expected: "a line of every invoice")
        }
    }

    /// The key of a line within its account.
    private struct LineKey: Hashable {
        var tariff: Identifier
        var kind: String
        var tier: Int64?

        var check: Check {
            switch kind {
            case "discount": .discount
            case "minimum", "maximum": .minimum
            case "fee": .fee
            case "flat": .tier
            default: tier == nil ? .usageLines : .tier
            }
        }

        var text: String { "\(kind)\(tier.map { " of tier \($0)" } ?? "") of \(tariff)" }
    }

    private mutating func checkOwn(_ account: AppCurrency, _ charges: [OwnCharge]) {
        let name = "invoice_lines.csv"
        let actual = lines(of: account, adjustments: false)
        var found: [LineKey: LineRow] = [:]
        for line in actual {
            let key = LineKey(tariff: line.tariff, kind: line.kind, tier: line.tier)
            if found[key] != nil {
                fail(key.check, name, line: line.line, "line", found: "\(key.text) twice", expected: "once")
            }
            found[key] = line
        }
        var wanted: [LineKey] = []
        for charge in charges {
            for line in charge.lines {
                let key = LineKey(tariff: charge.tariff, kind: line.kind, tier: line.tier.map { Int64($0) })
                wanted.append(key)
                if let row = found[key] {
                    compare(row, line, charge, key)
                } else {
                    fail(
                        key.check, name, "", "line of \(account.app) in \(account.currency)", found: "none",
                        expected: "\(key.text) of \(text(line.amount, account.currency))")
                }
            }
        }
        let known = Set(wanted)
        var order: [LineKey] = []
        for line in actual {
            let key = LineKey(tariff: line.tariff, kind: line.kind, tier: line.tier)
            if known.contains(key) {
                order.append(key)
            } else {
                fail(
                    key.check, name, line: line.line, "line", found: key.text,
                    expected: "no such line by usage.csv and the rules")
            }
        }
        if order.count == wanted.count, order != wanted {
            fail(
                .line, name, line: actual.first?.line ?? 0, "order of \(account.app) in \(account.currency)",
                found: order.map(\.text).joined(separator: ", "), expected: wanted.map(\.text).joined(separator: ", "))
        }
    }

    private mutating func compare(_ row: LineRow, _ line: ExpectedLine, _ charge: OwnCharge, _ key: LineKey) {
        let name = "invoice_lines.csv"
        if line.quantity != nil || line.kind != "usage", row.quantity.map({ Int128($0) }) != line.quantity {
            fail(
                key.kind == "usage" ? .usageLines : key.check, name, line: row.line, "quantity",
                found: row.quantity.map(String.init) ?? "", expected: line.quantity.map { String($0) } ?? "")
        }
        if !same(row.unit, line.unit) {
            fail(key.check, name, line: row.line, "unit", found: row.unit, expected: line.unit)
        }
        if !same(row.unitPrice, line.unitPrice) {
            fail(
                key.kind == "usage" && key.tier == nil ? .lineAmount : key.check, name, line: row.line, "unit_price",
                found: row.unitPrice, expected: line.unitPrice)
        }
        if !line.amount.contains(Int128(row.amount)) {
            fail(
                key.kind == "usage" ? .lineAmount : key.check, name, line: row.line, "amount",
                found: Arithmetic.text(Int128(row.amount), row.currency), expected: text(line.amount, row.currency))
        }
        if !same(row.description, CSVFile.guarded(charge.description)) {
            fail(.line, name, line: row.line, "description", found: row.description, expected: charge.description)
        }
    }

    func text(_ amount: ClosedRange<Int128>, _ currency: Currency) -> String {
        let (least, most) = (Arithmetic.text(amount.lowerBound, currency), Arithmetic.text(amount.upperBound, currency))
        return least == most ? least : "\(least) to \(most)"
    }

    /// Checks that adjustments come last, by period, each charge once for each tax. Only the logs could confirm their amounts.
    private mutating func checkAdjustments(_ account: AppCurrency) {
        let name = "invoice_lines.csv"
        let all = linesByAccount[account] ?? []
        if let first = all.firstIndex(where: { $0.kind == "adjustment" }),
            let own = all[first...].first(where: { $0.kind != "adjustment" && !$0.isByHand })
        {
            fail(
                .line, name, line: own.line, "order", found: "\(own.kind) after an adjustment",
                expected: "adjustments last")
        }
        var last: (Period, Int)?
        var document = ""
        var seen: Set<[Identifier]> = []
        for line in all where line.kind == "adjustment" {
            // Each document has an order of its own.
            if !same(line.invoice, document) { (document, last) = (line.invoice, nil) }
            func wrong(_ what: String, _ found: String, _ expected: String) {
                fail(.line, name, line: line.line, what, found: found, expected: expected)
            }
            if line.tier != nil || line.quantity != nil || !line.unit.isEmpty || !line.unitPrice.isEmpty {
                wrong("tier, quantity, unit, unit_price", "filled", "nothing in an adjustment")
            }
            if line.amount == 0 { wrong("amount", "0", "no line where the amount does not move") }
            guard let adjusted = line.adjusted, adjusted.period != self.period else {
                wrong("description", line.description, "Adjustment of <past period>: <description>")
                continue
            }
            let period = adjusted.period
            let isNew = seen.insert(
                [Identifier(period.description), line.tariff, line.tax, Identifier(line.taxRate)]
            ).inserted
            if !isNew {
                wrong("tariff", line.tariff.text, "each tariff of a past period once for each tax")
            }
            let past = pastRules(of: period)
            let entry = past?.place(of: line.tariff)
            if let past, entry != nil {
                let descriptions = past.descriptions(of: line.tariff)
                if let newest = descriptions.last, !descriptions.contains(where: { same($0, adjusted.description) }) {
                    wrong("description", line.description, AdjustmentDescription(period, newest).text)
                }
            } else if past != nil {
                wrong("tariff", line.tariff.text, "a tariff of \(period)'s rules")
            }
            if let last, last.0 > period || (last.0 == period && last.1 > (entry ?? .max)) {
                wrong("order", "\(period) \(line.tariff)", "adjustments by period, then in the order of its tariffs")
            }
            last = (period, entry ?? 0)
        }
    }
}
