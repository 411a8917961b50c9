import Money
public import Rules
public import Vocabulary

/// A roll-up told too little apart for the rules: calls that they charge one by one were in one row.
public struct CoarseUsage: Error {}

/// Usage to charges (contract 4): pure, and blind to the order of what it is given.
public struct Rater: Sendable {
    private let rules: Rules

    public init(_ rules: Rules) {
        self.rules = rules
    }

    private struct TallyKey: Hashable {
        let stream: Stream
        let app: Int32
        let position: Int
        let provider: Identifier?
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
        rated.charges.sort(by: Charge.inReportOrder)
        rated.unknowns = books.unknowns
        rated.usage = books.usageReport()
        return rated
    }

    /// Where calls of one class are counted: of apps of one class, alike in kind, code, destination and day.
    private struct Route {
        let outcome: Outcome
        let unknown: Classification.Unknown
        /// The provider's party, where calls are billed.
        let provider: Identifier?
        let tariff: Int?
        let income: Int?
        let traits: Int32
        let unit: Unit
        let each: (amount: Bool, cost: Bool)
    }

    /// What is counted while rows are gone through. All look-ups are of numbers.
    private struct Books {
        let usage: Usage
        var classifier: Classifier
        var tallies: [Tally] = []
        var tallyKeys: [TallyKey] = []
        var routes: [Route] = []
        private var report = UsageReport()
        private var appClasses: [Int32]
        private var unknownApps: [Int32: Int64] = [:]
        private var unknownProviders: [Identifier: Int64] = [:]
        private var placeOfRoute: [RouteKey: Int] = [:]
        private var placeOfTraits: [UsageTraits: Int32] = [:]
        private var placeOfTally: [TallyPlace: Int] = [:]
        private var placeOfUsage: [UInt64: Int] = [:]
        private var placeOfProvider: [Identifier: Int32] = [:]

        private struct RouteKey: Hashable {
            let appClass: Int32
            let kind: Int32
            let providerCode: Int32
            let destination: Int32
            let day: Int32
        }

        /// Of a provider's part in a tally.
        private struct TallyPlace: Hashable {
            let app: Int32
            let entry: Int32
            let provider: Int32
        }

        init(_ usage: Usage, _ classifier: Classifier) {
            self.usage = usage
            self.classifier = classifier
            appClasses = Array(repeating: -1, count: usage.apps.count)
            report.apps = usage.apps
        }

        /// - Returns: `nil` where the rules do not read the calls' source.
        mutating func route(of row: UsageRow) -> Int? {
            let app = Int(row.app)
            if appClasses[app] < 0 { appClasses[app] = Int32(classifier.appClass(of: usage.apps[app])) }
            let key = RouteKey(
                appClass: appClasses[app], kind: row.kind, providerCode: row.providerCode,
                destination: row.destination, day: row.day.daysSinceEpoch)
            if let place = placeOfRoute[key] { return place }
            let profile = usage.profile(of: row)
            let rules = classifier.rules
            guard let currency = rules.sources[profile.source]?.currency else { return nil }
            let classification = classifier.classification(of: profile, appClass: Int(appClasses[app]))
            let outcome = classification.outcome(on: row.day)
            let income = classification.isSettled ? classification.incomeEntry(on: row.day) : nil
            let traits = UsageTraits(
                source: profile.source, currency: currency, service: profile.service,
                provider: classification.provider ?? profile.provider, channel: profile.channel,
                authType: profile.authType, mode: profile.mode, status: profile.status, delivery: profile.delivery,
                tariff: outcome.tariff.map { rules.tariffs[$0].id } ?? .none,
                income: income.map { rules.income[$0].id } ?? .none)
            var tariff: Int?
            if case .rated(let position) = outcome { tariff = position }
            let billedIncome = income.flatMap { rules.income[$0].charge == .free ? nil : $0 }
            routes.append(
                Route(
                    outcome: outcome, unknown: classification.unknown, provider: classification.provider,
                    tariff: tariff, income: billedIncome, traits: place(of: traits),
                    unit: outcome.tariff.map { rules.tariffs[$0].unit } ?? .call,
                    each: rules.chargesEach(tariff: tariff, income: billedIncome)))
            placeOfRoute[key] = routes.count - 1
            return routes.count - 1
        }

        private mutating func place(of traits: UsageTraits) -> Int32 {
            if let place = placeOfTraits[traits] { return place }
            let place = Int32(report.traits.count)
            placeOfTraits[traits] = place
            report.traits.append(traits)
            return place
        }

        mutating func enter(_ row: UsageRow, _ route: Route) {
            if let provider = route.provider {
                let rules = classifier.rules
                if let tariff = route.tariff { enter(row, .invoice, tariff, rules.tariffs[tariff], provider) }
                if let income = route.income { enter(row, .income, income, rules.income[income], provider) }
            }
            if route.unknown.app { unknownApps[row.app, default: 0] += row.calls }
            if route.unknown.provider {
                unknownProviders[usage.kinds[Int(row.kind)].provider, default: 0] += row.calls
            }
            let key = UInt64(UInt32(bitPattern: row.app)) << 32 | UInt64(UInt32(bitPattern: route.traits))
            let place = placeOfUsage[key] ?? report.rows.count
            if place == report.rows.count {
                placeOfUsage[key] = place
                report.rows.append(UsageReport.Row(app: row.app, traits: route.traits, totals: UsageTotals()))
            }
            report.rows[place].totals.add(row, unit: route.unit)
        }

        private mutating func enter(
            _ row: UsageRow, _ stream: Stream, _ position: Int, _ entry: Tariff, _ provider: Identifier
        ) {
            let providerPlace = placeOfProvider[provider] ?? Int32(placeOfProvider.count)
            placeOfProvider[provider] = providerPlace
            // One number for entries of both lists.
            let entryPlace = Int32(position * 2 + (stream == .income ? 1 : 0))
            // A tariff's charge is one of all providers; an income entry's is made for each.
            let place = TallyPlace(
                app: row.app, entry: entryPlace, provider: stream == .income ? providerPlace : -1)
            let tally = placeOfTally[place] ?? tallies.count
            if tally == tallies.count {
                placeOfTally[place] = tally
                tallies.append(Tally())
                tallyKeys.append(
                    TallyKey(
                        stream: stream, app: row.app, position: position, provider: stream == .income ? provider : nil))
            }
            let part = tallies[tally].part(of: provider)
            tallies[tally].add(row, part: part, unit: entry.unit)
            guard entry.charge.isByTransaction, let currency = entry.currency else { return }
            tallies[tally].addCharges(
                of: row, entry.charge,
                ChargeTerms(
                    currency: currency, rounding: classifier.rules.rounding, unit: entry.unit,
                    name: "\(entry.id) of app \(usage.apps[Int(row.app)])"))
        }

        /// Most calls first; of as many, in byte order.
        var unknowns: Unknowns {
            func sorted(_ names: [Unknowns.Name]) -> [Unknowns.Name] {
                names.sorted { $0.calls != $1.calls ? $0.calls > $1.calls : $0.name < $1.name }
            }
            var unknowns = Unknowns()
            unknowns.apps = sorted(unknownApps.map { .init(name: usage.apps[Int($0.key)], calls: $0.value) })
            unknowns.providers = sorted(unknownProviders.map { .init(name: $0.key, calls: $0.value) })
            return unknowns
        }

        /// The rows of `usage.csv`; what was gathered for it is gone then.
        mutating func usageReport() -> UsageReport {
            placeOfUsage = [:]
            var report = UsageReport()
            swap(&report, &self.report)
            report.sort()
            return report
        }
    }

    private func terms(_ tariff: Tariff, _ currency: Currency, _ app: Identifier) -> ChargeTerms {
        ChargeTerms(
            currency: currency, rounding: rules.rounding, unit: tariff.unit, name: "\(tariff.id) of app \(app)")
    }

    private func charges(of books: Books) -> (charges: [Charge], overflows: [ChargeOverflow]) {
        var charges: [Charge] = []
        var overflows: [ChargeOverflow] = []
        for (place, tally) in zip(books.tallyKeys, books.tallies) {
            let app = books.usage.apps[Int(place.app)]
            let tariff = place.stream == .invoice ? rules.tariffs[place.position] : rules.income[place.position]
            guard let currency = tariff.currency, let split = tariff.split else { continue }
            let terms = terms(tariff, currency, app)
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

extension UsageTotals {
    mutating func add(_ row: UsageRow, unit: Unit) {
        transactions += row.calls
        units += unit.count(of: row)
        amountMinor += row.amountSumMinor
        costMinor += row.costSumMinor
    }
}
