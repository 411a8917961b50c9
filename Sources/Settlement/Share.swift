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
        var byParty: [Identifier: Share] = [:]
        for share in shares {
            guard var total = byParty[share.party] else {
                byParty[share.party] = share
                continue
            }
            total.amountMinor = try total.amountMinor.adding(share.amountMinor, sum())
            total.exact = try total.exact.adding(share.exact, sum())
            byParty[share.party] = total
        }
        return byParty.values.sorted { $0.party < $1.party }
    }
}
