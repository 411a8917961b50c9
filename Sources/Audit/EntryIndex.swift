import Rules
import Vocabulary

/// An index of tariffs or income entries by app.
///
/// Rules may have an entry for each app. Going through all of them for each row of usage would take too long.
struct EntryIndex {
    let entries: [Tariff]
    /// The position of each entry.
    let positions: [Identifier: Int]
    /// The positions of entries that name no app, in order.
    private var general: [Int] = []
    private var byApp: [Identifier: [Int]] = [:]

    /// - Complexity: O(entries and the apps that they name).
    init(_ entries: [Tariff]) {
        self.entries = entries
        positions = Dictionary(entries.enumerated().map { ($0.element.id, $0.offset) }) { first, _ in first }
        for (position, entry) in entries.enumerated() {
            guard let apps = entry.match.apps else {
                general.append(position)
                continue
            }
            for app in apps where byApp[app]?.last != position { byApp[app, default: []].append(position) }
        }
    }

    /// Whether an entry names the app or no app at all.
    ///
    /// - Complexity: O(entries that name the app).
    func isFor(_ app: Identifier, _ position: Int) -> Bool {
        entries[position].match.apps == nil || byApp[app]?.contains(position) ?? false
    }

    /// Returns the first entry for an app that fits and comes before position `end`.
    ///
    /// - Complexity: O(entries for the app).
    func first(for app: Identifier, before end: Int, where fits: (Tariff) -> Bool) -> Tariff? {
        let own = byApp[app] ?? []
        var (left, right) = (0, 0)
        while left < general.count || right < own.count {
            let isGeneral = left < general.count && (right == own.count || general[left] < own[right])
            let position = isGeneral ? general[left] : own[right]
            if position >= end { return nil }
            if fits(entries[position]) { return entries[position] }
            if isGeneral { left += 1 } else { right += 1 }
        }
        return nil
    }
}

/// The entries of the rules by app. They are made once for all rows.
struct EntryIndexes {
    struct Facts {
        let unit: Unit
        private let isFreeForAll: Bool
        /// Of the apps whose own terms have a charge.
        private let isFreeFor: [Identifier: Bool]

        init(_ tariff: Tariff) {
            unit = tariff.unit
            isFreeForAll = tariff.charge == .free
            isFreeFor = tariff.ownTerms.compactMapValues { $0.charge.map { $0 == .free } }
        }

        func isFree(for app: Identifier) -> Bool { isFreeFor.isEmpty ? isFreeForAll : isFreeFor[app] ?? isFreeForAll }
    }

    let tariffs: EntryIndex
    let income: EntryIndex
    /// What most rows of the usage ask of their tariffs.
    let facts: [Identifier: Facts]
    /// The roles of the parties, as the files name them.
    let roles: [Identifier: String]
    /// The positions of fees that name no app.
    private var general: [Int] = []
    /// All apps of the rules, in byte order.
    private let apps: [Identifier]
    /// The apps that fees name, in byte order, with the positions of the fees.
    private var named: [(app: Identifier, fee: Int)] = []

    /// - Complexity: O(n log n) for n entries and the apps that they name.
    init(_ rules: Rules) {
        tariffs = EntryIndex(rules.tariffs)
        income = EntryIndex(rules.income)
        facts = Dictionary(
            rules.tariffs.map { ($0.id, Facts($0)) }
        ) { first, _ in first }
        roles = Dictionary(rules.parties.map { ($0.id, $0.role.rawValue) }) { first, _ in first }
        apps = rules.apps.map(\.id).sorted()
        for (position, fee) in rules.fees.enumerated() {
            if let apps = fee.apps { named += apps.map { ($0, position) } } else { general.append(position) }
        }
        named.sort { $0.app < $1.app }
    }

    /// Returns the positions of the fees in their order, each with the apps that pay it.
    ///
    /// - Parameter portion: whose apps to return; `nil` for all.
    /// - Complexity: O(log n) and O(pairs).
    func fees(of portion: Portion?) -> [(fee: Int, app: Identifier)] {
        var pairs: [(fee: Int, app: Identifier)] = []
        let own = EntryIndexes.range(of: portion, apps) { $0 }
        for fee in general { pairs += apps[own].map { (fee, $0) } }
        pairs += named[EntryIndexes.range(of: portion, named, \.app)].map { ($0.fee, $0.app) }
        return pairs.sorted { $0.fee < $1.fee }
    }

    private static func range<Item>(
        of portion: Portion?, _ items: [Item], _ app: (Item) -> Identifier
    ) -> Range<Int> {
        func first(_ bound: Identifier) -> Int {
            var (low, high) = (0, items.count)
            while low < high {
                let middle = low + (high - low) / 2
                if app(items[middle]) < bound { low = middle + 1 } else { high = middle }
            }
            return low
        }
        let begin = portion?.lower.map(first) ?? 0
        return begin..<max(begin, portion?.upper.map(first) ?? items.count)
    }
}
