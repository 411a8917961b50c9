public import Vocabulary

/// How to read a provider's statement for `reconcile`: `statement` of a provider party.
///
/// A column that is left out has its usual name. The word `none` says that the statement has no such column.
public struct StatementRules: Sendable, Hashable {
    /// The unit of the costs in a statement.
    public enum Unit: String, CaseIterable, Sendable, Hashable {
        /// Major units with at most the currency's decimals: `12.50`.
        case major
        /// Minor units, whole: `1250`.
        case minor
    }

    /// The word to write for a column that the statement does not have.
    public static let noColumn = "none"

    /// The column of the provider's own reference for a message.
    public var reference: String?
    /// The column of the call's `request_ref`.
    public var requestRef: String?
    public var time: String?
    public var status: String?
    public var cost: String?
    /// `major` if left out.
    public var unit: Unit?
    /// The meaning of the provider's own words for a status. The three words of `Status` need no entry.
    public var statuses: [Identifier: Status]

    public init(
        reference: String? = nil, requestRef: String? = nil, time: String? = nil, status: String? = nil,
        cost: String? = nil, unit: Unit? = nil, statuses: [Identifier: Status] = [:]
    ) {
        self.reference = reference
        self.requestRef = requestRef
        self.time = time
        self.status = status
        self.cost = cost
        self.unit = unit
        self.statuses = statuses
    }
}
