package import JSONFormat
import Money
package import Rating
package import Reconciliation
import Rules
import Vocabulary

/// Writes `reconciliation.csv` and `reconciliation.json`.
package enum ReconciliationDocuments {
    /// - Parameter openOnly: leaves matched and not expected items out of the CSV. They are still counted.
    package static func files(_ report: ReconciliationReport, openOnly: Bool) -> [ReportFile] {
        [
            ReportFile(name: "reconciliation.csv", bytes: csv(report, openOnly: openOnly)),
            ReportFile(name: "reconciliation.json", bytes: json(report).document),
        ]
    }

    static func csv(_ report: ReconciliationReport, openOnly: Bool) -> [UInt8] {
        var table = CSVTable([
            "class", "line", "matched_by", "app", "request_ref", "reference", "time", "ledger_status",
            "statement_status", "ledger_cost", "statement_cost", "difference", "outcome", "tariff", "age_days",
            "detail",
        ])
        for item in report.reconciliation.items where item.itemClass.isOpen || !openOnly {
            table.append(cells(of: item, report))
        }
        return table.bytes
    }

    private static func cells(of item: Item, _ report: ReconciliationReport) -> [CSVTable.Cell] {
        let (reconciliation, currency) = (report.reconciliation, report.currency)
        let call = item.call.map { reconciliation.calls[$0] }
        let row = item.row.map { reconciliation.rows[$0] }
        func text(_ ofCall: TextID?, _ ofRow: TextID?) -> CSVTable.Cell {
            .text(reconciliation.pool.text(ofCall.flatMap { $0.isEmpty ? nil : $0 } ?? ofRow ?? .none))
        }
        let time = call.map { UTCTime.text(nanoseconds: $0.timeNanoseconds) } ?? row?.day?.description
        let difference = Int128(row?.costMinor ?? 0) - Int128(call?.costMinor ?? 0)
        return [
            .text(item.itemClass.rawValue), row.map { .number($0.line) } ?? .empty, .optional(item.matchedBy?.rawValue),
            text(call?.app, nil), text(call?.requestRef, row?.requestRef), text(call?.reference, row?.reference),
            .optional(time), .optional(call?.status.rawValue), .optional(row?.status?.rawValue),
            call.map { .amount($0.costMinor, currency) } ?? .empty,
            row.map { .amount($0.costMinor, currency) } ?? .empty,
            .number(currency.text(minor: difference)), .optional(call.map { word($0.outcome) }),
            call?.outcome.tariff.map { .text(report.rules.tariffs[$0].id) } ?? .empty,
            reconciliation.ageDays(of: item, in: report.period).map { .number($0) } ?? .empty,
            .text(detail(of: item, report)),
        ]
    }

    /// Returns what rating decided about a call, in a word or two.
    package static func word(_ outcome: Outcome) -> String {
        switch outcome {
        case .rated: "billed"
        case .free: "free"
        case .test: "test"
        case .pending: "pending"
        case .unrated(let code): code.rawValue
        }
    }

    /// Returns further remarks on an item.
    package static func detail(of item: Item, _ report: ReconciliationReport) -> String {
        let reconciliation = report.reconciliation
        let call = item.call.map { reconciliation.calls[$0] }
        guard let row = item.row.map({ reconciliation.rows[$0] }) else {
            return call?.reasonToBeAbsent?.rawValue ?? ""
        }
        var parts: [String] = []
        switch item.itemClass {
        case .amountDiffers:
            if let call, let status = row.status, status != call.status { parts.append("the status differs too") }
        case .matched:
            if let call, call.costMinor != row.costMinor { parts.append("within the tolerance") }
        case .duplicateInStatement:
            if let original = item.original { parts.append("as line \(reconciliation.rows[original].line)") }
        case .onlyInStatement:
            let found = [row.reference, row.requestRef].lazy.filter { !$0.isEmpty }.compactMap { report.elsewhere[$0] }
            if let found = found.first {
                parts.append("the ledger has it in \(found.period), provider \(found.provider)")
            }
        case .statusDiffers, .onlyInLedger, .notExpected: break
        }
        if item.matchedBy == .requestRef, let call, !row.reference.isEmpty, call.reference != row.reference {
            let what = call.reference.isEmpty ? "the ledger has no reference" : "the references differ"
            parts.append("\(what): the statement has \(reconciliation.pool.text(row.reference))")
        }
        return parts.joined(separator: "; ")
    }

    /// Returns the contents of `reconciliation.json`.
    package static func json(_ report: ReconciliationReport) -> JSONText {
        let currency = report.currency
        let absences = report.reconciliation.absences()
        return .object([
            ("period", .string(report.period.description)),
            ("time_zone", .string(report.rules.calendar.identifier)),
            ("provider", .string(report.provider.id)), ("name", .string(report.provider.name)),
            ("currency", .string(currency.code)),
            (
                "statement",
                .object([
                    ("sha256", .string(report.statementSHA256)), ("rows", .integer(report.reconciliation.rows.count)),
                ])
            ),
            ("tolerance", .amount(report.reconciliation.toleranceMinor, currency)),
            ("open", .integer(report.openCount)),
            ("classes", .array(ItemClass.allCases.map { classJSON($0, report) })),
            ("total", .object(sums(report.grandTotal, currency))),
            (
                "not_expected",
                .object(AbsenceReason.allCases.map { ($0.rawValue, .integer(absences[$0] ?? 0)) })
            ),
            ("tie_out", tieOut(report)),
        ])
    }

    private static func classJSON(_ itemClass: ItemClass, _ report: ReconciliationReport) -> JSONText {
        let totals = report.totals(itemClass)
        return .object(
            [("class", .string(itemClass.rawValue)), ("open", .bool(itemClass.isOpen))] + sums(totals, report.currency)
                + [
                    ("oldest_days", totals.oldestDays.map { .integer($0) } ?? .null),
                    (
                        "ageing",
                        .object(
                            Ageing.Band.all(in: report.period).map { ($0.rawValue, .integer(totals.bands[$0] ?? 0)) })
                    ),
                ])
    }

    private static func sums(_ totals: ClassTotals, _ currency: Currency) -> [(String, JSONText)] {
        [
            ("items", .integer(totals.items)), ("calls", .integer(totals.calls)), ("rows", .integer(totals.rows)),
            ("ledger_cost", .string(currency.text(minor: totals.ledgerMinor))),
            ("statement_cost", .string(currency.text(minor: totals.statementMinor))),
            ("difference", .string(currency.text(minor: totals.differenceMinor))),
        ]
    }

    private static func tieOut(_ report: ReconciliationReport) -> JSONText {
        let (tieOut, currency) = (report.tieOut, report.currency)
        func members(_ line: TieOut.Line) -> [(String, JSONText)] {
            [
                ("calls", .integer(line.calls)), ("on_statement", .integer(line.onStatement)),
                ("ledger_cost", .string(currency.text(minor: line.ledgerMinor))),
                ("statement_cost", .string(currency.text(minor: line.statementMinor))),
                ("invoiced", .string(currency.text(minor: line.invoicedMinor))),
            ]
        }
        return .object([
            ("invoiced_is", .string(invoicedDefinition)),
            (
                "lines",
                .array(
                    tieOut.lines.map { line in
                        .object(
                            [
                                ("outcome", .string(word(line.outcome))),
                                ("tariff", .optional(line.outcome.tariff.map { report.rules.tariffs[$0].id.text })),
                            ] + members(line))
                    })
            ),
            ("calls_of_period", .object(members(tieOut.total))),
            (
                "rows_without_call",
                .object([
                    ("rows", .integer(tieOut.rowsAlone)),
                    ("statement_cost", .string(currency.text(minor: tieOut.rowsAloneMinor))),
                ])
            ),
        ])
    }

    /// The definition of the tie-out's column `invoiced`.
    package static let invoicedDefinition =
        "each tariff's charges before tax, divided among their providers by units, the largest remainder first"
}

/// Formats instants as text.
enum UTCTime {
    /// Formats RFC 3339 in UTC, with as many decimals of the second as it needs: `2026-10-03T11:22:33.123Z`.
    static func text(nanoseconds: Int64) -> String {
        let perSecond: Int64 = 1_000_000_000
        let fraction = ((nanoseconds % perSecond) + perSecond) % perSecond
        let seconds = (nanoseconds - fraction) / perSecond
        let ofDay = ((seconds % 86_400) + 86_400) % 86_400
        let day = CivilDate(daysSinceEpoch: Int32((seconds - ofDay) / 86_400))
        func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : String(value) }
        let decimals = DecimalFormat.text(scaled: Int128(fraction), decimals: 9, leastDecimals: 0).dropFirst()
        return "\(day)T\(two(ofDay / 3600)):\(two(ofDay / 60 % 60)):\(two(ofDay % 60))\(decimals)Z"
    }
}
