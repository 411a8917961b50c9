public import Money
public import Rating
public import Rules
public import Vocabulary

/// The three-way tie-out: the provider's calls, its cost, and what apps are invoiced for them (or why not).
///
/// Of a charge, the provider's part is its amount by the provider's share of the units, by the largest remainder, ties
/// by party id: as a `to: provider` share is divided (S4.28). A line is of many calls, with tiers, a discount and
/// a minimum, so no amount of a single call is made up; the parts of all providers add up to the charge.
public struct TieOut: Sendable {
    /// Calls that came to the same.
    public struct Line: Sendable, Hashable {
        public var outcome: Outcome
        public var calls = 0
        /// Those of them that the statement lists.
        public var onStatement = 0
        /// What the provider charged by the ledger, in minor units.
        public var ledgerMinor: Int128 = 0
        /// What it charges by the rows of the statement that are for these calls.
        public var statementMinor: Int128 = 0
        /// The provider's part of the tariff's charges; 0 where the calls are left out.
        public var invoicedMinor: Int128 = 0
    }

    /// Billed by tariff in the order of the rules, then what is left out: free, test, pending, unrated.
    public let lines: [Line]
    /// Rows of the statement that are for none of the calls.
    public let rowsAlone: Int
    public let rowsAloneMinor: Int128

    /// - Parameters:
    ///   - charges: of the period, by the rules whose tariffs the outcomes of the calls are positions of.
    ///   - currency: of the provider's costs; charges in another are no part of it.
    /// - Throws: `AmountOverflow` naming the charge.
    public init(
        _ reconciliation: Reconciliation, charges: [Charge], provider: Identifier, currency: Currency,
        under rules: Rules
    ) throws(AmountOverflow) {
        var byOutcome: [Outcome: Line] = [:]
        var rowsAlone = 0
        var rowsAloneMinor: Int128 = 0
        for item in reconciliation.items {
            let rowMinor = item.row.map { Int128(reconciliation.rows[$0].costMinor) }
            guard let call = item.call.map({ reconciliation.calls[$0] }) else {
                rowsAlone += 1
                rowsAloneMinor += rowMinor ?? 0
                continue
            }
            var line = byOutcome[call.outcome] ?? Line(outcome: call.outcome)
            line.calls += 1
            line.onStatement += item.row == nil ? 0 : 1
            line.ledgerMinor += Int128(call.costMinor)
            line.statementMinor += rowMinor ?? 0
            byOutcome[call.outcome] = line
        }
        for (position, tariff) in rules.tariffs.enumerated() {
            for charge in charges
            where charge.key.stream == .invoice && charge.key.tariff == tariff.id && charge.currency == currency {
                guard let part = try TieOut.part(of: provider, in: charge) else { continue }
                let outcome = Outcome.rated(tariff: position)
                byOutcome[outcome, default: Line(outcome: outcome)].invoicedMinor += Int128(part)
            }
        }
        lines = byOutcome.values.sorted { TieOut.rank($0.outcome) < TieOut.rank($1.outcome) }
        self.rowsAlone = rowsAlone
        self.rowsAloneMinor = rowsAloneMinor
    }

    /// The provider's part of a charge; `nil` where none of its units are the provider's.
    static func part(of provider: Identifier, in charge: Charge) throws(AmountOverflow) -> Int64? {
        guard let position = charge.parts.firstIndex(where: { $0.provider == provider }),
            charge.parts.contains(where: { $0.units > 0 })
        else { return nil }
        let shares = try Allocation.shares(
            of: charge.amountMinor, weights: charge.parts.map(\.units),
            "\(charge.key.tariff) of app \(charge.key.app) by provider")
        return shares[position]
    }

    private static func rank(_ outcome: Outcome) -> (Int, Int) {
        switch outcome {
        case .rated(let tariff): (0, tariff)
        case .free(let tariff): (1, tariff)
        case .test: (2, 0)
        case .pending: (3, 0)
        case .unrated(let code): (4, ExceptionCode.allCases.firstIndex(of: code) ?? 0)
        }
    }

    /// All calls of the period.
    public var total: Line {
        lines.reduce(into: Line(outcome: .test)) { total, line in
            total.calls += line.calls
            total.onStatement += line.onStatement
            total.ledgerMinor += line.ledgerMinor
            total.statementMinor += line.statementMinor
            total.invoicedMinor += line.invoicedMinor
        }
    }
}
