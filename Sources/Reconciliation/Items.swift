public import Rating
public import Vocabulary

/// A call of the provider as the ledger holds it, answers applied.
public struct LedgerCall: Sendable, Hashable {
    public var timeNanoseconds: Int64
    /// The local day.
    public var day: CivilDate
    public var source: Source
    public var app: TextID
    public var requestRef: TextID
    /// The provider's; empty where the log has none.
    public var reference: TextID
    public var status: Status
    /// In minor units.
    public var costMinor: Int64
    /// What rating makes of the call.
    public var outcome: Outcome

    public init(
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

    /// Why the provider's statement need not list the call; `nil` where it must.
    ///
    /// Nobody owes anything for a test, nor for a call that came to nothing and cost nothing.
    public var reasonToBeAbsent: AbsenceReason? {
        if outcome == .test { return .test }
        guard costMinor == 0 else { return nil }
        return switch status {
        case .successful: nil
        case .pending: .pendingAtNoCost
        case .failed: .failedAtNoCost
        }
    }
}

/// Why a call that the statement does not list is no open item.
public enum AbsenceReason: String, CaseIterable, Sendable, Hashable {
    case test
    case pendingAtNoCost = "pending_at_no_cost"
    case failedAtNoCost = "failed_at_no_cost"
}

/// A row of the provider's statement.
public struct StatementRow: Sendable, Hashable {
    /// Where its record begins in the file, from 1.
    public var line: Int
    public var reference: TextID
    public var requestRef: TextID
    /// The local day of its time; `nil` where the statement has no times.
    public var day: CivilDate?
    /// `nil` where the statement has no statuses.
    public var status: Status?
    /// In minor units; negative for what the provider gives back.
    public var costMinor: Int64

    public init(
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

/// What comparing found, in the order of the report. Each call and each row is in exactly one item.
public enum ItemClass: String, CaseIterable, Sendable, Hashable {
    case matched
    /// The costs differ by more than the tolerance; the statuses may differ too.
    case amountDiffers = "amount_differs"
    /// The costs agree, the statuses don't.
    case statusDiffers = "status_differs"
    case onlyInLedger = "only_in_ledger"
    case onlyInStatement = "only_in_statement"
    /// Another row of the statement is for the same message already.
    case duplicateInStatement = "duplicate_in_statement"
    /// In the ledger only, as is to be expected: `LedgerCall.reasonToBeAbsent`.
    case notExpected = "not_expected"

    /// Whether somebody has to look at it.
    public var isOpen: Bool { self != .matched && self != .notExpected }
}

/// By what a row found its call.
public enum MatchKey: String, Sendable, Hashable {
    case reference
    case requestRef = "request_ref"
}

/// A call with its row, a call alone, or a row alone.
///
/// Kept in 16 bytes: a month has as many of these as it has calls.
public struct Item: Sendable, Hashable {
    public let itemClass: ItemClass
    public let matchedBy: MatchKey?
    private let callPosition: Int32
    private let rowPosition: Int32
    private let originalPosition: Int32

    /// Position in `Reconciliation.calls`.
    public var call: Int? { callPosition < 0 ? nil : Int(callPosition) }
    /// Position in `Reconciliation.rows`.
    public var row: Int? { rowPosition < 0 ? nil : Int(rowPosition) }
    /// Of a duplicate: the row that was there already.
    public var original: Int? { originalPosition < 0 ? nil : Int(originalPosition) }

    public init(
        _ itemClass: ItemClass, call: Int? = nil, row: Int? = nil, matchedBy: MatchKey? = nil, original: Int? = nil
    ) {
        self.itemClass = itemClass
        self.matchedBy = matchedBy
        callPosition = Int32(call ?? -1)
        rowPosition = Int32(row ?? -1)
        originalPosition = Int32(original ?? -1)
    }
}
