public import Vocabulary

/// How a provider's own statement names what `reconcile` compares; `statement` of a provider party.
///
/// A column that is left out has its usual name; the word `none` says that the statement has no such column.
public struct StatementRules: Sendable, Hashable {
    /// What a cost of the statement counts.
    public enum Unit: String, CaseIterable, Sendable, Hashable {
        /// Major units with at most the currency's decimals: `12.50`.
        case major
        /// Minor units, whole: `1250`.
        case minor
    }

    /// The word that a column's name is replaced by where the statement has none.
    public static let noColumn = "none"

    /// The provider's own reference of a message.
    public var reference: String?
    /// The `request_ref` of the call.
    public var requestRef: String?
    public var time: String?
    public var status: String?
    public var cost: String?
    /// `major` where left out.
    public var unit: Unit?
    /// What the provider's words for a status mean, beside the three words themselves.
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
