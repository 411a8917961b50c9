package import Money
package import Rating
package import Rules
package import Vocabulary

/// The three-way tie-out: the provider's calls, their cost, and what apps are invoiced for them (or why not).
///
/// The provider's part of a charge is the amount divided by units among the providers, by the largest remainder, ties
/// by party id. A `to: provider` share is divided in the same way (S4.28). The parts of all providers add up to the
/// charge. Single calls get no amount, because tiers, a discount and a minimum apply to the whole charge.
package struct TieOut: Sendable {
    /// The calls with the same outcome.
    package struct Line: Sendable, Hashable {
        package var outcome: Outcome
        package var calls = 0
        /// The number of these calls that the statement lists.
        package var onStatement = 0
        /// Their cost in the ledger, in minor units.
        package var ledgerMinor: Int128 = 0
        /// Their cost on the statement, in minor units.
        package var statementMinor: Int128 = 0
        /// The provider's part of the tariff's charges; 0 if the calls are not billed.
        package var invoicedMinor: Int128 = 0
    }

    /// The billed calls by tariff in the order of the rules, then the others: free, test, pending, unrated.
    package let lines: [Line]
    /// The number of rows of the statement without a call.
    package let rowsAlone: Int
    package let rowsAloneMinor: Int128

    /// - Parameters:
    ///   - charges: the charges of the period, under the same rules as the outcomes of the calls.
    ///   - currency: the currency of the provider's costs; charges in other currencies are left out.
    ///   - rules: the rules with the tariffs that the outcomes refer to by position.
    /// - Throws: `AmountOverflow` naming the charge.
    package init(
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

    /// Returns the provider's part of a charge; `nil` if the provider has no calls in it or no calls have units.
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

    /// The sum over all calls of the period.
    package var total: Line {
        lines.reduce(into: Line(outcome: .test)) { total, line in
            total.calls += line.calls
            total.onStatement += line.onStatement
            total.ledgerMinor += line.ledgerMinor
            total.statementMinor += line.statementMinor
            total.invoicedMinor += line.invoicedMinor
        }
    }
}
