import Comparison
package import Rules
package import Settlement
package import Store
package import Vocabulary

/// Corrects a past period: gives it a further version of its rules (S7.25). What changes is booked with the next close.
package struct CorrectPeriod {
    private let store: any PeriodStore
    /// The version that the correction adds.
    package let version: RulesVersion

    /// Checks the correction. Nothing is stored yet.
    ///
    /// - Parameters:
    ///   - rules: the corrected rules.
    ///   - path: where they were read, for messages.
    ///   - inForce: rules that the ledger is filled under.
    /// - Throws: `Refusal.correcting`, `Refusal.taxWithoutRate`; what the store throws.
    package init(
        _ period: Period, in store: any PeriodStore, with rules: LoadedRules, at path: String,
        readAs inForce: Rules, because correction: RulesVersion.Correction
    ) throws {
        guard let past = try store.pastPeriods().first(where: { $0.period == period }) else {
            throw Refusal.correcting(.notBilled(period))
        }
        let newest = past.newest
        guard newest.bytes != rules.bytes else {
            throw Refusal.correcting(.nothingChanges(path: path, period, version: newest.number))
        }
        let before = try newest.rules()
        // Sources that came since the period was billed may be in the corrected rules, but as the ledger reads them.
        let differences = [before, inForce].lazy.compactMap(rules.rules.readingDifference)
        if let setting = differences.first {
            throw Refusal.correcting(.readDifferently(path: path, period, setting: setting))
        }
        let (then, now) = (before.invoice.issuer, rules.rules.invoice.issuer)
        guard then == now else {
            throw Refusal.correcting(.otherIssuer(path: path, period, then: then, now: now))
        }
        try rules.rules.checkDates(of: period)
        self.store = store
        version = RulesVersion(
            period: period, number: newest.number + 1, bytes: rules.bytes, edition: past.first.edition,
            correction: correction, closing: nil)
    }

    /// What the next close books of the period under the corrected rules, late knowledge included.
    ///
    /// - Throws: `AmountOverflow` naming the charge that does not fit; what the store throws.
    package func adjustments() throws -> [SettledCharge] {
        try LateKnowledge(store: store, rules: nil, corrected: version).adjustments(of: version.period).all()
    }

    /// Stores the correction.
    package func correct() throws { try store.correct(version) }
}
