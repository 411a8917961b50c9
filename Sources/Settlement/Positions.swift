package import Money
import Rating
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
    package static func of(_ charges: [SettledCharge], _ issuers: Issuers) throws(AmountOverflow) -> [Position] {
        var sums = PositionSums()
        for charge in charges {
            if charge.amountMinor != 0 {
                let place = sums.place(charge.currency, issuers.collector(of: charge))
                try sums.collect(charge.amountMinor, at: place)
            }
            for share in charge.shares where share.amountMinor != 0 {
                try sums.entitle(share.amountMinor, at: sums.place(charge.currency, share.party))
            }
        }
        return try sums.sorted()
    }

    /// Does the same for packed charges.
    package static func of(_ charges: PackedCharges, _ issuers: Issuers) throws(AmountOverflow) -> [Position] {
        var sums = PositionSums()
        var words: ChargeWords?
        // For each entry of the words: the place of its collector, and those of the parties; -1 if not yet known.
        var collectors: [Int] = []
        var parties: [[Int]] = []
        for charge in charges {
            if words !== charge.words {
                words = charge.words
                collectors = Array(repeating: -1, count: charge.words.entries.count)
                parties = Array(repeating: [], count: charge.words.entries.count)
            }
            let entry = charge.entryPlace
            if charge.amountMinor != 0 {
                if collectors[entry] < 0 {
                    collectors[entry] = sums.place(charge.currency, issuers.collector(of: charge))
                }
                try sums.collect(charge.amountMinor, at: collectors[entry])
            }
            if parties[entry].isEmpty { parties[entry] = Array(repeating: -1, count: charge.words.parties.count) }
            for share in charge.shares {
                let (amount, party) = (charge.amountMinor(ofShareAt: share), charge.party(ofShareAt: share))
                guard amount != 0 else { continue }
                if parties[entry][party] < 0 {
                    parties[entry][party] = sums.place(charge.currency, charge.words.parties[party])
                }
                try sums.entitle(amount, at: parties[entry][party])
            }
        }
        return try sums.sorted()
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

/// Positions that are still being added up.
private struct PositionSums {
    private struct Key: Hashable {
        let currency: Currency
        let party: Identifier
    }

    private var positions: [Position] = []
    private var places: [Key: Int] = [:]

    mutating func place(_ currency: Currency, _ party: Identifier) -> Int {
        let key = Key(currency: currency, party: party)
        if let known = places[key] { return known }
        places[key] = positions.count
        positions.append(
            Position(party: party, currency: currency, entitledMinor: 0, collectedMinor: 0, netMinor: 0))
        return positions.count - 1
    }

    mutating func collect(_ amountMinor: Int64, at place: Int) throws(AmountOverflow) {
        positions[place].collectedMinor = try positions[place].collectedMinor.adding(
            amountMinor, "collected by \(positions[place].party)")
    }

    mutating func entitle(_ amountMinor: Int64, at place: Int) throws(AmountOverflow) {
        positions[place].entitledMinor = try positions[place].entitledMinor.adding(
            amountMinor, "entitled of \(positions[place].party)")
    }

    func sorted() throws(AmountOverflow) -> [Position] {
        var sorted = positions.sorted { ($0.currency, $0.party) < ($1.currency, $1.party) }
        for index in sorted.indices {
            sorted[index].netMinor = try sorted[index].entitledMinor.subtracting(
                sorted[index].collectedMinor, "net of \(sorted[index].party)")
        }
        return sorted
    }
}
