import Money
import Rules
import Vocabulary

extension Rater {
    /// The charge that calls of an app come to by an entry; of an income entry, those of one provider.
    struct TallyKey: Hashable {
        let stream: Stream
        let app: Int32
        let position: Int
        let provider: Identifier?
    }

    /// Where calls of one class are counted: of apps of one class, alike in kind, code, destination and day. Numbers alone:
    /// one is looked at for every row.
    struct Route {
        let outcome: Outcome
        let unknown: Classification.Unknown
        /// Places in `Books.targets`; -1 where the calls are not billed so.
        let invoice: Int32
        let income: Int32
        let traits: Int32
        let unit: Unit
        let each: (amount: Bool, cost: Bool)
    }

    /// An entry by which calls of a provider are charged.
    struct Target {
        struct Key: Hashable {
            let stream: Stream
            let position: Int
            let provider: Identifier
        }

        let key: Key
        let unit: Unit
        /// Where it charges by transaction.
        let model: ChargeModel?
    }

    /// What is counted while rows are gone through. All look-ups are of numbers.
    struct Books {
        let usage: Usage
        var classifier: Classifier
        var tallies: [Tally] = []
        var tallyKeys: [TallyKey] = []
        var routes: [Route] = []
        private var targets: [Target] = []
        private var report = UsageReport()
        private var appClasses: [Int32]
        private var unknownApps: [Int32: Int64] = [:]
        private var unknownProviders: [Identifier: Int64] = [:]
        /// By destination, code and day.
        private var placeOfSetting = PlaceTable()
        private var settings: Int32 = 0
        /// By the class of the app, kind and setting.
        private var placeOfRoute = PlaceTable()
        private var placeOfTraits: [UsageTraits: Int32] = [:]
        private var placeOfTarget: [Target.Key: Int32] = [:]
        /// By app and target: in which tally a provider has which part.
        private var placeOfPart = PlaceTable()
        private var parts: [(tally: Int32, part: Int32)] = []
        private var placeOfTally: [TallyKey: Int32] = [:]
        private var placeOfUsage = PlaceTable()
        /// Of each tally; none of what is free.
        private(set) var terms: [ChargeTerms?] = []

        init(_ usage: Usage, _ classifier: Classifier) {
            self.usage = usage
            self.classifier = classifier
            appClasses = Array(repeating: -1, count: usage.apps.count)
            report.apps = usage.apps
        }

        @inline(__always)
        private static func pair(_ first: Int32, _ second: Int32) -> UInt64 {
            UInt64(UInt32(bitPattern: first)) &<< 32 | UInt64(UInt32(bitPattern: second))
        }

        /// - Returns: `nil` where the rules do not read the calls' source.
        mutating func route(of row: UsageRow) -> Int? {
            let app = Int(row.app)
            if appClasses[app] < 0 { appClasses[app] = Int32(classifier.appClass(of: usage.apps[app])) }
            let (first, second) = (
                Self.pair(row.destination, row.providerCode), UInt64(bitPattern: Int64(row.day.daysSinceEpoch))
            )
            var setting = placeOfSetting.place(first, second)
            if setting < 0 {
                setting = settings
                settings += 1
                placeOfSetting.insert(setting, first, second)
            }
            let low = Self.pair(appClasses[app], row.kind)
            let known = placeOfRoute.place(low, UInt64(setting))
            if known >= 0 { return Int(known) }
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
                    outcome: outcome, unknown: classification.unknown,
                    invoice: place(ofTarget: .invoice, tariff, classification.provider),
                    income: place(ofTarget: .income, billedIncome, classification.provider), traits: place(of: traits),
                    unit: outcome.tariff.map { rules.tariffs[$0].unit } ?? .call,
                    each: rules.chargesEach(tariff: tariff, income: billedIncome)))
            placeOfRoute.insert(Int32(routes.count - 1), low, UInt64(setting))
            return routes.count - 1
        }

        private mutating func place(of traits: UsageTraits) -> Int32 {
            if let place = placeOfTraits[traits] { return place }
            let place = Int32(report.traits.count)
            placeOfTraits[traits] = place
            report.traits.append(traits)
            return place
        }

        private mutating func place(ofTarget stream: Stream, _ position: Int?, _ provider: Identifier?) -> Int32 {
            guard let position, let provider else { return -1 }
            let key = Target.Key(stream: stream, position: position, provider: provider)
            if let place = placeOfTarget[key] { return place }
            let entry = classifier.rules.entry(of: stream, at: position)
            let place = Int32(targets.count)
            placeOfTarget[key] = place
            targets.append(
                Target(
                    key: key, unit: entry.unit, model: entry.charge.isByTransaction ? entry.charge : nil))
            return place
        }

        mutating func enter(_ row: UsageRow, _ route: Route) {
            if route.invoice >= 0 { enter(row, target: route.invoice) }
            if route.income >= 0 { enter(row, target: route.income) }
            if route.unknown.app { unknownApps[row.app, default: 0] += row.calls }
            if route.unknown.provider {
                unknownProviders[usage.kinds[Int(row.kind)].provider, default: 0] += row.calls
            }
            let key = Self.pair(row.app, route.traits)
            var place = Int(placeOfUsage.place(key))
            if place < 0 {
                place = report.rows.count
                placeOfUsage.insert(Int32(place), key)
                report.rows.append(UsageReport.Row(app: row.app, traits: route.traits, totals: UsageTotals()))
            }
            report.rows[place].totals.add(row, unit: route.unit)
        }

        private mutating func enter(_ row: UsageRow, target: Int32) {
            let key = Self.pair(row.app, target)
            let known = placeOfPart.place(key)
            let (tally, part) = known >= 0 ? parts[Int(known)] : makePart(key, row.app, targets[Int(target)].key)
            tallies[Int(tally)].add(row, part: Int(part), unit: targets[Int(target)].unit)
            guard let model = targets[Int(target)].model, let terms = terms[Int(tally)] else { return }
            tallies[Int(tally)].addCharges(of: row, model, terms)
        }

        private mutating func makePart(_ key: UInt64, _ app: Int32, _ target: Target.Key) -> (tally: Int32, part: Int32)
        {
            // A tariff's charge is one of all providers; an income entry's is made for each.
            let provider = target.stream == .income ? target.provider : nil
            let place = TallyKey(stream: target.stream, app: app, position: target.position, provider: provider)
            let tally = placeOfTally[place] ?? Int32(tallies.count)
            if Int(tally) == tallies.count {
                placeOfTally[place] = tally
                tallies.append(Tally())
                tallyKeys.append(place)
                let rules = classifier.rules
                let entry = rules.entry(of: target.stream, at: target.position)
                terms.append(
                    entry.currency.map {
                        ChargeTerms(
                            currency: $0, rounding: rules.rounding, unit: entry.unit,
                            name: "\(entry.id) of app \(usage.apps[Int(app)])")
                    })
            }
            let part = Int32(tallies[Int(tally)].part(of: target.provider))
            placeOfPart.insert(Int32(parts.count), key)
            parts.append((tally, part))
            return (tally, part)
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
            placeOfUsage = PlaceTable()
            var report = UsageReport()
            swap(&report, &self.report)
            report.sort()
            return report
        }
    }
}

extension Rules {
    /// The entry of a stream at its place in the rules' list.
    func entry(of stream: Stream, at position: Int) -> Tariff {
        switch stream {
        case .invoice: tariffs[position]
        case .income: income[position]
        }
    }
}

extension UsageTotals {
    fileprivate mutating func add(_ row: UsageRow, unit: Unit) {
        transactions += row.calls
        units += unit.count(of: row)
        amountMinor += row.amountSumMinor
        costMinor += row.costSumMinor
    }
}
