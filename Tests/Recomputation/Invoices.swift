import BigInt

struct Invoice {
    let app: ByteString
    let currency: ByteString
    let lines: [Line]
    let subtotal: BigInt
    let tax: BigInt
    var number: String

    var isCreditNote: Bool { subtotal < 0 }
    var total: BigInt { subtotal + tax }
}

/// The drafts of a report: one for each app and currency with a line, in byte order of these.
///
/// The lines of adjustments have their tax.
func invoices(_ charges: [Charge], _ period: Period, _ rules: Rules) -> [Invoice] {
    struct Key: Hashable {
        let app: ByteString
        let currency: ByteString
    }
    let invoiced = charges.filter { $0.key.kind != .income && !$0.lines.isEmpty }
    let groups = Dictionary(grouping: invoiced) { Key(app: $0.key.app, currency: $0.key.currency) }
    return groups.keys.sorted { ($0.app, $0.currency) < ($1.app, $1.currency) }.map { key in
        var lines: [Line] = []
        for charge in groups[key]!.sorted(by: { place($0).lexicographicallyPrecedes(place($1)) }) {
            for var line in charge.lines {
                line.tax = line.tax ?? rules.tax(app: key.app, currency: key.currency, charge.period)
                lines.append(line)
            }
        }
        let subtotal = lines.reduce(BigInt(0)) { $0 + $1.amount }
        // Each tax at each rate is rounded by itself.
        var tax: BigInt = 0
        for id in Set(lines.map { $0.tax!.id }) {
            var bases: [Fraction: BigInt] = [:]
            for line in lines where line.tax!.id == id { bases[line.tax!.rate, default: 0] += line.amount }
            for (rate, base) in bases { tax += (Fraction(base) * rate).rounded(rules.rounding) }
        }
        return Invoice(
            app: key.app, currency: key.currency, lines: lines, subtotal: subtotal, tax: tax,
            number: "DRAFT-\(key.app.text)-\(key.currency.text)")
    }
}

/// Sorts tariffs in the order of the rules, then fees, then adjustments by period and tariff order.
private func place(_ charge: Charge) -> [Int] {
    if charge.isAdjustment { return [2, charge.period.first.number, charge.order] }
    return [charge.key.kind.rawValue, charge.order]
}

/// The last numbers given, by issuer, year and kind.
struct Sequences {
    private var last: [[ByteString]: Int] = [:]

    /// Numbers a closed report's invoices.
    mutating func number(_ invoices: [Invoice], _ period: Period, _ rules: Rules) -> [Invoice] {
        invoices.map { draft in
            var invoice = draft
            let key = [
                rules.issuer, ByteString(padded(period.numberYear, 4)),
                invoice.isCreditNote ? "credit_note" : "invoice",
            ]
            last[key, default: 0] += 1
            let form = invoice.isCreditNote ? rules.creditNoteNumber : rules.number
            invoice.number = filled(form, year: period.numberYear, sequence: last[key]!)
            return invoice
        }
    }

    /// Replaces `{year}`, `{sequence}` and `{sequence:width}`.
    private func filled(_ form: String, year: Int, sequence: Int) -> String {
        var result = ""
        var rest = form[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            result += rest[..<open]
            let name = rest[rest.index(after: open)..<close]
            if name == "year" {
                result += padded(year, 4)
            } else if name == "sequence" {
                result += String(sequence)
            } else if name.hasPrefix("sequence:") {
                result += padded(sequence, Int(name.dropFirst(9)) ?? 0)
            } else {
                result += rest[open...close]
            }
            rest = rest[rest.index(after: close)...]
        }
        return result + rest
    }
}
