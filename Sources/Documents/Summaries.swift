import JSONFormat
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// Writes `settlement.json` and `summary.json`.
enum Summaries {
    static func settlement(_ report: PeriodReport) -> JSONText {
        .object([
            ("period", .string(report.period.description)),
            ("status", .string(report.status.rawValue)),
            (
                "positions",
                .array(
                    report.positions.map {
                        .object([
                            ("party", .string($0.party)), ("role", .string(report.role(of: $0.party))),
                            ("currency", .string($0.currency.code)),
                            ("entitled", .amount($0.entitledMinor, $0.currency)),
                            ("collected", .amount($0.collectedMinor, $0.currency)),
                            ("net", .amount($0.netMinor, $0.currency)),
                        ])
                    })
            ),
            (
                "transfers",
                .array(
                    report.transfers.map {
                        .object([
                            ("from", .string($0.from)), ("to", .string($0.to)), ("currency", .string($0.currency.code)),
                            ("amount", .amount($0.amountMinor, $0.currency)),
                        ])
                    })
            ),
        ])
    }

    /// Returns an overview of the period.
    static func summary(_ report: PeriodReport) -> JSONText {
        .object([
            ("period", .string(report.period.description)),
            ("status", .string(report.status.rawValue)),
            ("time_zone", .string(report.rules.calendar.identifier)),
            ("issue_date", .string(report.period.dayAfter.description)),
            ("due_date", .string(report.period.dayAfter.adding(days: report.rules.invoice.dueDays).description)),
            (
                "calls",
                .object([
                    ("transactions", .integer(report.counts.transactions)), ("rated", .integer(report.counts.rated)),
                    ("free", .integer(report.counts.free)), ("test", .integer(report.counts.test)),
                    ("pending", .integer(report.counts.pending)), ("unrated", .integer(report.counts.unrated)),
                ])
            ),
            ("currencies", .array(currencies(report).map { currency(report, $0) })),
            ("exceptions", .object(report.exceptions.counts.map { ($0.code, .integer($0.count)) })),
            (
                "unknown",
                .object(
                    names("apps", report.unknowns.apps) + names("providers", report.unknowns.providers))
            ),
        ])
    }

    static func currencies(_ report: PeriodReport) -> [Currency] {
        Set(report.positions.map(\.currency)).union(report.invoices.heads.lazy.map(\.currency)).sorted()
    }

    /// Returns the names with the most calls, then the number of other names and of their calls.
    ///
    /// The list is cut because a log can name a million apps, and people read the summary.
    private static func names(_ what: String, _ names: [Unknowns.Name]) -> [(String, JSONText)] {
        let listed = names.prefix(mostNames).map { name in
            JSONText.object([("name", .string(name.name.text)), ("calls", .integer(name.calls))])
        }
        let others = names.dropFirst(mostNames)
        guard !others.isEmpty else { return [(what, .array(listed))] }
        return [
            (what, .array(listed)),
            (
                "other_\(what)",
                .object([
                    ("names", .integer(others.count)),
                    ("calls", .integer(others.reduce(Int64(0)) { $0 + $1.calls })),
                ])
            ),
        ]
    }

    private static let mostNames = 1_000

    private static func currency(_ report: PeriodReport, _ currency: Currency) -> JSONText {
        let sums = InvoiceSums(of: report.invoices, in: currency)
        return .object([
            ("currency", .string(currency.code)), ("invoices", .integer(sums.count)),
            ("subtotal", .string(currency.text(minor: sums.subtotalMinor))),
            ("tax", .string(currency.text(minor: sums.taxMinor))),
            ("total", .string(currency.text(minor: sums.totalMinor))),
            (
                "net",
                .object(
                    report.positions.filter { $0.currency == currency }.map {
                        ($0.party.text, .amount($0.netMinor, currency))
                    })
            ),
        ])
    }
}
