/// How long the periods of a ledger are: `invoice.every` of the rules (S3.50). A ledger has one rhythm.
public enum Rhythm: String, CaseIterable, Sendable {
    case month
    case halfMonth = "half_month"
    case week
    case quarter

    /// The word for a period of it.
    public var name: String { self == .halfMonth ? "half month" : rawValue }

    /// The word for several.
    public var plural: String { name + "s" }

    /// How its periods are written (S2.32), in placeholders.
    public var form: String {
        switch self {
        case .month: "YYYY-MM"
        case .halfMonth: "YYYY-MM-H1 or -H2"
        case .week: "YYYY-Www"
        case .quarter: "YYYY-Qn"
        }
    }

    /// A period of it as somebody writes it.
    public var example: String {
        switch self {
        case .month: "2026-10"
        case .halfMonth: "2026-10-H1"
        case .week: "2026-W41"
        case .quarter: "2026-Q4"
        }
    }

    /// The most periods that a year has.
    var mostInYear: Int {
        switch self {
        case .month: 12
        case .halfMonth: 24
        case .week: 53
        case .quarter: 4
        }
    }
}
