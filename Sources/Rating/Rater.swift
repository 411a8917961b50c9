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

    /// Rates the calls of a period, and adds the fees that its apps owe: every charge, or none.
    ///
    /// - Parameter usage: of days of the period alone.
    /// - Parameter fees: `false` for the re-rating of a closed period: fees are not re-rated.
    /// - Returns: charges by app, currency, stream and order of the rules; usage in byte order of its columns.
    /// - Throws: `AmountOverflow` naming the charge whose figures do not fit.
    /// - Complexity: O(rows), with a look through the tariffs once for each profile.
    public func rate(_ usage: Usage, period: Period, fees: Bool = true) throws(AmountOverflow) -> Rated {
        let rated = try rateEach(usage, period: period, fees: fees)
        if let overflow = rated.overflows.first { throw overflow.cause }
        return rated
    }

    /// The same, each charge for itself: those that can't be worked out are named beside the others.
    ///
    /// - Throws: `AmountOverflow` where there are more calls than can be counted, 2⁶³.
    public func rateEach(_ usage: Usage, period: Period, fees: Bool = true) throws(AmountOverflow) -> Rated {
        var books = Books()
        var lanes = usage.profiles.map { Lane($0, Classification(of: $0, under: rules), period) }
        // The one route of each profile, where no day of the period takes another; else -1.
        var routes = [Int](repeating: -1, count: lanes.count)
        var rated = Rated()
        for row in usage.rows where row.calls != 0 {
            var place = routes[row.profile]
            if place < 0 {
                guard let found = self.route(of: &lanes[row.profile], on: row.day, &books) else { continue }
                place = found
                if !lanes[row.profile].dependsOnDay { routes[row.profile] = found }
            }
            let route = books.routes[place]
            // This sum bounds all others.
            rated.counts.transactions = try rated.counts.transactions.adding(row.calls, "calls of \(period)")
            rated.counts.add(route.outcome, row.calls)
            for index in route.entries { books.enter(row, index) }
            books.totals[route.group].add(row, unit: route.unit)
        }
        (rated.charges, rated.overflows) = charges(of: books)
        if fees { rated.charges += feeCharges(period) }
        rated.charges.sort(by: Charge.inReportOrder)
        let columns = books.groups.map(\.columns)
        rated.usage = columns.indices.sorted { columns[$0].lexicographicallyPrecedes(columns[$1]) }
            .map { (books.groups[$0], books.totals[$0]) }
        return rated
    }

    /// What is counted while rows are gone through. Keys are looked up once for each route, not for each row; and what a
    /// row needs of a route is numbers alone, so that nothing is copied for it.
    private struct Books {
        var tallies: [Tally] = []
        var tallyKeys: [TallyKey] = []
        var groups: [UsageGroup] = []
        var totals: [UsageTotals] = []
        var routes: [Route] = []
        private var entries: [Entry] = []
        /// The charge of each entry, and what it is worked out under.
        private var charges: [(model: ChargeModel, terms: ChargeTerms)] = []
        private var tallyPlaces: [TallyKey: Int] = [:]
        private var groupPlaces: [UsageGroup: Int] = [:]

        private struct Entry {
            let tally: Int
            let part: Int
            let unit: Unit
            /// Whether each transaction is charged on its own.
            let isByTransaction: Bool
        }

        var entryCount: Int { entries.count }

        mutating func add(_ key: TallyKey, provider: Identifier, _ model: ChargeModel, _ terms: ChargeTerms) {
            let tally = tallyPlaces[key] ?? tallies.count
            if tally == tallies.count {
                tallyPlaces[key] = tally
                tallies.append(Tally())
                tallyKeys.append(key)
            }
            entries.append(
                Entry(
                    tally: tally, part: tallies[tally].part(of: provider), unit: terms.unit,
                    isByTransaction: model.isByTransaction))
            charges.append((model, terms))
        }

        mutating func enter(_ row: UsageRow, _ index: Int) {
            let entry = entries[index]
            tallies[entry.tally].add(row, part: entry.part, unit: entry.unit)
            guard entry.isByTransaction else { return }
            let (model, terms) = charges[index]
            tallies[entry.tally].addCharges(of: row, model, terms)
        }

        mutating func group(_ group: UsageGroup) -> Int {
            if let place = groupPlaces[group] { return place }
            groupPlaces[group] = groups.count
            groups.append(group)
            totals.append(UsageTotals())
            return groups.count - 1
        }
    }

    /// Where the calls of a profile are counted, under one outcome and income entry.
    private struct Route {
        let outcome: Outcome
        let income: Int?
        let group: Int
        let unit: Unit
        let entries: Range<Int>
    }

    /// A profile's way through the rules, and the routes that its days have taken.
    private struct Lane {
        let profile: CallProfile
        let classification: Classification
        let dependsOnDay: Bool
        var routes: [Int] = []

        init(_ profile: CallProfile, _ classification: Classification, _ period: Period) {
            self.profile = profile
            self.classification = classification
            dependsOnDay = classification.dependsOnDay(of: period)
        }
    }

    /// The place of the route that a lane takes on a day; `nil` where the rules do not read the profile's source.
    private func route(of lane: inout Lane, on day: CivilDate, _ books: inout Books) -> Int? {
        let (profile, classification) = (lane.profile, lane.classification)
        let outcome = classification.outcome(on: day)
        let income = classification.isSettled ? classification.incomeEntry(on: day) : nil
        let known = lane.routes.first { books.routes[$0].outcome == outcome && books.routes[$0].income == income }
        if let known { return known }
        guard let currency = rules.sources[profile.source]?.currency else { return nil }
        let first = books.entryCount
        func add(_ entry: Tariff, _ key: TallyKey, _ provider: Identifier) {
            books.add(key, provider: provider, entry.charge, terms(entry, currency, profile.app))
        }
        if let provider = classification.provider {
            if case .rated(let position) = outcome {
                let key = TallyKey(stream: .invoice, app: profile.app, position: position, provider: nil)
                add(rules.tariffs[position], key, provider)
            }
            if let income, rules.income[income].charge != .free {
                let key = TallyKey(stream: .income, app: profile.app, position: income, provider: provider)
                add(rules.income[income], key, provider)
            }
        }
        let group = UsageGroup(profile, classification, currency, outcome, income: income, under: rules)
        books.routes.append(
            Route(
                outcome: outcome, income: income, group: books.group(group),
                unit: outcome.tariff.map { rules.tariffs[$0].unit } ?? .call, entries: first..<books.entryCount))
        lane.routes.append(books.routes.count - 1)
        return books.routes.count - 1
    }

    private func terms(_ tariff: Tariff, _ currency: Currency, _ app: Identifier) -> ChargeTerms {
        ChargeTerms(
            currency: currency, rounding: rules.rounding, unit: tariff.unit, name: "\(tariff.id) of app \(app)")
    }

    private func charges(of books: Books) -> (charges: [Charge], overflows: [ChargeOverflow]) {
        var charges: [Charge] = []
        var overflows: [ChargeOverflow] = []
        for (place, tally) in zip(books.tallyKeys, books.tallies) {
            let tariff = place.stream == .invoice ? rules.tariffs[place.position] : rules.income[place.position]
            guard let currency = tariff.currency, let split = tariff.split else { continue }
            let terms = terms(tariff, currency, place.app)
            let key = ChargeKey(stream: place.stream, app: place.app, tariff: tariff.id, provider: place.provider)
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
    public static func inReportOrder(_ a: Charge, _ b: Charge) -> Bool {
        if a.key.app != b.key.app { return a.key.app < b.key.app }
        if a.currency != b.currency { return a.currency < b.currency }
        if a.key.stream != b.key.stream { return a.key.stream < b.key.stream }
        if a.order != b.order { return a.order < b.order }
        return (a.key.provider ?? .none) < (b.key.provider ?? .none)
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
    fileprivate mutating func add(_ row: UsageRow, unit: Unit) {
        transactions += row.calls
        units += unit.count(of: row)
        amountMinor += Int128(row.amountMinor) * Int128(row.calls)
        costMinor += Int128(row.costMinor) * Int128(row.calls)
    }
}
