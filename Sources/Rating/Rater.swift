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

    init(_ usage: Usage, _ rules: Rules, _ period: Period, _ taker: Taker) {
        self.usage = usage
        self.rules = rules
        self.taker = taker
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
            guard row.calls != 0, let route = appCounts.route(of: row) else { continue }
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
        for account in appCounts.accountsInOrder { charge(account, app, period) }
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

    private mutating func charge(_ account: Int32, _ app: Identifier, _ period: Period) {
        let place = appCounts.accounts[Int(account)].key
        let (tally, terms) = appCounts.tally(ofAccount: account)
        let entry = rules.entry(of: place.stream, at: place.position).terms(of: app)
        guard let split = entry.split else { return }
        let key = ChargeKey(stream: place.stream, app: app, tariff: entry.id, provider: place.provider)
        do throws(AmountOverflow) {
            let (lines, amount) = try ChargeLines.make(entry, tally, terms, period)
            charges.append(
                Charge(
                    key: key, currency: terms.currency, order: place.position, description: entry.description,
                    lines: lines, amountMinor: amount, units: try tally.units(terms.name),
                    parts: try tally.sortedParts(terms.name), split: split, day: period.lastDay,
                    dated: try tally.dated(
                        appCounts.divisionDays(of: place.stream, place.position), in: period, terms.name)))
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
