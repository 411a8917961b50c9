package import Rules
import RulesFile
package import Vocabulary

/// Why the rules of a closed period were corrected (S7.25). Raw values are the words on the command line and in the
/// manifest.
package enum CorrectionReason: String, CaseIterable, Sendable {
    case priceError = "price_error"
    case splitError = "split_error"
    case rulesMissing = "rules_missing"
    case taxError = "tax_error"
    case agreement
    case other
}

/// The rules by which a past period is rated: those that first billed it, or a correction of them (S7.25).
package struct RulesVersion: Sendable {
    /// What a correction says of itself.
    package struct Correction: Sendable {
        package var reason: CorrectionReason
        package var note: String

        package init(reason: CorrectionReason, note: String) {
            self.reason = reason
            self.note = note
        }
    }

    package var period: Period
    /// From 1.
    package var number: Int
    /// The rules, byte for byte.
    package var bytes: [UInt8]
    /// How amounts are worked out: that of the first version.
    package var edition: Edition
    /// `nil` for the first version.
    package var correction: Correction?
    /// The first closing that billed by this version; `nil` if the next one will.
    package var closing: Int64?

    package init(
        period: Period, number: Int, bytes: [UInt8], edition: Edition, correction: Correction? = nil, closing: Int64?
    ) {
        self.period = period
        self.number = number
        self.bytes = bytes
        self.edition = edition
        self.correction = correction
        self.closing = closing
    }

    /// The rules.
    ///
    /// - Parameter name: the file name shown for places in the rules.
    /// - Throws: `UnreadableRules` if they can't be read any more.
    package func rules(named name: String? = nil) throws(UnreadableRules) -> Rules {
        try Rules(frozen: bytes, with: period, edition, named: name)
    }
}

/// A period that was billed: it was closed, or passed over and billed with a later one (S7.23).
package struct PastPeriod: Sendable {
    package var period: Period
    /// Its closing; `nil` if it was passed over.
    package var closing: Closing?
    /// In order; never empty.
    package private(set) var versions: [RulesVersion]

    /// - Precondition: there is a version.
    package init(period: Period, closing: Closing?, versions: [RulesVersion]) {
        precondition(!versions.isEmpty, "a past period has rules")
        self.period = period
        self.closing = closing
        self.versions = versions
    }

    package var first: RulesVersion { versions[0] }
    package var newest: RulesVersion { versions[versions.count - 1] }

    /// The corrections that no closing has billed by.
    package var waiting: [RulesVersion] { versions.filter { $0.closing == nil } }

    /// Whether fees are worked out again: only a correction can change them, and a period that was passed over owes none.
    package var ratesFees: Bool { closing != nil && versions.count > 1 }

    /// The newest version by which a closing, or one before it, billed.
    package func version(of closing: Closing) -> RulesVersion? {
        versions.last { $0.closing.map { $0 <= closing.id } ?? false }
    }

    /// What a closing knew of the period after it; `nil` if it was not billed by then.
    package func known(after closing: Closing) -> PastPeriod? {
        let known = versions.filter { $0.closing.map { $0 <= closing.id } ?? false }
        return known.isEmpty ? nil : PastPeriod(period: period, closing: self.closing, versions: known)
    }
}

extension [PastPeriod] {
    /// The past periods of closings and of further versions of rules, by period.
    package init(_ closings: [Closing], _ further: [RulesVersion]) {
        var periods: [Period: PastPeriod] = [:]
        let versions = Dictionary(grouping: further, by: \.period)
        for closing in closings {
            let first = RulesVersion(
                period: closing.period, number: 1, bytes: closing.rules, edition: closing.edition,
                closing: closing.id)
            periods[closing.period] = PastPeriod(
                period: closing.period, closing: closing, versions: [first] + (versions[closing.period] ?? []))
        }
        for (period, versions) in versions where periods[period] == nil {
            periods[period] = PastPeriod(period: period, closing: nil, versions: versions)
        }
        self = periods.values.sorted { $0.period < $1.period }
    }

    /// The newest rules of each period, in the order of the periods.
    package func newestRules() throws(UnreadableRules) -> [(period: Period, rules: Rules)] {
        var rules: [(period: Period, rules: Rules)] = []
        for past in self { rules.append((past.period, try past.newest.rules())) }
        return rules
    }
}

extension Books {
    /// The past periods, by period.
    package func pastPeriods() throws -> [PastPeriod] { [PastPeriod](try closings(), try furtherRules()) }
}

extension PeriodCalls where Self: Books {
    /// The periods with calls that end before the last closed one and were never billed, by period (S7.23).
    package func passedOver() throws -> [Period] {
        let past = Set(try pastPeriods().map(\.period))
        guard let last = try closings().map(\.period).max() else { return [] }
        return try transactionsByPeriod().map(\.period).filter { $0 < last && !past.contains($0) }
    }
}
