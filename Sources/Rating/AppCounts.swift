import Money
import Rules
import Vocabulary

extension Rater {
    /// How the calls of one class are rated, and where they are counted.
    ///
    /// Calls are of one class if their apps are, and if they are alike in kind, provider code, destination and day. A
    /// route holds only numbers, because one is read for every row.
    struct Route: Sendable {
        let outcome: Outcome
        let unknown: Classification.Unknown
        /// Places in `AppCounts.targets`; -1 if the calls make no such charge.
        let invoice: Int32
        let income: Int32
        let traits: Int32
        let unit: Unit
        let each: (amount: Bool, cost: Bool)
    }

    /// A tariff or income entry, together with one provider whose calls it charges.
    struct Target: Sendable {
        struct Key: Hashable, Sendable {
            let stream: Stream
            let position: Int
            let provider: Identifier
            /// The app, if it has terms of its own in some entry.
            let own: Identifier?
            /// The first day of the part of the period that the calls are of.
            let part: CivilDate
        }

        let provider: Identifier
        /// The first day of a part of the period whose calls are divided alike.
        let part: CivilDate
        /// The place in `AppCounts.accounts` of the charge that the calls are part of.
        let account: Int32
        let unit: Unit
        /// `nil` unless the model charges call by call. By the app's own terms, if it has any.
        let callCharge: (any CallCharge)?
    }

    /// A charge that each app can have: a tariff, or an income entry together with a provider.
    struct Account: Sendable {
        struct Key: Hashable, Sendable {
            let stream: Stream
            let position: Int
            let provider: Identifier?
        }

        let key: Key
        let currency: Currency
        let unit: Unit
    }

    /// Counts the rows of one app after another.
    ///
    /// All look-ups for a row are by number. The counts of an app are dropped when the next app begins, so no table
    /// grows with the number of apps, but for those that have terms of their own.
    struct AppCounts: Sendable {
        let usage: Usage
        private let period: Period
        private let divides: Bool
        private(set) var classifier: Classifier
        private(set) var routes: [Route] = []
        private(set) var accounts: [Account] = []
        private(set) var traits: [UsageTraits] = []
        private var targets: [Target] = []
        /// By destination, provider code and day.
        private var placeOfSetting = PlaceTable()
        private var settings: Int32 = 0
        /// By the class of the app, kind and setting.
        private var placeOfRoute = PlaceTable()
        private var placeOfTraits: [UsageTraits: Int32] = [:]
        private var placeOfTarget: [Target.Key: Int32] = [:]
        private var placeOfAccount: [Account.Key: Int32] = [:]

        // The current app and its counts.

        private var app: Identifier = .none
        private var appClass: Int32 = 0
        /// The tallies of the accounts in `tallied`, in the same order; any more are spare.
        private var tallies: [Tally] = []
        /// The accounts that the app has calls for, in the order of their first row.
        private(set) var tallied: [Int32] = []
        private var terms: [ChargeTerms] = []
        /// By account: its place in `tallies`, or -1.
        private var tallyOfAccount: [Int32] = []
        /// By target: the place of its provider's part in the tally, or -1.
        private var partOfTarget: [Int32] = []
        private var partsUsed: [Int32] = []
        /// By place in `traits`.
        private var totals: [UsageTotals] = []
        private var traitsUsed: [Int32] = []

        init(_ usage: Usage, _ rules: Rules, _ period: Period) {
            self.usage = usage
            self.period = period
            divides = rules.divides(in: period)
            classifier = Classifier(rules)
        }

        @inline(__always)
        private static func pair(_ first: Int32, _ second: Int32) -> UInt64 {
            UInt64(UInt32(bitPattern: first)) &<< 32 | UInt64(UInt32(bitPattern: second))
        }

        /// Drops all counts and begins an app.
        mutating func begin(_ app: Identifier) {
            for account in tallied { tallyOfAccount[Int(account)] = -1 }
            for target in partsUsed { partOfTarget[Int(target)] = -1 }
            for traits in traitsUsed { totals[Int(traits)] = UsageTotals() }
            tallied.removeAll(keepingCapacity: true)
            terms.removeAll(keepingCapacity: true)
            partsUsed.removeAll(keepingCapacity: true)
            traitsUsed.removeAll(keepingCapacity: true)
            self.app = app
            appClass = Int32(classifier.appClass(of: app))
        }

        /// The outcome of calls whose source the rules do not have.
        mutating func outcomeWithoutRoute(of row: UsageRow) -> Outcome {
            classifier.classification(of: usage.profile(of: row), appClass: Int(appClass)).outcome(on: row.day)
        }

        /// Finds the route for the calls of a row, or makes it.
        ///
        /// - Returns: a place in `routes`; `nil` if the rules do not have the source of the calls.
        mutating func route(of row: UsageRow) -> Int? {
            let (first, second) = (
                Self.pair(row.destination, row.providerCode), UInt64(bitPattern: Int64(row.day.daysSinceEpoch))
            )
            var setting = placeOfSetting.place(first, second)
            if setting < 0 {
                setting = settings
                settings += 1
                placeOfSetting.insert(setting, first, second)
            }
            let low = Self.pair(appClass, row.kind)
            let known = placeOfRoute.place(low, UInt64(setting))
            if known >= 0 { return Int(known) }
            let profile = usage.profile(of: row)
            let rules = classifier.rules
            guard let currency = rules.sources[profile.source]?.currency else { return nil }
            let classification = classifier.classification(of: profile, appClass: Int(appClass))
            let outcome = classification.outcome(on: row.day)
            let income = classification.canTakeIncome ? classification.incomeEntry(on: row.day) : nil
            let traits = UsageTraits(
                source: profile.source, currency: currency, service: profile.service,
                provider: classification.provider ?? profile.provider, channel: profile.channel,
                authType: profile.authType, mode: profile.mode, status: profile.status, delivery: profile.delivery,
                tariff: outcome.tariff.map { rules.tariffs[$0].id } ?? .none,
                income: income.map { rules.income[$0].id } ?? .none)
            var tariff: Int?
            if case .rated(let position) = outcome { tariff = position }
            let billedIncome = income.flatMap { rules.income[$0].charge(of: app) == .free ? nil : $0 }
            routes.append(
                Route(
                    outcome: outcome, unknown: classification.unknown,
                    invoice: place(ofTarget: .invoice, tariff, classification.provider, row.day),
                    income: place(ofTarget: .income, billedIncome, classification.provider, row.day),
                    traits: place(of: traits),
                    unit: outcome.tariff.map { rules.tariffs[$0].unit } ?? .call,
                    each: rules.chargesEach(of: app, tariff: tariff, income: billedIncome)))
            placeOfRoute.insert(Int32(routes.count - 1), low, UInt64(setting))
            return routes.count - 1
        }

        private mutating func place(of traits: UsageTraits) -> Int32 {
            if let place = placeOfTraits[traits] { return place }
            let place = Int32(self.traits.count)
            placeOfTraits[traits] = place
            self.traits.append(traits)
            totals.append(UsageTotals())
            return place
        }

        private mutating func place(
            ofTarget stream: Stream, _ position: Int?, _ provider: Identifier?, _ day: CivilDate
        ) -> Int32 {
            guard let position, let provider else { return -1 }
            let part = divisionDays(of: stream, position).last { $0 <= day } ?? period.firstDay
            let key = Target.Key(
                stream: stream, position: position, provider: provider,
                own: classifier.appWithTerms(ofClass: Int(appClass)), part: part)
            if let place = placeOfTarget[key] { return place }
            let entry = classifier.rules.entry(of: stream, at: position)
            // Only a free entry has no currency.
            guard let currency = entry.currency else { return -1 }
            // A tariff makes one charge for all providers, an income entry one for each.
            let account = Account.Key(
                stream: stream, position: position, provider: stream == .income ? provider : nil)
            let place = Int32(targets.count)
            placeOfTarget[key] = place
            targets.append(
                Target(
                    provider: provider, part: part, account: self.place(of: account, currency, entry.unit),
                    unit: entry.unit,
                    callCharge: entry.charge(of: app).callCharge))
            partOfTarget.append(-1)
            return place
        }

        /// The days within the period at which the charge of an entry for the app is divided.
        func divisionDays(of stream: Stream, _ position: Int) -> [CivilDate] {
            guard divides else { return [] }
            let split = classifier.rules.entry(of: stream, at: position).terms(of: app).split
            return classifier.rules.divisionDays(ofSplit: split, app: app, in: period)
        }

        private mutating func place(of account: Account.Key, _ currency: Currency, _ unit: Unit) -> Int32 {
            if let place = placeOfAccount[account] { return place }
            let place = Int32(accounts.count)
            placeOfAccount[account] = place
            accounts.append(Account(key: account, currency: currency, unit: unit))
            tallyOfAccount.append(-1)
            return place
        }

        mutating func enter(_ row: UsageRow, _ route: Route) {
            if route.invoice >= 0 { enter(row, target: Int(route.invoice)) }
            if route.income >= 0 { enter(row, target: Int(route.income)) }
            let traits = Int(route.traits)
            // Every row that comes here has calls, so totals without transactions are not yet in use.
            if totals[traits].transactions == 0 { traitsUsed.append(route.traits) }
            totals[traits].add(row, unit: route.unit)
        }

        private mutating func enter(_ row: UsageRow, target place: Int) {
            let account = Int(targets[place].account)
            if partOfTarget[place] < 0 { beginPart(ofTarget: place) }
            let tally = Int(tallyOfAccount[account])
            tallies[tally].add(row, part: Int(partOfTarget[place]), unit: targets[place].unit)
            guard let charge = targets[place].callCharge else { return }
            tallies[tally].addCharges(of: row, charge, terms[tally])
        }

        private mutating func beginPart(ofTarget place: Int) {
            let account = targets[place].account
            if tallyOfAccount[Int(account)] < 0 {
                tallyOfAccount[Int(account)] = Int32(tallied.count)
                if tallied.count == tallies.count { tallies.append(Tally()) } else { tallies[tallied.count].clear() }
                tallied.append(account)
                let (kind, rules) = (accounts[Int(account)], classifier.rules)
                terms.append(
                    ChargeTerms(
                        currency: kind.currency, rounding: rules.rounding, unit: kind.unit,
                        name: "\(rules.entry(of: kind.key.stream, at: kind.key.position).id) of app \(app)"))
            }
            partOfTarget[place] = Int32(
                tallies[Int(tallyOfAccount[Int(account)])].part(
                    of: targets[place].provider, from: targets[place].part))
            partsUsed.append(Int32(place))
        }

        /// The tallied accounts in the order of charges: by currency, stream, order of the rules, provider.
        var accountsInOrder: [Int32] {
            tallied.sorted { accounts[Int($0)].precedes(accounts[Int($1)]) }
        }

        /// The counts of a tallied account, and the terms of its charge.
        func tally(ofAccount account: Int32) -> (tally: Tally, terms: ChargeTerms) {
            let place = Int(tallyOfAccount[Int(account)])
            return (tallies[place], terms[place])
        }

        /// The totals of the app's calls by traits, in no order.
        var totalsOfApp: [(traits: Int32, totals: UsageTotals)] {
            traitsUsed.map { ($0, totals[Int($0)]) }
        }
    }
}

extension Rater.Account {
    fileprivate func precedes(_ other: Rater.Account) -> Bool {
        if currency != other.currency { return currency < other.currency }
        if key.stream != other.key.stream { return key.stream < other.key.stream }
        if key.position != other.key.position { return key.position < other.key.position }
        return (key.provider ?? .none) < (other.key.provider ?? .none)
    }
}

extension Rules {
    /// The entry at a place in the rules' list for a stream.
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
