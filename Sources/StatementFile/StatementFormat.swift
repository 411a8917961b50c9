package import Money
package import Rules
package import Vocabulary

/// The name of the column with a certain value, if there is one.
package enum ColumnChoice: Sendable, Hashable {
    /// A name from the rules or an option. The column must exist.
    case named(String)
    /// The usual name, because neither the rules nor an option give one.
    case usual(String)
    /// The statement has no such column.
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

/// The values that `reconcile` reads from a statement.
package enum StatementColumn: String, CaseIterable, Sendable, Hashable {
    case reference
    case requestRef = "request_ref"
    case time
    case status
    case cost

    /// The option that names the column.
    package var option: String { "--\(rawValue.split(separator: "_").joined(separator: "-"))-column" }
}

/// The format in which a statement is read.
package struct StatementFormat: Sendable {
    package var columns: [StatementColumn: ColumnChoice]
    /// An ASCII character.
    package var separator: UInt8
    /// The separator between groups of three digits, if costs have one.
    package var thousands: UInt8?
    package var unit: StatementRules.Unit
    /// The meanings of the provider's status words; the three words of settle need no entry.
    package var statuses: [Identifier: Status]
    package var currency: Currency
    /// The time zone of times without an offset, and of the days.
    package var calendar: LocalCalendar

    /// - Parameter rules: the provider's entry in the rules; anything it omits has its usual value.
    package init(
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
