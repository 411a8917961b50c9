package import Rating
package import Vocabulary

/// A call of the provider as the ledger has it, with answers applied.
package struct LedgerCall: Sendable, Hashable {
    package var timeNanoseconds: Int64
    /// The day in the rules' time zone.
    package var day: CivilDate
    package var source: Source
    package var app: TextID
    package var requestRef: TextID
    /// The provider's reference; empty if the log has none.
    package var reference: TextID
    package var status: Status
    /// In minor units.
    package var costMinor: Int64
    /// What rating decided about the call.
    package var outcome: Outcome

    package init(
        timeNanoseconds: Int64, day: CivilDate, source: Source, app: TextID, requestRef: TextID, reference: TextID,
        status: Status, costMinor: Int64, outcome: Outcome
    ) {
        self.timeNanoseconds = timeNanoseconds
        self.day = day
        self.source = source
        self.app = app
        self.requestRef = requestRef
        self.reference = reference
        self.status = status
        self.costMinor = costMinor
        self.outcome = outcome
    }

    /// The reason why the provider's statement may omit the call; `nil` if it must list it.
    ///
    /// Nobody owes anything for a test call, nor for one that did not succeed and cost nothing.
    package var reasonToBeAbsent: AbsenceReason? {
        if outcome == .test { return .test }
        guard costMinor == 0 else { return nil }
        return switch status {
        case .successful: nil
        case .pending: .pendingAtNoCost
        case .failed: .failedAtNoCost
        }
    }
}

/// The reason why a call that the statement omits is not an open item.
package enum AbsenceReason: String, CaseIterable, Sendable, Hashable {
    case test
    case pendingAtNoCost = "pending_at_no_cost"
    case failedAtNoCost = "failed_at_no_cost"
}

/// A row of the provider's statement.
package struct StatementRow: Sendable, Hashable {
    /// The line of the file on which the row begins, from 1.
    package var line: Int
    package var reference: TextID
    package var requestRef: TextID
    /// The local day of its time; `nil` if the statement has no times.
    package var day: CivilDate?
    /// `nil` if the statement has no statuses.
    package var status: Status?
    /// In minor units; negative for a refund.
    package var costMinor: Int64

    package init(
        line: Int, reference: TextID, requestRef: TextID, day: CivilDate?, status: Status?, costMinor: Int64
    ) {
        self.line = line
        self.reference = reference
        self.requestRef = requestRef
        self.day = day
        self.status = status
        self.costMinor = costMinor
    }
}

/// The result of comparing, in the order of the report. Each call and each row is in exactly one item.
package enum ItemClass: String, CaseIterable, Sendable, Hashable {
    case matched
    /// The costs differ by more than the tolerance; the statuses may differ too.
    case amountDiffers = "amount_differs"
    /// The costs agree, the statuses don't.
    case statusDiffers = "status_differs"
    case onlyInLedger = "only_in_ledger"
    case onlyInStatement = "only_in_statement"
    /// Another row of the statement already lists the same message.
    case duplicateInStatement = "duplicate_in_statement"
    /// The statement omits the call, and may: `LedgerCall.reasonToBeAbsent`.
    case notExpected = "not_expected"

    /// Whether somebody has to look at it.
    package var isOpen: Bool { self != .matched && self != .notExpected }
}

/// The key by which a row and a call were paired.
package enum MatchKey: String, Sendable, Hashable {
    case reference
    case requestRef = "request_ref"
}

/// A call with its row, a call alone, or a row alone.
///
/// It takes only 16 bytes, because a month has at least as many items as calls.
package struct Item: Sendable, Hashable {
    package let itemClass: ItemClass
    package let matchedBy: MatchKey?
    private let callPosition: Int32
    private let rowPosition: Int32
    private let originalPosition: Int32

    /// The position in `Reconciliation.calls`.
    package var call: Int? { callPosition < 0 ? nil : Int(callPosition) }
    /// The position in `Reconciliation.rows`.
    package var row: Int? { rowPosition < 0 ? nil : Int(rowPosition) }
    /// For a duplicate, the position of the row that already lists the message.
    package var original: Int? { originalPosition < 0 ? nil : Int(originalPosition) }

    package init(
        _ itemClass: ItemClass, call: Int? = nil, row: Int? = nil, matchedBy: MatchKey? = nil, original: Int? = nil
    ) {
        self.itemClass = itemClass
        self.matchedBy = matchedBy
        callPosition = Int32(call ?? -1)
        rowPosition = Int32(row ?? -1)
        originalPosition = Int32(original ?? -1)
    }
}
