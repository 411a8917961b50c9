import Money
import Rating
package import Rules
package import Settlement
package import Store
package import Vocabulary

/// What became known of past periods since they were billed, and corrections of them, rated again under their own rules
/// (S7.10, S7.23, S7.25).
package struct LateKnowledge {
    private let store: any PeriodStore
    private let periods: [LatePeriod]
    /// Whether the lines of adjustments bear the tax of their own period.
    private let taxesByPeriod: Bool
    private let known = Known()

    /// A past period whose charges may have changed.
    private struct LatePeriod {
        let period: Period
        /// The rules that first billed it, and their corrections in order; never empty.
        let versions: [Rules]
        /// `nil` if it was passed over and never billed.
        let past: PastPeriod?

        var first: Rules { versions[0] }
        /// Those that hold for it now.
        var rules: Rules { versions[versions.count - 1] }

        /// The place of an entry in the newest version that has it.
        func place(of key: ChargeKey) -> Int? {
            for rules in versions.reversed() {
                if let place = rules.place(of: key) { return place }
            }
            return nil
        }

        var taxes: PeriodTaxes {
            PeriodTaxes(
                first: { [first, period] in first.lineTax(of: $0, in: $1, period) },
                now: { [rules, period] in rules.lineTax(of: $0, in: $1, period) })
        }
    }

    /// What was rated, so that adjustments and unrated calls are of one rating.
    private final class Known {
        var rated: [Period: Rated] = [:]
    }

    /// - Parameters:
    ///   - rules: those in force. Periods that were passed over are first billed under them; without them, these are left
    ///     out.
    ///   - end: only periods before this one.
    ///   - corrected: a version of rules that is only tried out.
    /// - Throws: `UnreadableRules` where rules of a past period can't be read any more; `Refusal.taxWithoutRate` where a
    ///   tax in force has no rate yet in a period that was passed over.
    package init(
        store: any PeriodStore, rules: Rules?, before end: Period? = nil, corrected: RulesVersion? = nil
    ) throws {
        self.store = store
        taxesByPeriod = rules?.edition.taxesEachLine ?? true
        let late = Set(try store.latePeriods())
        var periods: [LatePeriod] = []
        for past in try store.pastPeriods() {
            let tried = corrected?.period == past.period ? corrected : nil
            guard late.contains(past.period) || !past.waiting.isEmpty || tried != nil else { continue }
            let known = PastPeriod(
                period: past.period, closing: past.closing, versions: past.versions + (tried.map { [$0] } ?? []))
            var versions: [Rules] = []
            for version in known.versions { versions.append(try version.rules()) }
            periods.append(LatePeriod(period: past.period, versions: versions, past: known))
        }
        if let rules, rules.edition.passesOverPeriods {
            for period in try store.passedOver() {
                try rules.checkDates(of: period)
                periods.append(LatePeriod(period: period, versions: [rules], past: nil))
            }
        }
        self.periods = periods.filter { late in end.map { late.period < $0 } ?? true }.sorted { $0.period < $1.period }
    }

    /// The periods that were passed over and are billed for the first time.
    package var firstBilled: [Period] { periods.filter { $0.past == nil }.map(\.period) }

    /// What the next close books, by period; with the charges that can't be worked out.
    ///
    /// - Parameter only: of this past period alone.
    package func adjustments(of only: Period? = nil) throws -> SettledCharges {
        var all = SettledCharges()
        for late in periods where only.map({ $0 == late.period }) ?? true {
            let fees = late.past?.ratesFees ?? false
            let rated = try rated(late)
            let adjustments = Adjustments(
                of: late.period, taxes: taxesByPeriod ? late.taxes : nil, placeOf: late.place)
            let found = adjustments.differences(
                SettledCharges(rated, period: late.period, under: late.rules),
                billed: late.past == nil ? [] : try store.billed(late.period, fees: fees))
            all.charges += found.charges
            all.overflows += found.overflows
        }
        return all
    }

    private func rated(_ late: LatePeriod) throws -> Rated {
        if let rated = known.rated[late.period] { return rated }
        var rated = try store.ratedEach(late.period, under: late.rules, fees: late.past?.ratesFees ?? false)
        // Nobody asks for it here, and it is most of the memory.
        rated.usage = UsageReport()
        known.rated[late.period] = rated
        return rated
    }

    /// Adds the calls of past periods that their rules can't bill, and that no close let pass.
    package func addUnrated(to exceptions: any PeriodExceptions) throws {
        for late in periods where try rated(late).counts.unrated > 0 {
            try exceptions.addUnrated(of: late.period, under: late.rules, isLate: true)
        }
    }

    /// How many of those there are.
    package func unratedCount() throws -> Int {
        guard let late = periods.first else { return 0 }
        let exceptions = try store.exceptions(of: late.period, calendar: late.rules.calendar)
        try addUnrated(to: exceptions)
        return exceptions.lateUnratedCount
    }
}

extension Rules {
    /// The place of a charge's entry: among income entries, or among tariffs and then fees.
    fileprivate func place(of key: ChargeKey) -> Int? {
        if key.stream == .income { return incomePosition(key.tariff) }
        return tariffPosition(key.tariff) ?? feePosition(key.tariff).map { tariffs.count + $0 }
    }

    /// The tax of an app's lines in a currency, about a period; `nil` if the rules bill nothing in the currency.
    fileprivate func lineTax(of app: Identifier, in currency: Currency, _ period: Period) -> LineTax? {
        guard let tax = tax(of: app, in: currency, on: period.lastDay) else { return nil }
        return tax.rate(on: period.lastDay).map { LineTax(id: tax.id, rate: $0) }
    }
}
