import Money
import Rules
import Vocabulary

/// What the counter of a tariff has counted before it, for an app; of income, for an app and provider (S4.46).
struct CounterWork {
    var units: Int128 = 0
    /// What the reports state for the tariffs before. Each is checked by itself.
    var amount: Int128 = 0
    /// The minimums of these tariffs, each for its days.
    var least: Int128 = 0
    var isLast = true
}

extension Folder {
    /// Returns what the counter of an entry has counted before it.
    ///
    /// - Parameters:
    ///   - entries: all entries of the stream.
    ///   - provider: of income.
    ///   - stated: the amount that the reports state for an entry's charge.
    /// - Throws: `Unworkable` if the units before are not known.
    func counter(
        before entry: Tariff, among entries: [Tariff], app: Identifier, income provider: Identifier? = nil,
        _ rules: Rules, _ period: Period, stated: (Tariff) -> Int128
    ) throws(Unworkable) -> CounterWork {
        var work = CounterWork()
        guard let counter = entry.counter else { return work }
        for other in entries where other.counter == counter && other.id != entry.id {
            let other = other.terms(of: app)
            guard other.charge != .free, let counted = counted(other, app: app, income: provider) else { continue }
            // No two hold on one day for one app.
            let isBefore = other.window.until.map { until in entry.window.from.map { until <= $0 } ?? false } ?? false
            guard isBefore else {
                work.isLast = false
                continue
            }
            guard let units = counted.units else { throw Unworkable("the usage counts calls, the entry segments") }
            work.units = try Arithmetic.sum(work.units, units)
            work.amount = try Arithmetic.sum(work.amount, stated(other))
            if other.isProrated, let minimum = other.minimumMinor {
                let part = try LineWork.part(of: Int128(minimum), other.window, in: period, rules.rounding)
                work.least = try Arithmetic.sum(work.least, part)
            }
        }
        return work
    }
}
