import Money
import Rules
import Vocabulary

/// The usage of one app under one tariff (or of one app and provider under one income entry).
struct Counted {
    struct Part {
        var units: Int128 = 0
        var cost: Int128 = 0

        mutating func add(_ units: Int128, cost: Int128) {
            self.units += units
            self.cost += cost
        }
    }

    /// `nil` if the entry counts segments and the rows count calls.
    var units: Int128? = 0
    /// The rows, if the entry charges transaction by transaction.
    var rows: [UsageLine] = []
    /// Keyed by provider.
    var parts: [Identifier: Part] = [:]
}

/// Checks `usage.csv` by itself and against the folder's rules.
extension Folder {
    /// Returns an app's usage under a tariff, or with a provider under an income entry; `nil` if there is none.
    func counted(_ tariff: Tariff, app: Identifier, income provider: Identifier? = nil) -> Counted? {
        var counted = Counted()
        // Only these charges look at the rows one by one.
        let isPerTransaction =
            switch tariff.charge {
            case .percentage, .costPlus: true
            default: false
            }
        var isEmpty = true
        let rows = usageByApp[app] ?? []
        for place in rows.indices {
            if let provider {
                guard rows[place].income == tariff.id, rows[place].provider == provider else { continue }
            } else {
                guard rows[place].tariff == tariff.id else { continue }
            }
            let row = rows[place]
            let units = Int128(row.units)
            if provider != nil {
                // A row counts in the unit of its tariff; a row without a tariff counts calls.
                let rowUnit = index?.facts[row.tariff]?.unit ?? .call
                switch (tariff.unit, rowUnit) {
                case (.call, _): counted.units = counted.units.map { $0 + Int128(row.transactions) }
                case (.segment, .segment): counted.units = counted.units.map { $0 + units }
                case (.segment, .call): counted.units = nil
                }
            } else {
                counted.units = counted.units.map { $0 + units }
            }
            isEmpty = false
            if isPerTransaction { counted.rows.append(row) }
            counted.parts[row.provider, default: Counted.Part()].add(units, cost: row.cost)
        }
        return isEmpty ? nil : counted
    }

    /// The outcome of a row's calls.
    enum Outcome: Hashable { case rated, free, test, pending, unrated }

    func outcome(of row: UsageLine) -> Outcome {
        if row.mode == .test { return .test }
        if row.status == .pending { return .pending }
        guard let facts = index?.facts[row.tariff] else { return .unrated }
        return facts.isFree(for: row.app) ? .free : .rated
    }

    mutating func checkUsage() {
        guard let usage, let rules, let period, let index else { return }
        let name = "usage.csv"
        for (a, b) in zip(usage, usage.dropFirst()) where !a.stands(before: b) {
            fail(
                .usage, name, line: b.line, "order", found: "not after the row before",
                expected: "byte order of the first twelve columns, each combination once")
        }
        let (tariffs, income) = (index.tariffs, index.income)
        for row in usage {
            func wrong(_ what: String, _ found: String, _ expected: String) {
                fail(.usage, name, line: row.line, what, found: found, expected: expected)
            }
            if row.transactions < 1 { wrong("transactions", String(row.transactions), "1 or more") }
            if row.amount < 0 { wrong("amount", Arithmetic.text(Int128(row.amount), row.currency), "0 or more") }
            if row.cost < 0 { wrong("cost", Arithmetic.text(Int128(row.cost), row.currency), "0 or more") }
            if !row.source.reportsCost, row.cost != 0 {
                wrong("cost", Arithmetic.text(Int128(row.cost), row.currency), "none of \(row.source.rawValue)")
            }
            if let currency = rules.sources[row.source]?.currency, currency != row.currency {
                wrong("currency", row.currency.code, currency.code)
            }
            if !rules.services.contains(row.service) {
                wrong("service", row.service.text, rules.services.map(\.text).joined(separator: " or "))
            }
            if index.facts[row.tariff]?.unit == .segment {
                if row.units < row.transactions { wrong("units", String(row.units), "at least \(row.transactions)") }
                if row.channel != "sms", row.units != row.transactions {
                    wrong("units", String(row.units), String(row.transactions))
                }
            } else if row.units != row.transactions {
                wrong("units", String(row.units), String(row.transactions))
            }
            checkTariff(of: row, rules, [(tariffs, row.tariff, "tariff"), (income, row.income, "income")], period)
        }
    }

    /// Checks that the rules can have chosen the row's tariff and income entry, as far as the columns show.
    ///
    /// There are no columns for route mode, provider code, destination and day. So an entry certainly matches only if
    /// it asks for none of these.
    private mutating func checkTariff(
        of row: UsageLine, _ rules: Rules, _ columns: [(EntryIndex, Identifier, String)], _ period: Period
    ) {
        let isBillable =
            row.mode == .live && row.status != .pending && rules.hasApp(row.app)
            && rules.party(row.provider)?.role == .provider
        for (index, chosen, column) in columns {
            let last = index.positions[chosen]
            guard chosen.isEmpty || last != nil else {
                fail(
                    .usageTariff, "usage.csv", line: row.line, column, found: chosen.text,
                    expected: "an entry of settle.yaml")
                continue
            }
            guard isBillable else {
                if !chosen.isEmpty {
                    fail(
                        .usageTariff, "usage.csv", line: row.line, column, found: chosen.text,
                        expected: "none: test, pending, or an unknown app or provider")
                }
                continue
            }
            if let last, !(index.isFor(row.app, last) && Folder.mayMatch(index.entries[last], row, period)) {
                fail(
                    .usageTariff, "usage.csv", line: row.line, column, found: chosen.text,
                    expected: "an entry that matches the row in \(period)")
            }
            let sure = index.first(for: row.app, before: last ?? index.entries.count) {
                Folder.mustMatch($0, row, period)
            }
            if let sure {
                fail(
                    .usageTariff, "usage.csv", line: row.line, column, found: chosen.text,
                    expected: "\(sure.id), which stands earlier and matches")
            }
        }
    }

    /// Whether an entry for the row's app can have taken its calls.
    private static func mayMatch(_ tariff: Tariff, _ row: UsageLine, _ period: Period) -> Bool {
        let match = tariff.match
        func allows<Value: Equatable>(_ wanted: [Value]?, _ value: Value) -> Bool { wanted?.contains(value) ?? true }
        let begins = tariff.window.from.map { $0 < period.dayAfter } ?? true
        let ends = tariff.window.until.map { $0 > period.firstDay } ?? true
        return begins && ends && (tariff.currency == nil || tariff.currency == row.currency)
            && allows(match.sources, row.source) && allows(match.services, row.service)
            && allows(match.providers, row.provider) && allows(match.channels, row.channel)
            && allows(match.authTypes, row.authType) && allows(match.statuses, row.status)
            && allows(match.deliveries, row.delivery)
    }

    /// Keys without a column in `usage.csv`. If an entry uses one, the row does not tell whether it takes all calls.
    private static let untold: [MatchKey] = {
        let told: Set<MatchKey> = [.app, .source, .service, .provider, .channel, .authType, .status, .delivery]
        return MatchKey.allCases.filter { !told.contains($0) }
    }()

    private static func mustMatch(_ tariff: Tariff, _ row: UsageLine, _ period: Period) -> Bool {
        let match = tariff.match
        let holdsAllMonth =
            (tariff.window.from.map { $0 <= period.firstDay } ?? true)
            && (tariff.window.until.map { $0 >= period.dayAfter } ?? true)
        return holdsAllMonth && mayMatch(tariff, row, period) && !untold.contains { match.wanted($0) != nil }
    }
}
