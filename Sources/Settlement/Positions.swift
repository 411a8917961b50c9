package import Money
import Rating
package import Rules
package import Vocabulary

/// The position of one party in one currency.
package struct Position: Hashable, Sendable {
    package var party: Identifier
    package var currency: Currency
    /// The sum of its shares.
    package var entitledMinor: Int64
    /// The money it received: the issuer's invoices and fees, a provider's income.
    package var collectedMinor: Int64
    /// Entitled − collected. Positive: it still gets this amount. Negative: it hands this amount on.
    package var netMinor: Int64
}

/// A payment between a party and the settlement account.
package struct Transfer: Hashable, Sendable {
    package var from: Identifier
    package var to: Identifier
    package var currency: Currency
    /// Positive.
    package var amountMinor: Int64

    /// The settlement account's name in the files; no party may have this id.
    package static let settlementAccount: Identifier = "settlement"
}

/// Turns shares into net positions and transfers (S4.33 to S4.35).
package enum Positions {
    /// Returns positions by currency, then party. A party whose amounts are all 0 is left out.
    ///
    /// - Throws: `AmountOverflow` naming the party.
    package static func of(_ charges: [SettledCharge], under rules: Rules) throws(AmountOverflow) -> [Position] {
        struct Key: Hashable {
            let currency: Currency
            let party: Identifier
        }
        var positions: [Key: Position] = [:]
        func position(_ key: Key) -> Position {
            positions[key]
                ?? Position(
                    party: key.party, currency: key.currency, entitledMinor: 0, collectedMinor: 0, netMinor: 0)
        }
        for charge in charges {
            let collector = Key(currency: charge.currency, party: charge.collector(under: rules))
            if charge.amountMinor != 0 {
                var collected = position(collector)
                collected.collectedMinor = try collected.collectedMinor.adding(
                    charge.amountMinor, "collected by \(collector.party)")
                positions[collector] = collected
            }
            for share in charge.shares where share.amountMinor != 0 {
                let key = Key(currency: charge.currency, party: share.party)
                var entitled = position(key)
                entitled.entitledMinor = try entitled.entitledMinor.adding(
                    share.amountMinor, "entitled of \(share.party)")
                positions[key] = entitled
            }
        }
        var sorted = positions.values.sorted { ($0.currency, $0.party) < ($1.currency, $1.party) }
        for index in sorted.indices {
            sorted[index].netMinor = try sorted[index].entitledMinor.subtracting(
                sorted[index].collectedMinor, "net of \(sorted[index].party)")
        }
        return sorted
    }

    /// Returns the transfers that bring the nets to 0, by currency, payer and receiver.
    ///
    /// Each party with a negative net pays the settlement account, which pays each party with a positive net.
    package static func transfers(_ positions: [Position]) -> [Transfer] {
        positions.filter { $0.netMinor != 0 }.map { position in
            position.netMinor < 0
                ? Transfer(
                    from: position.party, to: Transfer.settlementAccount, currency: position.currency,
                    amountMinor: -position.netMinor)
                : Transfer(
                    from: Transfer.settlementAccount, to: position.party, currency: position.currency,
                    amountMinor: position.netMinor)
        }.sorted { ($0.currency, $0.from, $0.to) < ($1.currency, $1.from, $1.to) }
    }
}

extension SettledCharge {
    /// The party that collects the charge: the issuer for invoices and fees, the provider for income.
    package func collector(under rules: Rules) -> Identifier {
        switch key.stream {
        case .invoice: rules.invoice.issuer
        case .income: key.provider ?? rules.invoice.issuer
        }
    }
}
