public import Money
public import Vocabulary

/// What a party gets of a charge, all its entries of the split added up.
public struct Share: Hashable, Sendable {
    public var party: Identifier
    public var amountMinor: Int64
    /// Before any rounding, from the base of the split.
    public var exact: Fraction

    public init(party: Identifier, amountMinor: Int64, exact: Fraction) {
        self.party = party
        self.amountMinor = amountMinor
        self.exact = exact
    }

    /// Shares of one party added up, by party id in byte order.
    ///
    /// - Throws: `AmountOverflow` naming `sum`.
    public static func addedUp(_ shares: [Share], _ sum: @autoclosure () -> String) throws(AmountOverflow) -> [Share] {
        // What one party gets is added up in the order given: a sum of fractions that do not fit is rounded on the way.
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
