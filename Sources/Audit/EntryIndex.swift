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
