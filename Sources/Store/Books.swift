public import Settlement
public import Vocabulary

/// What is asked of the closed months: what was billed, under which rules and numbers; and the closing of the next.
public protocol Books {
    /// The closed months in the order of closing.
    func closings() throws -> [Closing]

    /// What has been billed of a closed period's charges over all closings, fees left out: they are not re-rated.
    func billed(_ period: Period) throws -> [BilledCharge]

    /// The documents on which a line of each of some charges stands, in the order of closing: as billed with its period, or
    /// as corrected with a later one. A charge without a line is left out.
    ///
    /// - Parameter last: only documents that were there when this month was closed; `nil`: all.
    func documents(
        carrying charges: [SettledCharge], before last: Closing?
    ) throws -> [SettledCharge: [CarryingDocument]]

    /// The highest sequence given so far, 0 where there is none.
    func lastSequence(issuer: Identifier, year: Int, type: InvoiceType) throws -> Int

    /// Whether a number was given before, by whatever format.
    func isIssued(_ number: String) throws -> Bool

    /// Closes a month: everything of `entry`, or nothing, and for good once this returns.
    func close(_ entry: ClosingEntry) throws

    /// Folders of closed periods that a crash kept from being published, as they were given to `close`.
    func unpublished() throws -> [(period: Period, files: [(name: String, bytes: [UInt8])])]

    /// The folder of a closed period stands; what was kept for it can go.
    func markPublished(_ period: Period) throws
}

/// All that a period is worked out from and closed in.
///
/// The SQLite ledger (`Ledger`) is one, and holds both. An engine that holds the calls elsewhere answers `PeriodCalls` from
/// there and hands `Books` on to a ledger without calls, but for `close`: the marks of `ClosingEntry.listed` are on calls.
public typealias PeriodStore = PeriodCalls & Books
