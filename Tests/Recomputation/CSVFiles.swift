import BigInt

/// A cell of a CSV file. Only text gets the `'` that stops a spreadsheet from running it as a formula.
enum Cell {
    case text(ByteString)
    case number(String)

    static func text(_ text: String) -> Cell { .text(ByteString(text)) }

    var bytes: [UInt8] {
        var bytes: [UInt8]
        switch self {
        case .number(let text): bytes = Array(text.utf8)
        case .text(let text):
            bytes = text.bytes
            if let first = bytes.first, "=+-@\t\r\n".utf8.contains(first) { bytes.insert(UInt8(ascii: "'"), at: 0) }
        }
        let quote = UInt8(ascii: "\"")
        guard bytes.contains(where: { ",\"\r\n".utf8.contains($0) }) else { return bytes }
        return [quote] + bytes.flatMap { $0 == quote ? [quote, quote] : [$0] } + [quote]
    }
}

func csv(_ header: String, _ rows: [[Cell]]) -> [UInt8] {
    var result = Array(header.utf8) + [0x0A]
    for row in rows {
        result += row.map(\.bytes).joined(separator: [UInt8(ascii: ",")])
        result.append(0x0A)
    }
    return result
}

/// The content of all files of one report.
struct Report {
    let period: Period
    let rules: Rules
    /// The rules of closed periods, newest first.
    let former: [Rules]
    let isFinal: Bool
    let judged: [Judged]
    let charges: [Charge]
    let invoices: [Invoice]
    let exceptions: [ExceptionRow]
    /// The calls that closed reports let pass and that are not billed yet, by period.
    let waiting: [(period: Period, rows: [ExceptionRow])]
    let entries: [HandEntry]
    let pending: [UInt8]

    var files: [String: [UInt8]] {
        var files = allMonths
        if rules.changes(in: period) { files["parts.csv"] = partsFile }
        return files
    }

    private var allMonths: [String: [UInt8]] {
        [
            "invoices.csv": invoicesFile, "invoice_lines.csv": linesFile, "settlement.csv": settlementFile,
            "positions.csv": positionsFile, "transfers.csv": transfersFile, "usage.csv": usageFile(judged, rules),
            "exceptions.csv": exceptionsFile, "rounding.csv": roundingFile,
            "waiting.csv": waitingFile, "entries.csv": entriesFile,
            "pending.csv": pending,
        ]
    }

    private var invoicesFile: [UInt8] {
        let issued = period.afterLast
        let due = Day(number: issued.number + rules.dueDays)
        return csv(
            "invoice,type,status,app,customer,currency,subtotal,tax,total,issue_date,due_date",
            invoices.map { invoice in
                let known = ([rules] + former).first { $0.apps[invoice.app] != nil }
                let name = known?.apps[invoice.app]?.name ?? ""
                return [
                    .text(invoice.number), .text(invoice.type),
                    .text(isFinal ? "final" : "draft"), .text(invoice.app),
                    .text(name.isEmpty ? invoice.app.text : name),
                    .text(invoice.currency), .number(money(invoice.subtotal, invoice.currency)),
                    .number(money(invoice.tax, invoice.currency)), .number(money(invoice.total, invoice.currency)),
                    .number(issued.text), .number(due.text),
                ]
            })
    }

    private var linesFile: [UInt8] {
        csv(
            "invoice,app,currency,line,kind,tariff,tier,quantity,unit,unit_price,amount,description,tax,tax_rate",
            invoices.flatMap { invoice in
                invoice.lines.enumerated().map { index, line in
                    [
                        .text(invoice.number), .text(invoice.app), .text(invoice.currency), .number(String(index + 1)),
                        .text(line.kind), .text(line.tariff), .number(line.tier), .number(line.quantity),
                        .text(line.unit),
                        .number(line.unitPrice), .number(money(line.amount, invoice.currency)), .text(line.description),
                        .text(line.tax!.id), .number(line.tax!.text),
                    ]
                }
            })
    }

    private func start(_ row: SettlementRow) -> [Cell] {
        let key = row.charge.key
        return [
            .text(key.stream), .text(key.app), .text(key.currency), .text(key.id), .number(row.charge.period.text),
            .text(row.party),
        ]
    }

    private var settlementFile: [UInt8] {
        csv(
            "stream,app,currency,tariff,period,party,role,amount",
            settlementRows(charges, rules, former: former).filter { $0.share.amount != 0 }.map {
                start($0) + [.text($0.role), .number(money($0.share.amount, $0.charge.key.currency))]
            })
    }

    private var roundingFile: [UInt8] {
        let moved = settlementRows(charges, rules, former: former).filter {
            Fraction($0.share.amount) != $0.share.exact
        }
        return csv(
            "stream,app,currency,tariff,period,party,exact,amount,difference",
            moved.map { row in
                let currency = row.charge.key.currency
                return start(row) + [
                    .number(exactMoney(row.share.exact, currency)), .number(money(row.share.amount, currency)),
                    .number(exactMoney(Fraction(row.share.amount) - row.share.exact, currency)),
                ]
            })
    }

    private var partsFile: [UInt8] {
        let own = charges.filter { !$0.parts.isEmpty && !$0.isAdjustment }.sorted { a, b in
            func place(_ charge: Charge) -> [ByteString] {
                let order = ByteString(padded(charge.order, 6))
                return [
                    charge.key.app, charge.key.currency, charge.key.kind == .income ? "1" : "0", order,
                    charge.key.provider,
                ]
            }
            return precedes(place(a), place(b))
        }
        var rows: [[Cell]] = []
        for charge in own {
            for part in charge.parts {
                for provider in Set(part.counted.map(\.provider)).sorted() {
                    let counted = part.counted.filter { $0.provider == provider }
                    let cost = counted.reduce(BigInt(0)) { $0 + $1.cost }
                    let units = counted.reduce(BigInt(0)) { $0 + $1.units }
                    rows.append([
                        .text(charge.key.stream), .text(charge.key.app), .text(charge.key.currency),
                        .text(charge.key.id), .number(part.first.text), .text(provider), .number(units.description),
                        .number(money(cost, charge.key.currency)),
                    ])
                }
            }
        }
        return csv("stream,app,currency,tariff,from,provider,units,cost", rows)
    }

    private var positionsFile: [UInt8] {
        csv(
            "party,role,currency,entitled,collected,net",
            positions(charges, rules, former: former).map {
                [
                    .text($0.party), .text($0.role), .text($0.currency), .number(money($0.entitled, $0.currency)),
                    .number(money($0.collected, $0.currency)), .number(money($0.net, $0.currency)),
                ]
            })
    }

    private var transfersFile: [UInt8] {
        csv(
            "from,to,currency,amount",
            transfers(positions(charges, rules, former: former)).map {
                [.text($0.from), .text($0.to), .text($0.currency), .number(money($0.amount, $0.currency))]
            })
    }

    private var exceptionsFile: [UInt8] {
        csv(
            "code,file,line,app,reference,detail",
            exceptions.map(cells))
    }

    private var entriesFile: [UInt8] {
        csv(
            "id,app,currency,amount,invoice,reason,note,split,date",
            entries.map {
                [
                    .text($0.id), .text($0.app), .text($0.currency), .number(money($0.amount, $0.currency)),
                    .text($0.invoice), .text($0.reason), .text($0.note), .text($0.split), .text($0.date),
                ]
            })
    }

    private var waitingFile: [UInt8] {
        csv(
            "period,code,file,line,app,reference,detail",
            waiting.flatMap { period, rows in rows.map { [.text(period.text)] + cells($0) } })
    }

    private func cells(_ row: ExceptionRow) -> [Cell] {
        [
            .text(row.code), .text(row.place.file), .number(String(row.place.line)), .text(row.app),
            .text(row.reference), .text(row.detail),
        ]
    }
}
