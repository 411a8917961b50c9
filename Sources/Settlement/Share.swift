package import Money
package import Vocabulary

/// The amount that one party gets from a charge, summed over all its entries in the split.
package struct Share: Hashable, Sendable {
    package var party: Identifier
    package var amountMinor: Int64
    /// The share before any rounding, calculated from the base of the split.
    package var exact: Fraction

    package init(party: Identifier, amountMinor: Int64, exact: Fraction) {
        self.party = party
        self.amountMinor = amountMinor
        self.exact = exact
    }

    /// Adds up the shares of each party; the result is in byte order of party ids.
    ///
    /// - Throws: `AmountOverflow` naming `sum`.
    package static func addedUp(_ shares: [Share], _ sum: @autoclosure () -> String) throws(AmountOverflow) -> [Share] {
        // Each party's shares are added in the order given, because fractions that do not fit are rounded on the way.
        let order = shares.indices.sorted {
            shares[$0].party != shares[$1].party ? shares[$0].party < shares[$1].party : $0 < $1
        }
        var totals: [Share] = []
        totals.reserveCapacity(shares.count)
        for place in order {
            let share = shares[place]
            guard let last = totals.last, last.party == share.party else {
                totals.append(share)
                continue
            }
            totals[totals.count - 1].amountMinor = try last.amountMinor.adding(share.amountMinor, sum())
            totals[totals.count - 1].exact = try last.exact.adding(share.exact, sum())
        }
        return totals
    }
}
