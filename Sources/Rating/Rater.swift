public import Money
public import Rules
public import Vocabulary

/// Usage to charges (contract 4): pure, and blind to the order of what it is given.
public struct Rater: Sendable {
    private let rules: Rules

    public init(_ rules: Rules) {
        self.rules = rules
    }

    private struct TallyKey: Hashable {
        let stream: Stream
        let app: Identifier
        let position: Int
        let provider: Identifier?
    }

    /// Rates the calls of a period, and adds the fees that its apps owe.
    ///
    /// - Parameter usage: of days of the period alone.
    /// - Parameter fees: `false` for the re-rating of a closed period: fees are not re-rated.
    /// - Returns: charges by app, currency, stream and order of the rules; usage in byte order of its columns.
    /// - Throws: `AmountOverflow` naming the sum that does not fit.
    /// - Complexity: O(rows), with a look through the tariffs once for each profile.
    public func rate(_ usage: Usage, period: Period, fees: Bool = true) throws(AmountOverflow) -> Rated {
        let lanes = usage.profiles.map { Lane($0, Classification(of: $0, under: rules)) }
        var books = Books()
        var rated = Rated()
        for row in usage.rows where row.calls != 0 {
            let lane = lanes[row.profile]
            guard let route = lane.only ?? self.route(of: lane, on: row.day, of: period, &books) else { continue }
            rated.counts.add(route.outcome, row.calls)
            for entry in route.entries {
                try books.tallies[entry.tally].add(row, part: entry.part, entry.charge, entry.terms)
            }
            try books.totals[route.group].add(row, unit: route.unit) { "usage of app \(lane.profile.app)" }
        }
        rated.charges = try charges(of: books)
        if fees { rated.charges += feeCharges(period) }
        rated.charges.sort(by: Charge.inReportOrder)
        rated.usage = zip(books.groups, books.totals).map { ($0, $1) }
            .sorted { $0.group.columns.lexicographicallyPrecedes($1.group.columns) }
        return rated
    }

    /// What is counted while rows are gone through; keys are looked up once for each route, not for each row.
    private struct Books {
        var tallies: [Tally] = []
        var tallyKeys: [TallyKey] = []
        var groups: [UsageGroup] = []
        var totals: [UsageTotals] = []
        private var tallyPlaces: [TallyKey: Int] = [:]
        private var groupPlaces: [UsageGroup: Int] = [:]

        mutating func tally(_ key: TallyKey) -> Int {
            if let place = tallyPlaces[key] { return place }
            tallyPlaces[key] = tallies.count
            tallies.append(Tally())
            tallyKeys.append(key)
            return tallies.count - 1
        }

        mutating func group(_ group: UsageGroup) -> Int {
            if let place = groupPlaces[group] { return place }
            groupPlaces[group] = groups.count
            groups.append(group)
            totals.append(UsageTotals())
            return groups.count - 1
        }
    }

    /// A profile's way through the rules. Objects, as are routes and entries, so that a row copies nothing of them.
    private final class Lane {
        let profile: CallProfile
        let classification: Classification
        var routes: [Route] = []
        /// The one route there is, where no day of the period takes another.
        var only: Route?

        init(_ profile: CallProfile, _ classification: Classification) {
            self.profile = profile
            self.classification = classification
        }
    }

    /// Where the calls of a profile are counted, under one outcome and income entry.
    private final class Route {
        final class Entry {
            let tally: Int
            let part: Int
            let charge: ChargeModel
            let terms: ChargeTerms

            init(tally: Int, part: Int, charge: ChargeModel, terms: ChargeTerms) {
                self.tally = tally
                self.part = part
                self.charge = charge
                self.terms = terms
            }
        }

        let outcome: Outcome
        let income: Int?
        let group: Int
        let unit: Unit
        var entries: [Entry] = []

        init(outcome: Outcome, income: Int?, group: Int, unit: Unit) {
            self.outcome = outcome
            self.income = income
            self.group = group
            self.unit = unit
        }
    }

    /// The route that a lane takes on a day.
    private func route(of lane: Lane, on day: CivilDate, of period: Period, _ books: inout Books) -> Route? {
        let outcome = lane.classification.outcome(on: day)
        let income = lane.classification.isSettled ? lane.classification.incomeEntry(on: day) : nil
        if let known = lane.routes.first(where: { $0.outcome == outcome && $0.income == income }) { return known }
        guard let route = route(of: lane.profile, lane.classification, outcome, income: income, &books) else {
            return nil
        }
        lane.routes.append(route)
        if !lane.classification.dependsOnDay(of: period) { lane.only = route }
        return route
    }

    /// - Returns: `nil` where the rules do not read the profile's source.
    private func route(
        of profile: CallProfile, _ classification: Classification, _ outcome: Outcome, income: Int?,
        _ books: inout Books
    ) -> Route? {
        guard let currency = rules.sources[profile.source]?.currency else { return nil }
        let group = UsageGroup(profile, classification, currency, outcome, income: income, under: rules)
        let route = Route(
            outcome: outcome, income: income, group: books.group(group),
            unit: outcome.tariff.map { rules.tariffs[$0].unit } ?? .call)
        guard let provider = classification.provider else { return route }
        func add(_ entry: Tariff, _ key: TallyKey) {
            let tally = books.tally(key)
            route.entries.append(
                Route.Entry(
                    tally: tally, part: books.tallies[tally].part(of: provider), charge: entry.charge,
                    terms: terms(entry, currency, profile.app)))
        }
        if case .rated(let position) = outcome {
            let key = TallyKey(stream: .invoice, app: profile.app, position: position, provider: nil)
            add(rules.tariffs[position], key)
        }
        if let income, rules.income[income].charge != .free {
            let key = TallyKey(stream: .income, app: profile.app, position: income, provider: provider)
            add(rules.income[income], key)
        }
        return route
    }

    private func terms(_ tariff: Tariff, _ currency: Currency, _ app: Identifier) -> ChargeTerms {
        ChargeTerms(
            currency: currency, rounding: rules.rounding, unit: tariff.unit, name: "\(tariff.id) of app \(app)")
    }

    private func charges(of books: Books) throws(AmountOverflow) -> [Charge] {
        var charges: [Charge] = []
        for (key, tally) in zip(books.tallyKeys, books.tallies) {
            let tariff = key.stream == .invoice ? rules.tariffs[key.position] : rules.income[key.position]
            guard let currency = tariff.currency, let split = tariff.split else { continue }
            let (lines, amount) = try ChargeLines.make(tariff, tally, terms(tariff, currency, key.app))
            charges.append(
                Charge(
                    key: ChargeKey(stream: key.stream, app: key.app, tariff: tariff.id, provider: key.provider),
                    currency: currency, order: key.position, description: tariff.description, lines: lines,
                    amountMinor: amount, units: tally.units, parts: tally.sortedParts, split: split))
        }
        return charges
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
    public static func inReportOrder(_ a: Charge, _ b: Charge) -> Bool {
        if a.key.app != b.key.app { return a.key.app < b.key.app }
        if a.currency != b.currency { return a.currency < b.currency }
        if a.key.stream != b.key.stream { return a.key.stream < b.key.stream }
        if a.order != b.order { return a.order < b.order }
        return (a.key.provider ?? .none) < (b.key.provider ?? .none)
    }
}

extension RatingCounts {
    mutating func add(_ outcome: Outcome, _ calls: Int64) {
        transactions += calls
        switch outcome {
        case .rated: rated += calls
        case .free: free += calls
        case .test: test += calls
        case .pending: pending += calls
        case .unrated: unrated += calls
        }
    }
}

extension UsageGroup {
    init(
        _ profile: CallProfile, _ classification: Classification, _ currency: Currency, _ outcome: Outcome,
        income: Int?, under rules: Rules
    ) {
        self.init(
            app: profile.app, source: profile.source, currency: currency, service: profile.service,
            provider: classification.provider ?? profile.provider, channel: profile.channel,
            authType: profile.authType, mode: profile.mode, status: profile.status, delivery: profile.delivery,
            tariff: outcome.tariff.map { rules.tariffs[$0].id } ?? .none,
            income: income.map { rules.income[$0].id } ?? .none)
    }
}

extension UsageTotals {
    mutating func add(_ row: UsageRow, unit: Unit, name: () -> String) throws(AmountOverflow) {
        transactions += row.calls
        units = try units.adding(unit == .call ? row.calls : try row.calls.times(Int64(row.segments), name()), name())
        amountMinor = try amountMinor.adding(try row.amountMinor.times(row.calls, name()), name())
        costMinor = try costMinor.adding(try row.costMinor.times(row.calls, name()), name())
    }
}
