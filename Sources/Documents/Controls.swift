import JSONFormat
import Money
import Rating
import Rules
import Settlement
import Threads
import Vocabulary

/// The control totals (S5.30 to S5.33): sums that must agree, calculated from the values about to be written.
package struct Controls: Sendable {
    /// A control that does not hold. If there is one, nothing is published.
    package struct Break: Sendable, Hashable, CustomStringConvertible {
        /// The sums compared, for instance `NGN: sum of lines = sum of subtotals`.
        package var control: String
        package var left: String
        package var right: String

        package var description: String { "\(control): \(left) against \(right)" }
    }

    struct CurrencyTotals {
        var usageCharges: Int128 = 0
        var usageLines: Int128 = 0
        var lines: Int128 = 0
        var subtotals: Int128 = 0
        var charges: Int128 = 0
        var shares: Int128 = 0
        var nets: Int128 = 0
        var debits: Int128 = 0
        var credits: Int128 = 0

        static func + (a: CurrencyTotals, b: CurrencyTotals) -> CurrencyTotals {
            CurrencyTotals(
                usageCharges: a.usageCharges + b.usageCharges, usageLines: a.usageLines + b.usageLines,
                lines: a.lines + b.lines, subtotals: a.subtotals + b.subtotals, charges: a.charges + b.charges,
                shares: a.shares + b.shares, nets: a.nets + b.nets, debits: a.debits + b.debits,
                credits: a.credits + b.credits)
        }
    }

    private let report: PeriodReport
    private let logTotals: LineCounts
    private let byCurrency: [(currency: Currency, totals: CurrencyTotals)]
    /// The controls that do not hold; empty if all do.
    package let breaks: [Break]

    package init(_ report: PeriodReport) {
        self.report = report
        logTotals = report.logs.reduce(LineCounts()) { $0 + $1.counts }
        byCurrency = Controls.totals(report)
        breaks = Controls.breaks(report, logTotals, byCurrency)
    }

    private static func totals(_ report: PeriodReport) -> [(currency: Currency, totals: CurrencyTotals)] {
        // Each function sums its own list, so they can run side by side.
        let lists: [@Sendable (PeriodReport) -> [Currency: CurrencyTotals]] = [ofJournal, ofCharges, ofInvoices]
        var totals: [Currency: CurrencyTotals] = [:]
        for list in Threads.map(lists, { $0(report) }) { totals.merge(list, uniquingKeysWith: +) }
        for position in report.positions {
            totals[position.currency, default: CurrencyTotals()].nets += Int128(position.netMinor)
        }
        return totals.map { ($0.key, $0.value) }.sorted { $0.currency < $1.currency }
    }

    @Sendable private static func ofCharges(_ report: PeriodReport) -> [Currency: CurrencyTotals] {
        var totals: [Currency: CurrencyTotals] = [:]
        for charge in report.charges {
            let amount = Int128(charge.amountMinor)
            let shares = charge.shares.reduce(Int128(0)) { $0 + Int128(charge.amountMinor(ofShareAt: $1)) }
            let isUsage =
                charge.stream == .invoice && !charge.isAdjustment && charge.byHand == nil && charge.kind != .fee
            var sums = totals[charge.currency] ?? CurrencyTotals()
            if isUsage { sums.usageCharges += amount }
            sums.charges += amount
            sums.shares += shares
            totals[charge.currency] = sums
        }
        return totals
    }

    @Sendable private static func ofInvoices(_ report: PeriodReport) -> [Currency: CurrencyTotals] {
        var totals: [Currency: CurrencyTotals] = [:]
        for invoice in report.invoices {
            var sums = totals[invoice.currency] ?? CurrencyTotals()
            sums.subtotals += Int128(invoice.subtotalMinor)
            for line in invoice.lines {
                let amount = Int128(line.charge.amountMinor)
                sums.lines += amount
                switch line.charge.kind {
                case .usage, .flat, .discount, .minimum, .maximum: sums.usageLines += amount
                case .fee, .adjustment, .credit, .debit: break
                }
            }
            totals[invoice.currency] = sums
        }
        return totals
    }

    @Sendable private static func ofJournal(_ report: PeriodReport) -> [Currency: CurrencyTotals] {
        var totals: [Currency: CurrencyTotals] = [:]
        report.journal.forEachEntry { entry in
            var sums = totals[entry.currency] ?? CurrencyTotals()
            for posting in entry.postings {
                let amount = Int128(posting.amountMinor)
                if amount > 0 { sums.debits += amount } else { sums.credits -= amount }
            }
            totals[entry.currency] = sums
        }
        return totals
    }

    private static func breaks(
        _ report: PeriodReport, _ logTotals: LineCounts, _ byCurrency: [(currency: Currency, totals: CurrencyTotals)]
    ) -> [Break] {
        var breaks: [Break] = []
        func equal(_ control: String, _ left: Int128, _ right: Int128, _ text: (Int128) -> String) {
            if left != right { breaks.append(Break(control: control, left: text(left), right: text(right))) }
        }
        for log in report.logs {
            let counts = log.counts
            equal("lines of \(log.path)", Int128(counts.lines), Int128(counts.accountedFor)) { String($0) }
        }
        let byPeriod = report.periods.reduce(Int64(0)) { $0 + $1.transactions }
        equal("transactions of all logs = of all periods", Int128(logTotals.transactions), Int128(byPeriod)) {
            String($0)
        }
        let counts = report.counts
        let ofPeriod = report.periods.first { $0.period == report.period }?.transactions ?? 0
        equal("transactions of the period", Int128(ofPeriod), Int128(counts.transactions)) { String($0) }
        equal(
            "transactions = rated + free + test + pending + unrated", Int128(counts.transactions),
            Int128(counts.rated + counts.free + counts.test + counts.pending + counts.unrated)
        ) { String($0) }
        var inUsage: Int128 = 0
        report.usage.forEachRow { inUsage += Int128($0.totals.transactions) }
        equal("transactions = those of usage.csv", Int128(counts.transactions), inUsage) { String($0) }
        if report.rules.edition.listsWaitingAndPending {
            equal("pending = rows of pending.csv", Int128(counts.pending), Int128(report.pending.ownCount)) {
                String($0)
            }
        }
        for (currency, totals) in byCurrency {
            let text = { (minor: Int128) in currency.text(minor: minor) }
            equal("\(currency): usage charges = usage-made lines", totals.usageCharges, totals.usageLines, text)
            equal("\(currency): lines = subtotals", totals.lines, totals.subtotals, text)
            equal("\(currency): shares = charges", totals.shares, totals.charges, text)
            equal("\(currency): nets = 0", totals.nets, 0, text)
            equal("\(currency): debits = credits", totals.debits, totals.credits, text)
        }
        return breaks
    }

    /// The contents of `controls.json`.
    var json: JSONText {
        func counts(_ counts: LineCounts) -> [(String, JSONText)] {
            [
                ("lines", .integer(counts.lines)), ("blank", .integer(counts.blank)),
                ("transactions", .integer(counts.transactions)), ("duplicates", .integer(counts.duplicates)),
                ("queries", .integer(counts.queries)), ("other", .integer(counts.other)),
                ("rejected", .integer(counts.rejected)),
            ]
        }
        return .object([
            ("period", .string(report.period.description)),
            (
                "files",
                .array(
                    report.logs.map {
                        .object([("file", .string($0.path)), ("sha256", .string($0.sha256))] + counts($0.counts))
                    })
            ),
            ("total", .object(counts(logTotals))),
            (
                "periods",
                .array(
                    report.periods.map {
                        .object([
                            ("period", .string($0.period.description)), ("transactions", .integer($0.transactions)),
                        ])
                    })
            ),
            (
                "calls",
                .object([
                    ("transactions", .integer(report.counts.transactions)), ("rated", .integer(report.counts.rated)),
                    ("free", .integer(report.counts.free)), ("test", .integer(report.counts.test)),
                    ("pending", .integer(report.counts.pending)), ("unrated", .integer(report.counts.unrated)),
                ])
            ),
            (
                "amounts",
                .array(
                    byCurrency.map { currency, totals in
                        func amount(_ minor: Int128) -> JSONText { .string(currency.text(minor: minor)) }
                        return .object([
                            ("currency", .string(currency.code)), ("usage_charges", amount(totals.usageCharges)),
                            ("usage_lines", amount(totals.usageLines)), ("lines", amount(totals.lines)),
                            ("subtotals", amount(totals.subtotals)), ("charges", amount(totals.charges)),
                            ("shares", amount(totals.shares)), ("nets", amount(totals.nets)),
                            ("debits", amount(totals.debits)), ("credits", amount(totals.credits)),
                        ])
                    })
            ),
            ("holds", .bool(breaks.isEmpty)),
        ])
    }
}
