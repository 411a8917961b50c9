import Rules
import Vocabulary

/// Finds what is doubtful in valid rules, for `settle check`.
struct Warnings {
    /// The longest list to compare: each tariff is compared with all before it, which takes too long in longer lists.
    private static let comparedMax = 5_000

    let rules: Rules
    let builder: RulesBuilder
    let list: FaultList

    init(_ rules: Rules, _ builder: RulesBuilder, _ list: FaultList) {
        self.rules = rules
        self.builder = builder
        self.list = list
    }

    func find() {
        for doubt in builder.doubts { list.report(doubt.place, doubt.message, doubt.hint, .warning) }
        let world = Reach.World(rules)
        let lists = [rules.tariffs, rules.income].map { entries in (entries, entries.map { Reach($0, world) }) }
        for (entries, reaches) in lists where entries.count <= Self.comparedMax {
            findUnmatched(entries, reaches)
            findGaps(entries, reaches)
        }
        CostWarnings(rules, tariffs: lists[0].1, income: lists[1].1).find { entry, message, hint in
            list.report(place(of: entry.id, line: entry.line), message, hint, .warning)
        }
        findUnused()
        findUnpaid()
    }

    /// Reports tariffs that no call can reach.
    ///
    /// It misses a tariff whose calls are all taken by several earlier tariffs together.
    private func findUnmatched(_ entries: [Tariff], _ reaches: [Reach]) {
        for (index, entry) in entries.enumerated() {
            let place = place(of: entry.id, line: entry.line)
            if let reason = reaches[index].nothing {
                list.report(
                    place, "\(quoted(entry.id.text)) can never match: \(reason)", "change its match or remove it",
                    .warning)
                continue
            }
            guard let first = reaches[..<index].firstIndex(where: { $0.covers(reaches[index]) }) else { continue }
            list.report(
                place,
                "\(quoted(entry.id.text)) can never match: \(quoted(entries[first].id.text)) on line "
                    + "\(entries[first].line) takes all its calls",
                "put it before \(quoted(entries[first].id.text)), or remove it", .warning)
        }
    }

    /// Reports days between two windows of the same match, unless another entry takes the calls of these days.
    private func findGaps(_ entries: [Tariff], _ reaches: [Reach]) {
        let groups = Dictionary(grouping: entries.indices) { reaches[$0].withoutWindow }
        for indices in groups.values where indices.count > 1 {
            let byStart = indices.sorted { a, b in
                let (x, y) = (reaches[a].first, reaches[b].first)
                return x != y ? x < y : a < b
            }
            var end = reaches[byStart[0]].end
            var before = byStart[0]
            for index in byStart.dropFirst() {
                let reach = reaches[index]
                if reach.first > end {
                    var gap = reach
                    (gap.first, gap.end) = (end, reach.first)
                    if !reaches.contains(where: { $0.covers(gap) }) {
                        reportGap(entries[before], entries[index])
                    }
                }
                if reach.end > end { (end, before) = (reach.end, index) }
            }
        }
    }

    private func reportGap(_ before: Tariff, _ after: Tariff) {
        guard let until = before.window.until, let from = after.window.from else { return }
        list.report(
            place(of: after.id, line: after.line),
            "a gap between two windows: neither \(quoted(before.id.text)) nor \(quoted(after.id.text)) holds from "
                + "\(until) to \(from.adding(days: -1))",
            "write 'from: \(until)' here, unless nothing should match on these days", .warning)
    }

    private func findUnused() {
        for split in rules.splits where builder.uses[split.id] == nil {
            guard let key = builder.splitNames?.keys[split.id] else { continue }
            list.report(
                key.place, "split \(quoted(split.id.text)) is never used",
                "name it in a tariff, income entry or fee, or remove it", .warning)
        }
    }

    /// Reports parties that never get a share: no split in use names them, and no call or app leads to them by their
    /// role.
    private func findUnpaid() {
        var named: Set<Identifier> = []
        var roles: Set<Role> = []
        func add(_ recipient: Recipient) {
            switch recipient {
            case .party(let id): named.insert(id)
            case .provider: roles.insert(.provider)
            case .iso(let otherwise):
                roles.insert(.iso)
                if let otherwise { named.insert(otherwise) }
            }
        }
        for split in rules.splits where builder.uses[split.id] != nil {
            for entry in split.allEntries {
                switch entry.target {
                case .recipient(let recipient): add(recipient)
                case .settlement(let among):
                    for case .recipient(let recipient) in among.map(\.target) { add(recipient) }
                }
            }
        }
        let isos = Set(rules.apps.flatMap { $0.isos.map(\.value) })
        for party in rules.parties where !named.contains(party.id) {
            if party.role == .provider, roles.contains(.provider) { continue }
            if party.role == .iso, roles.contains(.iso), isos.contains(party.id) { continue }
            guard let key = builder.partyNames?.keys[party.id] else { continue }
            let isIdle = party.role == .iso && roles.contains(.iso)
            list.report(
                key.place, "party \(quoted(party.id.text)) never gets a share",
                isIdle ? "name it as the 'iso' of an app, or remove it" : "name it in a split, or remove it", .warning)
        }
    }

    private func place(of id: Identifier, line: Int) -> Place {
        builder.entryPlaces[id] ?? Place(line: line, column: 1, length: 1, bytes: 0..<0)
    }
}
