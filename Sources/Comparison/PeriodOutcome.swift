package import Money
package import Rating
package import Rules
package import Settlement
package import Vocabulary

/// The invoices and positions for a period's usage under one set of rules, without adjustments or document numbers.
package struct PeriodOutcome: Sendable {
    package let rules: Rules
    package let counts: RatingCounts
    package let charges: [SettledCharge]
    package let invoices: [Invoice]
    package let positions: [Position]

    /// - Throws: `AmountOverflow` naming the sum that does not fit.
    package init(of rated: Rated, period: Period, under rules: Rules) throws(AmountOverflow) {
        self.rules = rules
        if let overflow = rated.overflows.first { throw overflow.cause }
        counts = rated.counts
        let names = KnownNames(rules)
        charges = SettledCharge.inReportOrder(
            try SettledCharges(rated, period: period, under: rules).all(), names)
        invoices = try Invoicing.drafts(
            of: charges, period: period, under: rules, names: names)
        positions = try Positions.of(charges, Issuers(rules))
    }
}

extension Rules {
    /// The first key in which two sets of rules read logs differently; `nil` if they read the same logs alike.
    ///
    /// One may have more services or sources than the other, because a ledger filled under fewer has no records of the
    /// rest.
    package func readingDifference(from other: Rules) -> String? {
        if calendar.identifier != other.calendar.identifier { return "time_zone" }
        if calendar.rhythm != other.calendar.rhythm { return "invoice.every" }
        guard (sources.allSatisfy { other.sources[$0] ?? $1 == $1 }) else { return "sources" }
        if unsetMode != other.unsetMode { return "unset_mode" }
        let (mine, theirs) = (Set(services), Set(other.services))
        return mine.isSubset(of: theirs) || theirs.isSubset(of: mine) ? nil : "services"
    }
}
