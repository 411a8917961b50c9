package import Money
package import Rating
import Rules
import Settlement
package import Vocabulary

/// A comparison of one period under two sets of rules, A and B: every amount under A beside the amount under B.
package struct Comparison: Sendable {
    /// The kind of amount in a row.
    package enum Level: String, CaseIterable, Sendable, Hashable {
        // For an app's invoice.
        case subtotal, tax, total
        /// For an app's tariff or fee: its charge, including discount and minimum.
        case tariff
        /// For an app's income entry, over all providers.
        case income
        // For a party.
        case entitled, collected, net
    }

    /// The subject of a row. Fields that the level does not need are empty.
    package struct Key: Hashable, Sendable {
        package var level: Level
        package var app: Identifier = .none
        package var currency: Currency
        package var tariff: Identifier = .none
        package var party: Identifier = .none
    }

    /// One amount under A and under B.
    package struct Row: Hashable, Sendable {
        package var key: Key
        /// In minor units; 0 if the rules have no such amount.
        package var aMinor: Int64
        package var bMinor: Int64

        /// The change from A to B. The difference of two 64-bit amounts may need more than 64 bits.
        package var differenceMinor: Int128 { Int128(bMinor) - Int128(aMinor) }
    }

    /// Sorted by app, currency; then subtotal, tax, total.
    package let invoices: [Row]
    /// Sorted by app, currency; then tariffs and fees in the order of rules A, then those only in B; then income
    /// entries likewise.
    package let tariffs: [Row]
    /// Sorted by currency, party; then entitled, collected, net.
    package let parties: [Row]
    package let countsA: RatingCounts
    package let countsB: RatingCounts

    /// - Throws: `AmountOverflow` naming the app and income entry whose sum over providers does not fit.
    /// - Complexity: O(n log n) for n charges.
    package init(_ a: PeriodOutcome, _ b: PeriodOutcome) throws(AmountOverflow) {
        countsA = a.counts
        countsB = b.counts
        var ids: [Identifier: Int] = [:]
        for rules in [a.rules, b.rules] {
            for id in rules.tariffs.map(\.id) + rules.fees.map(\.id) + rules.income.map(\.id) where ids[id] == nil {
                ids[id] = ids.count
            }
        }
        func order(_ key: Key) -> (Identifier, Currency, Int, Int) {
            (key.app, key.currency, key.level == .income ? 1 : 0, ids[key.tariff] ?? ids.count)
        }
        invoices = Comparison.rows(Comparison.invoices(a), Comparison.invoices(b)) {
            ($0.app, $0.currency, $0.level.order) < ($1.app, $1.currency, $1.level.order)
        }
        tariffs = Comparison.rows(try Comparison.tariffs(a), try Comparison.tariffs(b)) { order($0) < order($1) }
        parties = Comparison.rows(Comparison.parties(a), Comparison.parties(b)) {
            ($0.currency, $0.party, $0.level.order) < ($1.currency, $1.party, $1.level.order)
        }
    }

    /// All rows, in the order of the CSV.
    package var rows: [Row] { invoices + tariffs + parties }

    /// Returns the sums of an invoice level over all apps, by currency.
    package func sums(of level: Level) -> [(currency: Currency, aMinor: Int128, bMinor: Int128)] {
        let rows = rows.filter { $0.key.level == level }
        return Set(rows.map(\.key.currency)).sorted().map { currency in
            let own = rows.filter { $0.key.currency == currency }
            return (
                currency, own.reduce(Int128(0)) { $0 + Int128($1.aMinor) },
                own.reduce(Int128(0)) { $0 + Int128($1.bMinor) }
            )
        }
    }

    private static func rows(
        _ a: [Key: Int64], _ b: [Key: Int64], _ precedes: (Key, Key) -> Bool
    ) -> [Row] {
        Set(a.keys).union(b.keys).sorted(by: precedes).map { Row(key: $0, aMinor: a[$0] ?? 0, bMinor: b[$0] ?? 0) }
    }

    private static func invoices(_ outcome: PeriodOutcome) -> [Key: Int64] {
        var amounts: [Key: Int64] = [:]
        for invoice in outcome.invoices {
            let amount: [(Level, Int64)] = [
                (.subtotal, invoice.subtotalMinor), (.tax, invoice.taxMinor), (.total, invoice.totalMinor),
            ]
            for (level, minor) in amount {
                amounts[Key(level: level, app: invoice.app.id, currency: invoice.currency)] = minor
            }
        }
        return amounts
    }

    private static func tariffs(_ outcome: PeriodOutcome) throws(AmountOverflow) -> [Key: Int64] {
        var amounts: [Key: Int64] = [:]
        for charge in outcome.charges {
            let key = Key(
                level: charge.key.stream == .income ? .income : .tariff, app: charge.key.app,
                currency: charge.currency, tariff: charge.key.tariff)
            amounts[key] = try amounts[key, default: 0].adding(
                charge.amountMinor, "\(charge.key.tariff) of app \(charge.key.app)")
        }
        return amounts
    }

    private static func parties(_ outcome: PeriodOutcome) -> [Key: Int64] {
        var amounts: [Key: Int64] = [:]
        for position in outcome.positions {
            let amount: [(Level, Int64)] = [
                (.entitled, position.entitledMinor), (.collected, position.collectedMinor), (.net, position.netMinor),
            ]
            for (level, minor) in amount {
                amounts[Key(level: level, currency: position.currency, party: position.party)] = minor
            }
        }
        return amounts
    }
}

extension Comparison.Level {
    fileprivate var order: Int { Comparison.Level.allCases.firstIndex(of: self) ?? 0 }
}
