import Rating
package import Rules
package import Vocabulary

/// Who issues and collects invoiced charges: for a period's own charges the issuer in force, for adjustments that of their
/// period (S7.15).
package struct Issuers: Sendable {
    private let current: Identifier
    private let past: [Period: Identifier]

    /// - Parameter past: the rules of past periods; a period that is first billed now has none.
    package init(_ rules: Rules, past: [(period: Period, rules: Rules)] = []) {
        current = rules.invoice.issuer
        var issuers: [Period: Identifier] = [:]
        if rules.edition.keepsIssuerOfPeriod {
            for (period, rules) in past { issuers[period] = rules.invoice.issuer }
        }
        self.past = issuers
    }

    /// The issuer of a charge.
    package func issuer(of period: Period, isAdjustment: Bool) -> Identifier {
        isAdjustment ? past[period] ?? current : current
    }

    /// The party that collects a charge: the issuer for invoices and fees, the provider for income.
    package func collector(of charge: SettledCharge) -> Identifier {
        if let byHand = charge.byHand { return byHand.issuer }
        let issuer = issuer(of: charge.period, isAdjustment: charge.isAdjustment)
        return charge.key.stream == .income ? charge.key.provider ?? issuer : issuer
    }

    /// Does the same for a packed charge.
    package func collector(of charge: PackedCharge) -> Identifier {
        if let byHand = charge.byHand { return byHand.issuer }
        let issuer = issuer(of: charge.period, isAdjustment: charge.isAdjustment)
        return charge.stream == .income ? charge.key.provider ?? issuer : issuer
    }
}
