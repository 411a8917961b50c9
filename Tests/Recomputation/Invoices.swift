import BigInt

/// Why an app has a document in a currency.
enum Cause: Hashable {
    case supplies
    case otherIssuer(ByteString)
    /// The document concerned, and its place in the order of all documents issued.
    case correcting(place: Int, number: String, issuer: ByteString)

    /// The order of an app's documents.
    static func comes(_ a: Cause, before b: Cause) -> Bool {
        func rank(_ cause: Cause) -> (Int, Int, ByteString) {
            switch cause {
            case .supplies: (0, 0, "")
            case .otherIssuer(let issuer): (1, 0, issuer)
            case .correcting(let place, _, let issuer): (2, place, issuer)
            }
        }
        return rank(a) < rank(b)
    }
}

struct Invoice {
    let app: ByteString
    let currency: ByteString
    let cause: Cause
    let issuer: ByteString
    let charges: [Charge]
    let lines: [Line]
    let subtotal: BigInt
    let tax: BigInt
    var number: String

    var total: BigInt { subtotal + tax }

    var type: String {
        if case .correcting = cause { return (subtotal == 0 ? total : subtotal) < 0 ? "credit_note" : "debit_note" }
        return subtotal < 0 ? "credit_note" : "invoice"
    }
}

/// The drafts of a report: those of each app and currency with a line, in byte order of these.
///
/// The lines of adjustments have their tax.
///
/// - Parameter carried: the documents that have carried an adjustment's charge, with their places.
func invoices(
    _ charges: [Charge], _ period: Period, _ rules: Rules, carried: (Charge) -> [(place: Int, number: String)]
) -> [Invoice] {
    struct Key: Hashable {
        let app: ByteString
        let currency: ByteString
    }
    func cause(_ charge: Charge) -> Cause {
        guard charge.isAdjustment || charge.key.kind == .entry else { return .supplies }
        if rules.adjustsByDocument, let first = charge.isAdjustment ? carried(charge).first : charge.concerns {
            return .correcting(place: first.place, number: first.number, issuer: charge.collector)
        }
        return charge.collector == rules.issuer ? .supplies : .otherIssuer(charge.collector)
    }
    let invoiced = charges.filter { $0.key.kind != .income && !$0.lines.isEmpty }
    let groups = Dictionary(grouping: invoiced) { Key(app: $0.key.app, currency: $0.key.currency) }
    var result: [Invoice] = []
    for key in groups.keys.sorted(by: { ($0.app, $0.currency) < ($1.app, $1.currency) }) {
        let documents = Dictionary(grouping: groups[key]!, by: cause)
        var part = 1
        for cause in documents.keys.sorted(by: Cause.comes(_:before:)) {
            if cause != .supplies { part += 1 }
            let own = documents[cause]!.sorted(by: comes(_:before:))
            var lines: [Line] = []
            for charge in own {
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
            result.append(
                Invoice(
                    app: key.app, currency: key.currency, cause: cause, issuer: own[0].collector, charges: own,
                    lines: lines, subtotal: subtotal, tax: tax,
                    number: "DRAFT-\(key.app.text)-\(key.currency.text)" + (part == 1 ? "" : "-\(part)")))
        }
    }
    return result
}

/// Sorts tariffs in the order of the rules, then fees, then adjustments by period and tariff order. A tariff that is
/// gone may have had the place of another.
private func comes(_ a: Charge, before b: Charge) -> Bool {
    place(a) != place(b) ? place(a).lexicographicallyPrecedes(place(b)) : a.key.id < b.key.id
}

private func place(_ charge: Charge) -> [Int] {
    if charge.key.kind == .entry { return [3, charge.order] }
    if charge.isAdjustment { return [2, charge.period.first.number, charge.order] }
    return [charge.key.kind.rawValue, charge.order]
}

/// The last numbers given, by issuer, year and kind.
struct Sequences {
    private var last: [[ByteString]: Int] = [:]

    /// Numbers a closed report's invoices.
    ///
    /// - Parameter former: the rules of past periods, newest first.
    mutating func number(_ invoices: [Invoice], _ period: Period, _ rules: Rules, _ former: [Rules]) -> [Invoice] {
        invoices.map { draft in
            var invoice = draft
            let key = [invoice.issuer, ByteString(padded(period.numberYear, 4)), ByteString(invoice.type)]
            last[key, default: 0] += 1
            let own = ([rules] + former).first { $0.issuer == invoice.issuer }!
            let form =
                switch invoice.type {
                case "credit_note": own.creditNoteNumber
                case "debit_note": own.debitNoteNumber.isEmpty ? rules.debitNoteNumber : own.debitNoteNumber
                default: own.number
                }
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
