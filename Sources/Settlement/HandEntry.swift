package import Money
import Rating
package import Rules
package import Vocabulary

/// An entry that somebody books by hand: a credit or debit of an app (S7.30).
package struct HandEntry: Hashable, Sendable {
    /// How it is shared.
    package enum Division: Hashable, Sendable {
        /// As the document that it names was.
        case asBilled
        /// By a split of the rules in force.
        case split(Identifier)

        /// The word for `asBilled`, which no split of an entry can be called.
        package static let asBilledWord = "as_billed"

        /// As the file has it.
        package var word: String {
            switch self {
            case .asBilled: Self.asBilledWord
            case .split(let id): id.text
            }
        }
    }

    package var id: Identifier
    package var app: Identifier
    package var currency: Currency
    /// Not 0. Negative: the app gets it.
    package var amountMinor: Int64
    /// The number of the document that it concerns; `nil` for none.
    package var document: String?
    package var reason: String
    package var note: String
    package var division: Division
    /// The period that this day lies in is the first that it can stand on; `nil` for the next that can be closed.
    package var date: CivilDate?

    package init(
        id: Identifier, app: Identifier, currency: Currency, amountMinor: Int64, document: String?, reason: String,
        note: String, division: Division, date: CivilDate?
    ) {
        self.id = id
        self.app = app
        self.currency = currency
        self.amountMinor = amountMinor
        self.document = document
        self.reason = reason
        self.note = note
        self.division = division
        self.date = date
    }
}

/// A document that an entry by hand names: what is needed to share and tax the entry as it was.
package struct ConcernedDocument: Sendable {
    package var document: CarryingDocument
    package var issuer: Identifier
    package var app: Identifier
    package var currency: Currency
    /// The period that it was issued with.
    package var period: Period
    /// What each party got of it, by party; the sum is its subtotal.
    package var shares: [Share]

    package init(
        document: CarryingDocument, issuer: Identifier, app: Identifier, currency: Currency, period: Period,
        shares: [Share]
    ) {
        self.document = document
        self.issuer = issuer
        self.app = app
        self.currency = currency
        self.period = period
        self.shares = shares
    }
}

/// Why an entry can't be booked under the rules in force.
package enum HandEntryFault: Error, Hashable, Sendable {
    /// The rules have no such split.
    case noSplit(Identifier)
    /// The split gives a share to the provider of calls, and an entry has none.
    case splitNamesProvider(Identifier)
    /// The split has no version, or the app no ISO, on the last day of the period.
    case splitNotInForce(Identifier)
    /// The rules have no tax for the app in the currency.
    case noTax(Currency)
    /// A tariff, income entry or fee of the rules has its id.
    case idOfTariff
}

/// Makes charges of entries by hand (S7.30 to S7.33).
package struct HandEntries {
    private let rules: Rules
    private let period: Period
    /// The rules of past periods, as first billed.
    private let first: [Period: Rules]
    private let documents: [String: ConcernedDocument]

    package init(
        rules: Rules, period: Period, first: [Period: Rules], documents: [String: ConcernedDocument]
    ) {
        self.rules = rules
        self.period = period
        self.first = first
        self.documents = documents
    }

    /// The charge of an entry, of one line.
    ///
    /// - Throws: `HandEntryFault`, or `AmountOverflow` naming the entry.
    package func charge(of entry: HandEntry) throws -> SettledCharge {
        guard rules.tariff(entry.id) == nil, rules.fee(entry.id) == nil, rules.incomeEntry(entry.id) == nil else {
            throw HandEntryFault.idOfTariff
        }
        let concerned = entry.document.flatMap { documents[$0] }
        var line = ChargeLine(
            kind: entry.amountMinor < 0 ? .credit : .debit, amountMinor: entry.amountMinor,
            exact: ExactAmount(minor: entry.amountMinor))
        line.tax = try tax(of: entry, concerned)
        var charge = SettledCharge(
            key: ChargeKey(stream: .invoice, app: entry.app, tariff: entry.id), currency: entry.currency,
            period: period, isAdjustment: false, order: .max, description: entry.note, lines: [line],
            amountMinor: entry.amountMinor, units: 0, shares: try shares(of: entry, line, concerned))
        charge.byHand = BookedByHand(
            document: concerned?.document, issuer: concerned?.issuer ?? rules.invoice.issuer)
        return charge
    }

    /// The tax of the document that it concerns, by the rules of the period that this was issued with; else that of the
    /// app's own lines (S7.33).
    private func tax(of entry: HandEntry, _ concerned: ConcernedDocument?) throws(HandEntryFault) -> LineTax {
        let rules = concerned.flatMap { first[$0.period] } ?? rules
        let day = (concerned?.period ?? period).lastDay
        guard let tax = rules.tax(of: entry.app, in: entry.currency, on: day), let rate = tax.rate(on: day) else {
            throw .noTax(entry.currency)
        }
        return LineTax(id: tax.id, rate: rate)
    }

    private func shares(
        of entry: HandEntry, _ line: ChargeLine, _ concerned: ConcernedDocument?
    ) throws -> [Share] {
        switch entry.division {
        case .asBilled:
            return try HandEntries.inProportion(
                entry.amountMinor, to: concerned?.shares ?? [], "shares of entry \(entry.id)")
        case .split(let id):
            guard let split = rules.split(id) else { throw HandEntryFault.noSplit(id) }
            guard !split.namesProvider else { throw HandEntryFault.splitNamesProvider(id) }
            let iso = rules.app(entry.app)?.iso(on: period.lastDay)
            guard let version = split.version(on: period.lastDay), iso != nil || !version.needsISO else {
                throw HandEntryFault.splitNotInForce(id)
            }
            let charge = Charge(
                key: ChargeKey(stream: .invoice, app: entry.app, tariff: entry.id), currency: entry.currency,
                order: .max, description: entry.note, lines: [line], amountMinor: entry.amountMinor, units: 0,
                parts: [], split: id, day: period.lastDay)
            return try Splitter(rules).shares(of: charge)
        }
    }

    /// Divides an amount in the proportion of shares, whose sum is not 0: by the largest remainder, ties by party id. A
    /// negative amount is divided as its opposite, and negated, so that the whole sum taken back is its exact negation.
    ///
    /// - Parameter shares: by party; some may be negative.
    /// - Throws: `AmountOverflow` naming `what`.
    package static func inProportion(
        _ amountMinor: Int64, to shares: [Share], _ what: String
    ) throws(AmountOverflow) -> [Share] {
        var sum: Int128 = 0
        for share in shares { sum += Int128(share.amountMinor) }
        guard sum != 0, amountMinor != .min else { throw AmountOverflow(what) }
        let total = Int128(amountMinor.magnitude)
        var parts: [(floor: Int128, rest: Int128)] = []
        var missing = total
        for share in shares {
            // 2^63 × 2^63 fits into 127 bits. The sum may be negative, and then so are most shares.
            let weight = Int128(share.amountMinor) * (sum < 0 ? -1 : 1)
            var (floor, rest) = (total * weight).quotientAndRemainder(dividingBy: sum < 0 ? -sum : sum)
            if rest < 0 { (floor, rest) = (floor - 1, rest + (sum < 0 ? -sum : sum)) }
            parts.append((floor, rest))
            missing -= floor
        }
        let order = parts.indices.sorted {
            parts[$0].rest != parts[$1].rest ? parts[$0].rest > parts[$1].rest : shares[$0].party < shares[$1].party
        }
        for index in order.prefix(Int(clamping: missing)) { parts[index].floor += 1 }
        let sign: Int128 = amountMinor < 0 ? -1 : 1
        var made: [Share] = []
        for (share, part) in zip(shares, parts) {
            made.append(
                Share(
                    party: share.party, amountMinor: try Int64(fitting: sign * part.floor, what),
                    exact: Fraction(
                        Int128(amountMinor) * Int128(share.amountMinor) * (sum < 0 ? -1 : 1),
                        over: sum < 0 ? -sum : sum)))
        }
        return made
    }
}
