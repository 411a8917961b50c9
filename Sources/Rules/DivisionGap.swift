public import Vocabulary

/// What dated rules lack, so that charges of a period can't be divided (S3.46, S3.47).
public enum DivisionGap: Hashable, Sendable {
    /// A split has no entries for a day on which an entry that it divides holds.
    case split(Identifier, entry: Identifier, CivilDate)
    /// An app has no ISO on a day on which an entry holds whose split needs one.
    case iso(app: Identifier, entry: Identifier, CivilDate)

    /// The day for which something lacks.
    public var day: CivilDate {
        switch self {
        case .split(_, _, let day), .iso(_, _, let day): day
        }
    }
}

extension Rules {
    /// The first thing that the rules lack to divide the charges of a period; `nil` if there is nothing.
    ///
    /// Calls may be of any day on which their tariff holds. A fee is divided by the period's last day.
    ///
    /// - Complexity: O(entries × apps without an ISO from the period's first day on).
    public func divisionGap(in period: Period) -> DivisionGap? {
        // Only these can lack an ISO that the reader of the file did not miss.
        let late = apps.filter { $0.isos.first?.from.map { $0 > period.firstDay } ?? false }
        for entry in tariffs + income where entry.window.overlaps(period) {
            let first = max(entry.window.from ?? period.firstDay, period.firstDay)
            let last = min(entry.window.until ?? period.dayAfter, period.dayAfter).adding(days: -1)
            let concerned = late.filter { app in entry.match.apps?.contains(app.id) ?? true }
            let others = concerned.filter { entry.ownTerms[$0.id]?.split == nil }
            if let gap = gap(of: entry.split, entry.id, first...last, others) { return gap }
            for (app, terms) in entry.ownTerms.sorted(by: { $0.key < $1.key }) where terms.split != nil {
                let own = concerned.filter { $0.id == app }
                if let gap = gap(of: terms.split, entry.id, first...last, own) { return gap }
            }
        }
        for fee in fees where fee.window.overlaps(period) {
            let concerned = late.filter { app in fee.apps?.contains(app.id) ?? true }
            if let gap = gap(of: fee.split, fee.id, period.lastDay...period.lastDay, concerned) { return gap }
        }
        return nil
    }

    private func gap(
        of split: Identifier?, _ entry: Identifier, _ days: ClosedRange<CivilDate>, _ apps: [App]
    ) -> DivisionGap? {
        guard let split = split.flatMap({ self.split($0) }) else { return nil }
        // Its versions follow each other without a gap, so only the ends can lack.
        for day in [days.lowerBound, days.upperBound] where split.version(on: day) == nil {
            return .split(split.id, entry: entry, day)
        }
        for app in apps where app.iso(on: days.lowerBound) == nil {
            if split.version(on: days.lowerBound)?.needsISO ?? false {
                return .iso(app: app.id, entry: entry, days.lowerBound)
            }
            let begin = split.versions.first { version in
                version.needsISO && version.window.from.map { days.contains($0) && app.iso(on: $0) == nil } ?? false
            }
            if let day = begin?.window.from { return .iso(app: app.id, entry: entry, day) }
        }
        return nil
    }
}
