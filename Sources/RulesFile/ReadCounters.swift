import Rules
import Vocabulary

/// Checks tariffs that share a counter (S3.48, S3.49).
extension RulesBuilder {
    /// - Parameter tariffs: those of one section: a counter doesn't run from tariffs to income.
    func checkCounters(of tariffs: [Tariff]) {
        let counted = tariffs.filter { $0.counter != nil && $0.charge != .free }
        for (counter, all) in Dictionary(grouping: counted, by: { $0.counter ?? .none }).sorted(by: { $0.key < $1.key })
        {
            let name = "counter \(quoted(counter.text))"
            if all.count == 1, let place = counterPlaces[all[0].id] {
                doubts.append(
                    (
                        place, "\(name) is that of one entry alone, so nothing runs on",
                        "name it in the entry that follows or comes before, too, or remove it"
                    ))
            }
            for (position, tariff) in all.enumerated().dropFirst() {
                guard let place = counterPlaces[tariff.id] else { continue }
                check(tariff, all[0], name, place)
                if let other = all[..<position].first(where: { Self.collide($0, tariff) }) {
                    let day = [other, tariff].compactMap(\.window.from).max()
                    faults.report(
                        place,
                        "\(name): \(quoted(other.id.text)) and \(quoted(tariff.id.text)) hold on the same days"
                            + (day.map { ", such as \($0)" } ?? ""),
                        "let one end where the other begins ('until' and 'from'), or give them counters of their own")
                }
            }
        }
    }

    private func check(_ tariff: Tariff, _ first: Tariff, _ name: String, _ place: Place) {
        let differing =
            tariff.unit != first.unit
            ? "unit"
            : tariff.currency != first.currency ? "currency" : tariff.isProrated != first.isProrated ? "prorate" : nil
        guard let differing else { return }
        faults.report(
            place, "\(name): \(quoted(tariff.id.text)) has another \(quoted(differing)) than \(quoted(first.id.text))",
            "write the same in both, or give them counters of their own")
    }

    /// Whether two entries can hold on one day for one app.
    private static func collide(_ a: Tariff, _ b: Tariff) -> Bool {
        if let from = a.window.from, let until = b.window.until, until <= from { return false }
        if let from = b.window.from, let until = a.window.until, until <= from { return false }
        guard let apps = a.match.apps, let others = b.match.apps else { return true }
        return !Set(apps).isDisjoint(with: others)
    }
}
