import Documents
import Money
import Rating
import Reconciliation
import Rules
import Vocabulary

/// The text that `reconcile` prints for people.
enum ReconciliationText {
    /// How many open items are shown per class; the CSV has all.
    private static let itemsShown = 5

    static func text(_ report: ReconciliationReport, statement: String, folder: String) -> String {
        let tolerance = report.reconciliation.toleranceMinor
        var lines = [
            "\(report.provider.name) (\(report.provider.id)), \(report.period) (\(report.rules.calendar.identifier)), "
                + "\(report.currency): \(report.reconciliation.calls.count.grouped) calls against "
                + "\(report.reconciliation.rows.count.grouped) rows of \(statement)"
                + (tolerance > 0 ? ", tolerance \(report.currency.text(minor: tolerance))" : "")
        ]
        lines += [""] + classes(report)
        if report.openCount > 0 { lines += [""] + ageing(report) + [""] + openItems(report, statement) }
        lines += ["", "Tie-out: calls, the provider's cost, and what is invoiced"] + tieOut(report)
        lines += ["Invoiced: \(ReconciliationDocuments.invoicedDefinition)."]
        lines += ["", "\(report.openCount.grouped) open; published \(folder)"]
        return lines.joined(separator: "\n")
    }

    private static func classes(_ report: ReconciliationReport) -> [String] {
        var table = TextTable(
            [.left, .right, .right, .right, .right, .right],
            header: ["", "items", "cost in ledger", "in statement", "difference", "oldest, days"])
        func add(_ name: String, _ totals: ClassTotals, oldest: String) {
            table.append([
                name, totals.items.grouped, report.currency.text(minor: totals.ledgerMinor),
                report.currency.text(minor: totals.statementMinor), report.currency.text(minor: totals.differenceMinor),
                oldest,
            ])
        }
        for itemClass in ItemClass.allCases {
            let totals = report.totals(itemClass)
            let oldest = itemClass.isOpen ? totals.oldestDays.map { String($0) } ?? "" : ""
            add(name(itemClass), totals, oldest: oldest)
        }
        add("all", report.grandTotal, oldest: "")
        let absences = report.reconciliation.absences()
        let reasons = AbsenceReason.allCases.compactMap { reason in
            absences[reason].map { "\($0.grouped) \(name(reason))" }
        }
        return table.lines
            + (reasons.isEmpty ? [] : ["not expected in the statement: \(reasons.joined(separator: ", "))"])
    }

    /// Open items by age: days from the item's day to the day after the period.
    private static func ageing(_ report: ReconciliationReport) -> [String] {
        let bands = Ageing.Band.all(in: report.period)
        var table = TextTable(
            [.left] + bands.map { _ in .right }, header: ["open, by age in days"] + bands.map(name))
        for itemClass in ItemClass.allCases where itemClass.isOpen && report.totals(itemClass).items > 0 {
            let totals = report.totals(itemClass)
            table.append([name(itemClass)] + bands.map { (totals.bands[$0] ?? 0).grouped })
        }
        return table.lines
    }

    private static func openItems(_ report: ReconciliationReport, _ statement: String) -> [String] {
        let (reconciliation, currency) = (report.reconciliation, report.currency)
        var shown: [ItemClass: Int] = [:]
        var lines: [String] = []
        for item in reconciliation.items where item.itemClass.isOpen {
            shown[item.itemClass, default: 0] += 1
            guard shown[item.itemClass, default: 0] <= itemsShown else { continue }
            let call = item.call.map { reconciliation.calls[$0] }
            let row = item.row.map { reconciliation.rows[$0] }
            let reference =
                [call?.reference, row?.reference, call?.requestRef, row?.requestRef]
                .compactMap { $0 }.first { !$0.isEmpty } ?? .none
            let costs: String
            switch (call, row) {
            case (let call?, let row?) where item.itemClass == .statusDiffers:
                costs = "\(call.status.rawValue) in the ledger, \(row.status?.rawValue ?? "") in the statement"
            case (let call?, let row?):
                costs =
                    "\(currency.text(minor: call.costMinor)) in the ledger, "
                    + "\(currency.text(minor: row.costMinor)) in the statement"
            case (let call?, nil): costs = currency.text(minor: call.costMinor)
            case (nil, let row): costs = currency.text(minor: row?.costMinor ?? 0)
            }
            let detail = ReconciliationDocuments.detail(of: item, report)
            let place =
                row.map { "\(statement):\($0.line)" } ?? "\(report.provider.id) on \(call?.day.description ?? "")"
            lines.append(
                "\(place): \(name(item.itemClass)): \(reconciliation.pool.text(reference)), \(costs)"
                    + (detail.isEmpty ? "" : "; \(detail)"))
        }
        let hidden = shown.values.reduce(0) { $0 + max(0, $1 - itemsShown) }
        return lines + (hidden > 0 ? ["… and \(hidden.grouped) more in reconciliation.csv"] : [])
    }

    private static func tieOut(_ report: ReconciliationReport) -> [String] {
        let (tieOut, currency) = (report.tieOut, report.currency)
        var table = TextTable(
            [.left, .right, .right, .right, .right, .right],
            header: ["", "calls", "on statement", "cost in ledger", "in statement", "invoiced"])
        func add(_ name: String, _ line: TieOut.Line, invoiced: Bool) {
            table.append([
                name, line.calls.grouped, line.onStatement.grouped, currency.text(minor: line.ledgerMinor),
                currency.text(minor: line.statementMinor), invoiced ? currency.text(minor: line.invoicedMinor) : "",
            ])
        }
        for line in tieOut.lines {
            let tariff = line.outcome.tariff.map { report.rules.tariffs[$0].id.text } ?? ""
            switch line.outcome {
            case .rated: add("billed, \(tariff)", line, invoiced: true)
            case .free: add("left out: free, \(tariff)", line, invoiced: false)
            case .test, .pending: add("left out: \(ReconciliationDocuments.word(line.outcome))", line, invoiced: false)
            case .unrated(let code): add("left out: unrated, \(code.rawValue)", line, invoiced: false)
            }
        }
        add("calls of the period", tieOut.total, invoiced: true)
        table.append([
            "rows without a call", "", tieOut.rowsAlone.grouped, "", currency.text(minor: tieOut.rowsAloneMinor), "",
        ])
        table.append([
            "statement", "", report.reconciliation.rows.count.grouped, "",
            currency.text(minor: report.grandTotal.statementMinor), "",
        ])
        return table.lines
    }

    private static func name(_ itemClass: ItemClass) -> String {
        switch itemClass {
        case .matched: "matched"
        case .amountDiffers: "amount differs"
        case .statusDiffers: "status differs"
        case .onlyInLedger: "only in the ledger"
        case .onlyInStatement: "only in the statement"
        case .duplicateInStatement: "duplicate in the statement"
        case .notExpected: "not expected"
        }
    }

    private static func name(_ reason: AbsenceReason) -> String {
        switch reason {
        case .test: "test"
        case .pendingAtNoCost: "pending at no cost"
        case .failedAtNoCost: "failed at no cost"
        }
    }

    private static func name(_ band: Ageing.Band) -> String {
        switch band {
        case .outside: "outside the period"
        case .unknown: "no time"
        default: band.rawValue
        }
    }
}
