public import Rules
public import Vocabulary

/// The days at which charges are divided (S4.42).
extension Rules {
    /// The days within a period on which another version of a split begins, or another ISO of an app if the split names
    /// it. Ascending, each once.
    func divisionDays(ofSplit id: Identifier?, app: Identifier, in period: Period) -> [CivilDate] {
        guard let split = id.flatMap({ self.split($0) }) else { return [] }
        var days = split.versions.compactMap(\.window.from)
        if split.namesISO { days += self.app(app)?.isos.changes() ?? [] }
        return Set(days.filter { $0 > period.firstDay && $0 < period.dayAfter }).sorted()
    }

    /// Whether any split, or the ISO of any app, changes within a period. Only then can a charge be divided.
    public func divides(in period: Period) -> Bool {
        func isWithin(_ day: CivilDate?) -> Bool { day.map { $0 > period.firstDay && $0 < period.dayAfter } ?? false }
        return splits.contains { $0.versions.contains { isWithin($0.window.from) } }
            || apps.contains { $0.isos.changes().contains(where: isWithin) }
    }

    /// The days on which the division of charges of some entries changes, whatever the app and the period.
    func divisionDays(of entries: some Sequence<Tariff>) -> Set<CivilDate> {
        var days: Set<CivilDate> = []
        var namesISO = false
        for entry in entries {
            for id in [entry.split] + entry.ownTerms.values.map(\.split) {
                guard let split = id.flatMap({ self.split($0) }) else { continue }
                days.formUnion(split.versions.compactMap(\.window.from))
                namesISO = namesISO || split.namesISO
            }
        }
        if namesISO { for app in apps { days.formUnion(app.isos.changes()) } }
        return days
    }
}
