import Money
public import Rules
import Threads
public import Vocabulary

/// A roll-up that is too coarse for the rules: one row holds different calls that the rules charge one by one.
public struct CoarseUsage: Error {}

/// Makes charges from usage (S4.3 to S4.16). It is pure, and the order of its input does not matter.
public struct Rater: Sendable {
    private let rules: Rules

    public init(_ rules: Rules) {
        self.rules = rules
    }

    /// Rates the calls of a period and adds the fees that its apps owe. It gives all charges, or throws.
    ///
    /// - Parameter usage: only of days of the period.
    /// - Parameter fees: `false` when a closed period is re-rated, because fees are not re-rated.
    /// - Returns: charges by app, currency, stream and order of the rules; usage in byte order of its columns.
    /// - Throws: `AmountOverflow` naming the charge whose figures do not fit; `CoarseUsage`.
    /// - Complexity: O(rows), and one pass over the entries for an app for each class of calls. Each app is rated by
    ///   itself, on as many threads as there are cores.
    public func rate(_ usage: Usage, period: Period, fees: Bool = true) throws -> Rated {
        let rated = try rateEach(usage, period: period, fees: fees)
        if let overflow = rated.overflows.first { throw overflow.cause }
        return rated
    }

    /// Does the same for each charge by itself: charges that can't be worked out are listed beside the others.
    ///
    /// - Throws: `AmountOverflow` if there are too many calls to count, 2⁶³ or more; `CoarseUsage`.
    public func rateEach(_ usage: Usage, period: Period, fees: Bool = true) throws -> Rated {
        var (rated, lists) = try rateEach(usage, period: period, fees: fees) { ChargeList() }
        rated.charges = lists.count == 1 ? lists.removeLast().charges : lists.flatMap(\.charges)
        return rated
    }

    /// Does the same, but gives the charges away as they are rated, app by app.
    ///
    /// - Parameter taker: makes one for some consecutive apps. Each is used by one thread.
    /// - Returns: what was rated, without charges; and the takers, in the order of their apps.
    public func rateEach<Taker: ChargeTaker>(
        _ usage: Usage, period: Period, fees: Bool = true, into taker: @Sendable () -> Taker
    ) throws -> (rated: Rated, takers: [Taker]) {
        let owed = fees ? OwedFees(rules, period) : nil
        let apps = UsageByApp(usage, and: owed?.apps ?? [])
        // Each part classifies its calls anew, so a part for few rows would not pay.
        let parts = try Threads.map(
            apps.parts(min(Threads.cores, 1 + (usage.rows.count + apps.apps.count) / 20_000))
        ) { range in
            var part = Part(usage, rules, period, taker())
            for place in range { try part.rate(apps, place, owed, period) }
            return part
        }
        return (try Rated(parts.map(\.counted), apps.apps, period), parts.map(\.taker))
    }
}

/// What was counted of some apps of a period.
private struct Counted: Sendable {
    var overflows: [ChargeOverflow] = []
    /// The `app` of a row is its place in the list of all apps.
    var rows = UsageRows()
    /// The traits in which the rows' places point.
    var traits: [UsageTraits] = []
    var counts = RatingCounts()
    var unknownApps: [Unknowns.Name] = []
    var unknownProviders: [Identifier: Int64] = [:]
}

/// What the tariffs that share a counter have in common; of income, the provider too.
private struct Counter: Hashable {
    let stream: Stream
    let name: Identifier
    let provider: Identifier?
}

/// Rates some apps of a period, one after the other.
private struct Part<Taker: ChargeTaker>: Sendable {
    private var sums = Counted()
    private(set) var taker: Taker
    private let usage: Usage
    private let rules: Rules
    private var appCounts: Rater.AppCounts
    private var unknownProviders: [Int32: Int64] = [:]
    /// Those of the current app.
    private var charges: [Charge] = []
    private let hasCounters: Bool

    init(_ usage: Usage, _ rules: Rules, _ period: Period, _ taker: Taker) {
        self.usage = usage
        self.rules = rules
        self.taker = taker
        hasCounters = (rules.tariffs + rules.income).contains { $0.counter != nil }
        appCounts = Rater.AppCounts(usage, rules, period)
    }

    var counted: Counted {
        var counted = sums
        counted.traits = appCounts.traits
        for (kind, calls) in unknownProviders {
            counted.unknownProviders[usage.kinds[Int(kind)].provider, default: 0] += calls
        }
        return counted
    }

    mutating func rate(_ apps: UsageByApp, _ place: Int, _ fees: OwedFees?, _ period: Period) throws {
        let app = apps.apps[place]
        appCounts.begin(app)
        var unknownCalls: Int64 = 0
        for row in apps.rows(ofApp: place) {
            let row = usage.rows[Int(row)]
            guard row.calls != 0 else { continue }
            guard let route = appCounts.route(of: row) else {
                // Only rules of a past period can lack a source: it was added later (S2.21). Its calls have no charge.
                sums.counts.transactions = try sums.counts.transactions.adding(row.calls, "calls of \(period)")
                sums.counts.add(appCounts.outcomeWithoutRoute(of: row), row.calls)
                continue
            }
            let (outcome, unknown, each) = (
                appCounts.routes[route].outcome, appCounts.routes[route].unknown, appCounts.routes[route].each
            )
            // No other count exceeds this sum, so only it is checked.
            sums.counts.transactions = try sums.counts.transactions.adding(row.calls, "calls of \(period)")
            sums.counts.add(outcome, row.calls)
            guard each.amount ? row.amountMinor != UsageRow.mixed : true,
                each.cost ? row.costMinor != UsageRow.mixed : true
            else { throw CoarseUsage() }
            if unknown.app { unknownCalls += row.calls }
            if unknown.provider { unknownProviders[row.kind, default: 0] += row.calls }
            appCounts.enter(row, appCounts.routes[route])
        }
        if unknownCalls > 0 { sums.unknownApps.append(Unknowns.Name(name: app, calls: unknownCalls)) }
        for (traits, totals) in appCounts.totalsOfApp { sums.rows.append(app: Int32(place), traits: traits, totals) }
        charges.removeAll(keepingCapacity: true)
        let accounts = appCounts.accountsInOrder
        if hasCounters {
            chargeCounted(accounts, app, period)
        } else {
            for account in accounts { charge(account, app, period) }
        }
        let used = charges.count
        fees?.append(of: app, to: &charges)
        if charges.count > used { sortCharges() }
        if !charges.isEmpty { taker.take(charges) }
    }

    private mutating func sortCharges() {
        charges.sort { a, b in
            if a.currency != b.currency { return a.currency < b.currency }
            if a.key.stream != b.key.stream { return a.key.stream < b.key.stream }
            return a.order != b.order ? a.order < b.order : (a.key.provider ?? .none) < (b.key.provider ?? .none)
        }
    }

    /// Charges the accounts of an app where counters run through some of them (S4.46).
    private mutating func chargeCounted(_ accounts: [Int32], _ app: Identifier, _ period: Period) {
        var chains: [Counter: [(from: CivilDate?, account: Int32)]] = [:]
        for account in accounts {
            let key = appCounts.accounts[Int(account)].key
            let entry = rules.entry(of: key.stream, at: key.position)
            guard let name = entry.counter else { continue }
            chains[Counter(stream: key.stream, name: name, provider: key.provider), default: []].append(
                (entry.window.from, account))
        }
        var stands: [Int32: Result<CounterStand, AmountOverflow>] = [:]
        for chain in chains.values where chain.count > 1 {
            // No two hold on one day, so only the first can have no first day.
            let inOrder = chain.sorted { a, b in b.from.map { b in a.from.map { $0 < b } ?? true } ?? false }
            var stand = Result<CounterStand, AmountOverflow>.success(CounterStand())
            for (position, (_, account)) in inOrder.enumerated() {
                stand = stand.map { stand in
                    var stand = stand
                    stand.isLast = position == inOrder.count - 1
                    return stand
                }
                stands[account] = stand
                // After a charge that can't be worked out, those that follow it can't be, either.
                do throws(AmountOverflow) {
                    stand = .success(try self.stand(after: account, try stand.get(), app, period))
                } catch {
                    stand = .failure(error)
                }
            }
        }
        for account in accounts { charge(account, app, period, stands[account] ?? .success(CounterStand())) }
    }

    /// What the counter has counted when it has gone through an account, too.
    private func stand(
        after account: Int32, _ before: CounterStand, _ app: Identifier, _ period: Period
    ) throws(AmountOverflow) -> CounterStand {
        let place = appCounts.accounts[Int(account)].key
        let (tally, terms) = appCounts.tally(ofAccount: account)
        let entry = rules.entry(of: place.stream, at: place.position).terms(of: app)
        var stand = before
        stand.units = try before.units.adding(try tally.units(terms.name), "units of \(terms.name)")
        let (_, amount) = try ChargeLines.make(entry, tally, terms, period, before)
        stand.amountMinor = try before.amountMinor.adding(amount, "lines of \(terms.name)")
        if entry.isProrated, let least = entry.minimumMinor(in: period, terms.rounding) {
            stand.leastMinor = try before.leastMinor.adding(least, "minimum of \(terms.name)")
        }
        return stand
    }

    private mutating func charge(
        _ account: Int32, _ app: Identifier, _ period: Period,
        _ counted: Result<CounterStand, AmountOverflow> = .success(CounterStand())
    ) {
        let place = appCounts.accounts[Int(account)].key
        let (tally, terms) = appCounts.tally(ofAccount: account)
        let entry = rules.entry(of: place.stream, at: place.position).terms(of: app)
        guard let split = entry.split else { return }
        let key = ChargeKey(stream: place.stream, app: app, tariff: entry.id, provider: place.provider)
        do throws(AmountOverflow) {
            let counted = try counted.get()
            let (lines, amount) = try ChargeLines.make(entry, tally, terms, period, counted)
            var charge = Charge(
                key: key, currency: terms.currency, order: place.position, description: entry.description,
                lines: lines, amountMinor: amount, units: try tally.units(terms.name),
                parts: try tally.sortedParts(terms.name), split: split, day: period.lastDay,
                dated: try tally.dated(
                    appCounts.divisionDays(of: place.stream, place.position), in: period, terms.name))
            charge.counted = counted
            charges.append(charge)
        } catch {
            sums.overflows.append(
                ChargeOverflow(key: key, currency: terms.currency, providers: tally.providers, cause: error))
        }
    }
}

extension Rated {
    /// Joins parts.
    ///
    /// - Parameter parts: each of consecutive apps, in the order of the apps.
    fileprivate init(_ parts: [Counted], _ apps: [Identifier], _ period: Period) throws(AmountOverflow) {
        self.init()
        var unknownProviders: [Identifier: Int64] = [:]
        for part in parts {
            overflows += part.overflows
            _ = try counts.transactions.adding(part.counts.transactions, "calls of \(period)")
            counts.add(part.counts)
            unknowns.apps += part.unknownApps
            unknownProviders.merge(part.unknownProviders, uniquingKeysWith: +)
        }
        unknowns.providers = unknownProviders.map { Unknowns.Name(name: $0.key, calls: $0.value) }
        unknowns.sort()
        overflows.sort { $0.key.precedes($1.key) }
        usage = UsageReport(apps, parts.map { ($0.rows, $0.traits) })
    }
}

extension ChargeKey {
    /// Orders keys by app, stream, tariff, provider.
    fileprivate func precedes(_ other: ChargeKey) -> Bool {
        if app != other.app { return app < other.app }
        if stream != other.stream { return stream < other.stream }
        if tariff != other.tariff { return tariff < other.tariff }
        return (provider ?? .none) < (other.provider ?? .none)
    }
}

extension RatingCounts {
    /// Counts calls under their outcome. No such count exceeds `transactions`.
    fileprivate mutating func add(_ outcome: Outcome, _ calls: Int64) {
        switch outcome {
        case .rated: rated += calls
        case .free: free += calls
        case .test: test += calls
        case .pending: pending += calls
        case .unrated: unrated += calls
        }
    }

    /// - Precondition: the sum of `transactions` fits into 64 bits.
    fileprivate mutating func add(_ other: RatingCounts) {
        transactions += other.transactions
        rated += other.rated
        free += other.free
        test += other.test
        pending += other.pending
        unrated += other.unrated
    }
}
