import Money
public import Rules
public import Vocabulary

/// A roll-up told too little apart for the rules: calls that they charge one by one were in one row.
public struct CoarseUsage: Error {}

/// Usage to charges (S4.3 to S4.16): pure, and blind to the order of what it is given.
public struct Rater: Sendable {
    private let rules: Rules

    public init(_ rules: Rules) {
        self.rules = rules
    }

    /// Rates the calls of a period, and adds the fees that its apps owe: every charge, or none.
    ///
    /// - Parameter usage: of days of the period alone.
    /// - Parameter fees: `false` for the re-rating of a closed period: fees are not re-rated.
    /// - Returns: charges by app, currency, stream and order of the rules; usage in byte order of its columns.
    /// - Throws: `AmountOverflow` naming the charge whose figures do not fit; `CoarseUsage`.
    /// - Complexity: O(rows), with a look through the entries for an app once for each class of calls.
    public func rate(_ usage: Usage, period: Period, fees: Bool = true) throws -> Rated {
        let rated = try rateEach(usage, period: period, fees: fees)
        if let overflow = rated.overflows.first { throw overflow.cause }
        return rated
    }

    /// The same, each charge for itself: those that can't be worked out are named beside the others.
    ///
    /// - Throws: `AmountOverflow` where there are more calls than can be counted, 2⁶³; `CoarseUsage`.
    public func rateEach(_ usage: Usage, period: Period, fees: Bool = true) throws -> Rated {
        var books = Books(usage, Classifier(rules))
        var rated = Rated()
        for row in usage.rows where row.calls != 0 {
            guard let place = books.route(of: row) else { continue }
            let route = books.routes[place]
            // This sum bounds all others.
            rated.counts.transactions = try rated.counts.transactions.adding(row.calls, "calls of \(period)")
            rated.counts.add(route.outcome, row.calls)
            guard route.each.amount ? row.amountMinor != UsageRow.untold : true,
                route.each.cost ? row.costMinor != UsageRow.untold : true
            else { throw CoarseUsage() }
            books.enter(row, route)
        }
        (rated.charges, rated.overflows) = charges(of: books)
        if fees { rated.charges += feeCharges(period) }
        rated.charges = Charge.inReportOrder(rated.charges)
        rated.unknowns = books.unknowns
        rated.usage = books.usageReport()
        return rated
    }

    private func charges(of books: Books) -> (charges: [Charge], overflows: [ChargeOverflow]) {
        var charges: [Charge] = []
        var overflows: [ChargeOverflow] = []
        for (number, (place, tally)) in zip(books.tallyKeys, books.tallies).enumerated() {
            let app = books.usage.apps[Int(place.app)]
            let tariff = place.stream == .invoice ? rules.tariffs[place.position] : rules.income[place.position]
            guard let terms = books.terms[number], let split = tariff.split else { continue }
            let currency = terms.currency
            let key = ChargeKey(stream: place.stream, app: app, tariff: tariff.id, provider: place.provider)
            do throws(AmountOverflow) {
                let (lines, amount) = try ChargeLines.make(tariff, tally, terms)
                charges.append(
                    Charge(
                        key: key, currency: currency, order: place.position, description: tariff.description,
                        lines: lines, amountMinor: amount, units: try tally.units(terms.name),
                        parts: try tally.sortedParts(terms.name), split: split))
            } catch {
                overflows.append(
                    ChargeOverflow(key: key, currency: currency, providers: tally.providers, cause: error))
            }
        }
        return (charges, overflows.sorted { $0.key.precedes($1.key) })
    }

    private func feeCharges(_ period: Period) -> [Charge] {
        rules.fees.enumerated().filter { $0.element.window.overlaps(period) }.flatMap { position, fee in
            let line = ChargeLine(
                kind: .fee, quantity: 1, unit: "period", unitPrice: fee.amount.text, amountMinor: fee.amountMinor,
                exact: ExactAmount(minor: fee.amountMinor))
            return (fee.apps ?? rules.apps.map(\.id)).map { app in
                Charge(
                    key: ChargeKey(stream: .invoice, app: app, tariff: fee.id), currency: fee.currency,
                    order: rules.tariffs.count + position, description: fee.description, lines: [line],
                    amountMinor: fee.amountMinor, units: 0, parts: [], split: fee.split)
            }
        }
    }
}

extension Classification {
    /// Whether income is looked at: the call is live and final, and its app and provider are known.
    public var isSettled: Bool {
        // What a missing tariff makes of the call is no matter to income, which is matched independently.
        switch outcome(on: CivilDate(daysSinceEpoch: 0)) {
        case .rated, .free, .unrated(.noTariff): true
        default: false
        }
    }
}

extension Charge {
    /// By app, currency, stream, order of the rules, provider.
    public static func inReportOrder(_ charges: [Charge]) -> [Charge] {
        let apps = Ranks(charges.indices.lazy.map { charges[$0].key.app })
        let currencies = Ranks(charges.indices.lazy.map { charges[$0].currency })
        let providers = Ranks(charges.indices.lazy.map { charges[$0].key.provider ?? .none })
        return charges.sorted(byNumbers: { charge in
            (
                apps[charge.key.app], currencies[charge.currency] << 1 | (charge.key.stream == .income ? 1 : 0),
                UInt64(charge.order) << 32 | providers[charge.key.provider ?? .none]
            )
        })
    }
}

extension ChargeKey {
    /// By app, stream, tariff, provider.
    fileprivate func precedes(_ other: ChargeKey) -> Bool {
        if app != other.app { return app < other.app }
        if stream != other.stream { return stream < other.stream }
        if tariff != other.tariff { return tariff < other.tariff }
        return (provider ?? .none) < (other.provider ?? .none)
    }
}

extension RatingCounts {
    /// Counts calls under their outcome; `transactions` bounds all of these.
    fileprivate mutating func add(_ outcome: Outcome, _ calls: Int64) {
        switch outcome {
        case .rated: rated += calls
        case .free: free += calls
        case .test: test += calls
        case .pending: pending += calls
        case .unrated: unrated += calls
        }
    }
}
