/// An edition of the specification: the way in which amounts are worked out and shown.
///
/// A closed month keeps the edition that it was closed under, as it keeps its rules (S7.22). So what becomes known of
/// it later is worked out as it was billed, and its folder is checked by the edition it was written by. An edition
/// never changes once a version with it is released.
public enum Edition: Int, CaseIterable, Comparable, Sendable {
    /// That of the versions 0.1.0 and 0.2.0.
    case first = 1
    /// That of the version 0.3.0.
    ///
    /// * A negative charge keeps what is off the top, and has no shortfall (S4.31). Before, it was split as its
    ///   opposite.
    /// * A line bears the tax of the period that it is about (S4.20). Before, an invoice bore one tax, that in force.
    /// * The journal is dated on the last day of the period (S5.22). Before, it was dated on the issue date.
    /// * A further record answers a call without a response (S2.22). Before, only queries answered.
    /// * The folder has `pending.csv` (S5.38).
    case second = 2

    public static let current = second

    /// The edition by which a version of this program works.
    public init(ofVersion version: String) {
        self = ["0.1.0", "0.2.0"].contains { $0.utf8.elementsEqual(version.utf8) } ? .first : .current
    }

    public static func < (a: Edition, b: Edition) -> Bool { a.rawValue < b.rawValue }
}
