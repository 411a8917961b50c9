/// An edition of the specification: the way in which amounts are worked out and shown.
///
/// A closed month keeps the edition that it was closed under, as it keeps its rules (S7.22). So what becomes known of
/// it later is worked out as it was billed, and its folder is checked by the edition it was written by. An edition
/// never changes once a version with it is released. What it does otherwise than another has a name below; code asks
/// for that, and not for the edition.
public enum Edition: Int, CaseIterable, Comparable, Sendable {
    /// That of the versions 0.1.0 and 0.2.0.
    case first = 1
    /// That of the version 0.3.0.
    ///
    /// * A negative charge keeps what is off the top, and has no shortfall (S4.31). Before, it was split as its
    ///   opposite.
    /// * A line bears the tax of the period that it is about (S4.20). Before, an invoice bore one tax, that in force.
    /// * The journal is dated on the last day of the period (S5.22). Before, it was dated on the issue date.
    /// * The issuer of a period issues its adjustments (S7.15). Before, the one in force did.
    /// * A period before the last closed one is passed over and billed late (S7.23). Before, it was closed like any other.
    /// * Calls let pass wait, and a past period can be corrected (S7.25, S7.28). Before, they were lost.
    /// * A further record answers a call without a response (S2.22). Before, only queries answered.
    /// * The folder has `pending.csv` (S5.39).
    case second = 2

    public static let current = second

    /// The edition by which a version of this program works.
    public init(ofVersion version: String) {
        self = ["0.1.0", "0.2.0"].contains { $0.utf8.elementsEqual(version.utf8) } ? .first : .current
    }

    /// Whether a negative charge keeps what is off the top and has no shortfall (S4.31). If not, it is split as its
    /// opposite.
    public var keepsOffTheTopOfNegatives: Bool { self >= .second }

    /// Whether a line bears the tax of the period that it is about, and states it (S4.20). If not, an invoice bears one
    /// tax, that in force, and its lines state none.
    public var taxesEachLine: Bool { self >= .second }

    /// Whether the journal is dated on the last day of the period (S5.22). If not, on the issue date, the day after.
    public var datesJournalInPeriod: Bool { self >= .second }

    /// Whether a manifest names the earlier periods that the close has let go (S7.4). If not, it has no place for them.
    public var namesSkippedPeriods: Bool { self >= .second }

    /// Whether a period before the last closed one is passed over, and its calls are billed late (S7.23). If not, it is
    /// closed like any other.
    public var passesOverPeriods: Bool { self >= .second }

    /// Whether a manifest lists the corrections and passed over periods that its report is the first to bill by (S7.29).
    public var namesCorrections: Bool { self >= .second }

    /// Whether a report lists the calls that wait (S5.38) and those that are pending (S5.39).
    public var listsWaitingAndPending: Bool { self >= .second }

    /// Whether an adjustment is issued and collected by the issuer of its period (S7.15). If not, by the one in force.
    public var keepsIssuerOfPeriod: Bool { self >= .second }

    /// Whether entries by hand are booked, and listed in `entries.csv` (S7.30). If not, there are none.
    public var booksEntries: Bool { self >= .second }

    public static func < (a: Edition, b: Edition) -> Bool { a.rawValue < b.rawValue }
}
