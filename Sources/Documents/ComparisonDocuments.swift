package import Comparison
import JSONFormat
import Money
import Rating
package import Vocabulary

/// The output of `compare` for other programs.
package enum ComparisonDocuments {
    /// Returns the comparison as one long table, ready for spreadsheets and databases.
    package static func csv(_ comparison: Comparison) -> [UInt8] {
        var table = CSVTable(["level", "app", "currency", "tariff", "party", "a", "b", "difference"])
        for row in comparison.rows {
            let (key, currency) = (row.key, row.key.currency)
            table.append([
                .text(key.level.rawValue), .text(key.app), .text(currency.code), .text(key.tariff), .text(key.party),
                .amount(row.aMinor, currency), .amount(row.bMinor, currency),
                .number(currency.text(minor: row.differenceMinor)),
            ])
        }
        return table.bytes
    }

    /// Returns the comparison as a JSON document.
    package static func json(_ comparison: Comparison, period: Period) -> [UInt8] {
        JSONText.object([
            ("period", .string(period.description)),
            ("basis", .string(basis)),
            (
                "calls",
                .object([("a", counts(comparison.countsA)), ("b", counts(comparison.countsB))])
            ),
            (
                "totals",
                .array(
                    [Comparison.Level.subtotal, .tax, .total].flatMap { level in
                        comparison.sums(of: level).map { total(level, $0.currency, $0.aMinor, $0.bMinor) }
                    })
            ),
            ("apps", .array(comparison.invoices.map { row($0, [("app", .string($0.key.app))]) })),
            (
                "tariffs",
                .array(
                    comparison.tariffs.map {
                        row($0, [("app", .string($0.key.app)), ("tariff", .string($0.key.tariff))])
                    })
            ),
            ("parties", .array(comparison.parties.map { row($0, [("party", .string($0.key.party))]) })),
        ]).document
    }

    /// A note on what both sides are calculated from.
    package static let basis = "usage as known now, without adjustments of closed periods"

    private static func total(
        _ level: Comparison.Level, _ currency: Currency, _ aMinor: Int128, _ bMinor: Int128
    ) -> JSONText {
        .object([
            ("level", .string(level.rawValue)), ("currency", .string(currency.code)),
            ("a", .string(currency.text(minor: aMinor))), ("b", .string(currency.text(minor: bMinor))),
            ("difference", .string(currency.text(minor: bMinor - aMinor))),
        ])
    }

    private static func row(_ row: Comparison.Row, _ about: [(String, JSONText)]) -> JSONText {
        let currency = row.key.currency
        return .object(
            [("level", .string(row.key.level.rawValue))] + about + [
                ("currency", .string(currency.code)), ("a", .amount(row.aMinor, currency)),
                ("b", .amount(row.bMinor, currency)),
                ("difference", .string(currency.text(minor: row.differenceMinor))),
            ])
    }

    private static func counts(_ counts: RatingCounts) -> JSONText {
        .object([
            ("transactions", .integer(counts.transactions)), ("rated", .integer(counts.rated)),
            ("free", .integer(counts.free)), ("test", .integer(counts.test)), ("pending", .integer(counts.pending)),
            ("unrated", .integer(counts.unrated)),
        ])
    }
}
