import Money
import Rules
import Vocabulary

/// The lines of an invoice that bear one tax at one rate, worked out again (S4.19).
struct TaxGroup {
    var tax: Identifier
    var name: String
    /// As the first line of the group states it.
    var rate: String
    var scaled: Int64
    var base: Int128 = 0
    var amount: Int128 = 0

    var words: String { "\(name) \(rate)" }

    static func words(_ groups: [TaxGroup]) -> String { groups.map(\.words).joined(separator: ", ") }

    func json(_ currency: Currency) -> JSONNode {
        .object([
            ("tax", .string(tax.text)), ("name", .string(name)), ("rate", .string(rate)),
            ("base", .string(Arithmetic.text(base, currency))), ("amount", .string(Arithmetic.text(amount, currency))),
        ])
    }
}

/// Checks the tax of each line, and works out that of an invoice.
extension Folder {
    /// Checks that each line bears the tax of its app and currency, at the rate of the period that it is about, by that
    /// period's rules (S4.20).
    mutating func checkLineTaxes() {
        guard edition.taxesEachLine, let lines, let rules, let period else { return }
        for line in lines {
            // Without the folder of the past period its rules are not known, and the tax is taken as stated.
            guard let possible = taxes(of: line, rules, period), let expected = possible.last else { continue }
            if !possible.contains(where: { $0.id == line.tax }) {
                fail(
                    .tax, "invoice_lines.csv", line: line.line, "tax", found: line.tax.text, expected: expected.id.text)
            } else if !possible.contains(where: { $0.id == line.tax && same($0.rate, line.taxRate) }) {
                fail(
                    .tax, "invoice_lines.csv", line: line.line, "tax_rate", found: line.taxRate,
                    expected: expected.rate)
            }
        }
    }

    /// The taxes that a line may bear: that of its period. Of a corrected period, a line can take back what an earlier
    /// version taxed. `nil` if they are not known.
    private func taxes(of line: LineRow, _ own: Rules, _ period: Period) -> [(id: Identifier, rate: String)]? {
        if line.isByHand, let entry = entry(line.tariff, line.account), !entry.document.isEmpty {
            guard let document = named(by: entry), let rules = past[document.period]?.versions[0],
                let tax = rules.tax(of: line.app, in: line.currency, on: document.period.lastDay),
                let rate = tax.rate(on: document.period.lastDay)
            else { return nil }
            return [(tax.id, rate.text)]
        }
        guard line.kind == "adjustment" else {
            guard let tax = own.tax(of: line.app, in: line.currency, on: period.lastDay),
                let rate = tax.rate(on: period.lastDay)
            else {
                return nil
            }
            return [(tax.id, rate.text)]
        }
        guard let adjusted = line.adjusted?.period, let past = pastRules(of: adjusted),
            past.versions.allSatisfy({ $0 != nil })
        else { return nil }
        return past.taxes(of: line.app, in: line.currency, adjusted)
    }

    /// The rules of a period that the folder adjusts: of one billed for the first time, the folder's own.
    func pastRules(of period: Period) -> PastRules? {
        if let past = past[period] { return past }
        guard statedPassedOver.contains(period), let rules else { return nil }
        return PastRules(position: chainPosition, versions: [rules], digests: [""])
    }

    /// Returns the taxes of an invoice by tax, then rate, each rounded once; `nil` if they can't be worked out.
    func taxes(of invoice: InvoiceRow) -> [TaxGroup]? {
        guard let rules, let period else { return nil }
        var groups: [TaxGroup] = []
        if edition.taxesEachLine {
            guard lines != nil else { return nil }
            for line in linesByInvoice[Identifier(invoice.number)] ?? [] {
                guard let rate = try? Rate(line.taxRate) else { return nil }
                let place =
                    groups.firstIndex { $0.tax == line.tax && $0.scaled == rate.scaled } ?? groups.count
                if place == groups.count {
                    let name = firstKnown { $0.tax(line.tax)?.name } ?? line.tax.text
                    groups.append(TaxGroup(tax: line.tax, name: name, rate: line.taxRate, scaled: rate.scaled))
                }
                groups[place].base += Int128(line.amount)
            }
        } else {
            guard let tax = taxOfFirstEdition(invoice), let rate = tax.rate(on: period.lastDay) else { return nil }
            groups = [
                TaxGroup(
                    tax: tax.id, name: tax.name, rate: rate.text, scaled: rate.scaled, base: Int128(invoice.subtotal))
            ]
        }
        for index in groups.indices {
            guard let product = try? Arithmetic.product(groups[index].base, Int128(groups[index].scaled)) else {
                return nil
            }
            groups[index].amount = Arithmetic.rounded(e8: product, rules.rounding)
        }
        return groups.sorted { ($0.tax, $0.scaled) < ($1.tax, $1.scaled) }
    }

    /// Returns the one tax that an invoice of the first edition bears: the app's own, or else the currency's.
    ///
    /// If it is gone from the rules, the newest closed month that names it counts.
    private func taxOfFirstEdition(_ invoice: InvoiceRow) -> Tax? {
        guard let app = customer(invoice.app), let period else { return nil }
        let id = app.tax(on: period.lastDay) ?? firstKnown { $0.invoice.taxes[invoice.currency] }
        return id.flatMap { id in firstKnown { $0.tax(id) } }
    }
}
