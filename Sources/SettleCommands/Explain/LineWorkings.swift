import Documents
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// Explains in words and figures how one line of a charge comes to its amount.
struct LineWorkings {
    let worked: WorkedPeriod
    let charge: Charge
    /// Position of the line in the charge.
    let position: Int

    var line: ChargeLine { charge.lines[position] }
    private var currency: Currency { charge.currency }
    private var rules: Rules { worked.rules.rules }
    /// `nil` for a fee.
    var tariff: Tariff? {
        let entries = charge.key.stream == .invoice ? rules.tariffs : rules.income
        return entries.indices.contains(charge.order) ? entries[charge.order].terms(of: charge.key.app) : nil
    }
    private var fee: Fee? { rules.fees.first { $0.id == charge.key.tariff } }

    /// The rule's place, such as `settle.yaml:71`.
    var rule: String { (tariff?.line ?? fee?.line).map(worked.rules.place) ?? "" }

    /// The terms of the rule, as the file states them.
    var terms: String {
        if let fee {
            let prorated = fee.isProrated ? ", by the days on which it holds" : ""
            return
                "\(fee.amount.text) \(fee.currency) in each period that it holds in\(prorated)\(Self.window(fee.window))"
        }
        guard let tariff else { return "" }
        var text = tariff.charge.words(unit: tariff.unit)
        if tariff.discount.scaled != 0 { text += "; discount \(tariff.discount.text)" }
        if let least = tariff.minimumMinor {
            text += "; minimum \(currency.text(minor: least))" + (tariff.isProrated ? " by the days that it holds" : "")
        }
        if let most = tariff.maximumMinor { text += "; maximum \(currency.text(minor: most))" }
        if let counter = tariff.counter { text += "; counter \(counter)" }
        let own = tariff.ownTerms[charge.key.app].map { "; for this app (\(worked.rules.place($0.line)))" } ?? ""
        return text + Self.window(tariff.window) + own
    }

    private static func window(_ window: Window) -> String {
        (window.from.map { ", from \($0)" } ?? "") + (window.until.map { ", until \($0)" } ?? "")
    }

    // MARK: - Units and arithmetic

    /// The units that the line counts.
    func units() throws -> String {
        guard let tariff else { return line.kind == .fee ? "one period" : "" }
        let calls = worked.rows(of: charge).reduce(Int64(0)) { $0 + $1.calls }
        var text = "\(charge.units.counted(tariff.unit.rawValue))"
        if tariff.unit == .segment { text += " of \(calls.counted("call"))" }
        let counted = charge.counted.units
        if counted > 0 { text += ", after \(counted.grouped) that the counter has counted" }
        return text + (tariff.charge.unitCharge?.words(of: line, units: charge.units, after: counted) ?? "")
    }

    /// The calculation before rounding.
    func arithmetic() throws -> String {
        let exact = try self.exact().text(currency)
        let before = charge.lines[..<position].reduce(Int64(0)) { $0 + $1.amountMinor }
        switch line.kind {
        case .usage:
            if let price = line.unitPrice, let quantity = line.quantity {
                return "\(quantity.grouped) × \(price) = \(exact)"
            }
            return "each transaction is charged and rounded by itself; unrounded they would come to \(exact)"
        case .flat: return "the flat of tier \(line.tier ?? 0), which was reached: \(exact)"
        case .discount:
            return "−\(tariff?.discount.text ?? "") of the lines before, \(currency.text(minor: before)): \(exact)"
        case .minimum:
            let least = (tariff?.minimumMinor(in: worked.period, rules.rounding) ?? 0) + charge.counted.leastMinor
            return "minimum \(currency.text(minor: least)) less what stands, \(standing(before)): \(exact)"
        case .maximum:
            let most = tariff?.maximumMinor ?? 0
            return "maximum \(currency.text(minor: most)) less what stands, \(standing(before)): \(exact)"
        case .fee:
            guard let fee, fee.isProrated else { return "1 × \(line.unitPrice ?? "") = \(exact)" }
            let (within, all) = fee.window.days(of: worked.period)
            return "\(fee.amount.text) × \(within) of \(all) days, \(rules.rounding.rawValue): \(exact)"
        case .adjustment, .credit, .debit: return exact
        }
    }

    /// What stands before a minimum or maximum: of the charge, and of those before it that its counter runs through.
    private func standing(_ beforeMinor: Int64) -> String {
        let own = currency.text(minor: beforeMinor)
        return charge.counted.amountMinor == 0
            ? own : "\(own) and \(currency.text(minor: charge.counted.amountMinor)) by the counter before"
    }

    /// The unrounded amount; for a charge by transaction, the sum of the transactions' unrounded amounts.
    func exact() throws -> ExactAmount {
        guard let callCharge else { return line.exact }
        var sum = ExactAmount(minor: 0)
        for row in worked.rows(of: charge) {
            let exact = try each(callCharge, row.minor(callCharge.figure)).exact.minorE8.multiplied(
                by: Int128(row.calls), charge.name)
            sum = try sum.adding(ExactAmount(minorE8: exact), charge.name)
        }
        return sum
    }

    /// How each call of the line is charged; `nil` unless the line is of a charge by call.
    private var callCharge: (any CallCharge)? { line.kind == .usage ? tariff?.charge.callCharge : nil }

    private func each(_ callCharge: any CallCharge, _ figureMinor: Int64) throws(AmountOverflow) -> TransactionCharge {
        try callCharge.charge(figureMinor: figureMinor, currency, rules.rounding, name: charge.name)
    }

    var rounding: String {
        let amount = currency.text(minor: line.amountMinor)
        if callCharge != nil {
            return "\(rules.rounding.rawValue), each transaction by itself: \(amount)"
        }
        guard line.exact != ExactAmount(minor: line.amountMinor) else { return "none needed: \(amount)" }
        let unit = DecimalFormat.text(scaled: 1, decimals: currency.minorDigits, leastDecimals: currency.minorDigits)
        return "\(rules.rounding.rawValue) to \(unit): \(amount)"
    }

    // MARK: - Charges by transaction

    /// The charge for each transaction, with equal ones in one row; empty if the model charges units.
    func transactions() throws -> Table {
        var table = Table(
            key: "transactions", title: "What each transaction is charged; those alike together",
            columns: ["calls", "of", "exact", "bound", "charge", "sum"], mostRowsShown: 20)
        guard let callCharge else { return table }
        table.columns[1] = callCharge.figure.rawValue
        var groups: [Int64: Int64] = [:]
        for row in worked.rows(of: charge) { groups[row.minor(callCharge.figure), default: 0] += row.calls }
        for (of, calls) in groups.sorted(by: { $0.key < $1.key }) {
            let each = try each(callCharge, of)
            table.rows.append([
                .integer(calls), .amount(of, currency), .exact(each.unbounded, currency),
                each.bound.map { .text($0.rawValue) } ?? .none, .amount(each.amountMinor, currency),
                .decimal(currency.text(minor: Int128(each.amountMinor) * Int128(calls))),
            ])
        }
        return table
    }

    /// All lines of the charge, with this one marked.
    func lines(of invoice: Invoice) -> Table {
        var table = Table(
            key: "charge_lines", title: "The charge: all lines of this rule on the invoice",
            columns: ["line", "kind", "tier", "quantity", "unit", "unit_price", "exact", "amount", "mark"])
        let own = invoice.lines.filter {
            $0.tariff == charge.key.tariff && $0.charge.kind != .adjustment
        }
        for (index, shown) in own.enumerated() {
            table.rows.append(
                [.integer(Int64(shown.number))] + LineCells.of(shown.charge, invoice.currency)
                    + [.mark(index == position)])
        }
        table.rows.append([
            .none, .text("charge"), .none, .none, .none, .none, .none, .amount(charge.amountMinor, currency),
            .mark(false),
        ])
        return table
    }
}

enum LineCells {
    /// The cells kind, tier, quantity, unit, unit price, exact, amount.
    static func of(_ line: ChargeLine, _ currency: Currency) -> [Cell] {
        [
            .text(line.kind.rawValue), line.tier.map { .integer(Int64($0)) } ?? .none,
            line.quantity.map { .integer($0) } ?? .none, line.unit.map { .text($0) } ?? .none,
            line.unitPrice.map { .decimal($0) } ?? .none, .exact(line.exact, currency),
            .amount(line.amountMinor, currency),
        ]
    }
}
