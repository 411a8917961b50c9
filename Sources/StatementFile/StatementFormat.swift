public import Money
public import Rules
public import Vocabulary

/// Where a value of a statement stands.
public enum ColumnChoice: Sendable, Hashable {
    /// Under this name, which the rules or an option give: it must be there.
    case named(String)
    /// Under its usual name, which nobody has said.
    case usual(String)
    /// Nowhere.
    case none

    init(_ name: String?, usual: String) {
        switch name {
        case nil: self = .usual(usual)
        case StatementRules.noColumn: self = .none
        case .some(let name): self = .named(name)
        }
    }

    var name: String? {
        switch self {
        case .named(let name), .usual(let name): name
        case .none: nil
        }
    }
}

/// What `reconcile` reads of a statement.
public enum StatementColumn: String, CaseIterable, Sendable, Hashable {
    case reference
    case requestRef = "request_ref"
    case time
    case status
    case cost

    /// The option that names the column.
    public var option: String { "--\(rawValue.split(separator: "_").joined(separator: "-"))-column" }
}

/// How a statement is read.
public struct StatementFormat: Sendable {
    public var columns: [StatementColumn: ColumnChoice]
    /// ASCII.
    public var separator: UInt8
    /// What stands between groups of three digits, where costs are written so.
    public var thousands: UInt8?
    public var unit: StatementRules.Unit
    /// What the provider's words mean, besides the three words themselves.
    public var statuses: [Identifier: Status]
    public var currency: Currency
    /// What a time without an offset is local to, and whose days count.
    public var calendar: LocalCalendar

    /// - Parameter rules: of the provider; what it leaves out is as usual.
    public init(
        _ rules: StatementRules, currency: Currency, calendar: LocalCalendar, separator: UInt8 = UInt8(ascii: ","),
        thousands: UInt8? = nil
    ) {
        columns = [
            .reference: ColumnChoice(rules.reference, usual: "reference"),
            .requestRef: ColumnChoice(rules.requestRef, usual: "request_ref"),
            .time: ColumnChoice(rules.time, usual: "time"),
            .status: ColumnChoice(rules.status, usual: "status"),
            .cost: ColumnChoice(rules.cost, usual: "cost"),
        ]
        self.separator = separator
        self.thousands = thousands
        unit = rules.unit ?? .major
        statuses = rules.statuses
        self.currency = currency
        self.calendar = calendar
    }
}
