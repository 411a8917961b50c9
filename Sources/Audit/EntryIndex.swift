import Rules
import Vocabulary

/// Tariffs or income entries by the apps that they are for: rules with an entry for each app have as many entries as
/// apps, and no row of usage may go through all of them.
struct EntryIndex {
    let entries: [Tariff]
    /// Where each entry stands.
    let positions: [Identifier: Int]
    /// Entries that name no app, in their order.
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

    /// Whether an entry names the app, or none. O(entries that name the app).
    func isFor(_ app: Identifier, _ position: Int) -> Bool {
        entries[position].match.apps == nil || byApp[app]?.contains(position) ?? false
    }

    /// The first entry for an app that fits and stands before a position. O(entries for the app).
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
