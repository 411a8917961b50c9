package import Settlement
package import Vocabulary

/// Access to the closed months: what was billed, with which rules and numbers. It also closes the next month.
package protocol Books {
    /// The closed months in the order of closing.
    func closings() throws -> [Closing]

    /// The rules of past periods that no closing has: those that first billed a period which was passed over, and all
    /// corrections; by period, then number.
    func furtherRules() throws -> [RulesVersion]

    /// Adds a version to the rules of a past period.
    func correct(_ version: RulesVersion) throws

    /// The entries by hand that no closing has booked, by id.
    func openEntries() throws -> [HandEntry]

    /// Adds entries by hand; all of them or none.
    func book(_ entries: [StoredEntry]) throws

    /// An entry that was added before; `nil` if there is none of this id.
    func entry(_ id: Identifier) throws -> StoredEntry?

    /// The documents of these numbers, with what each party got of them. Numbers that were never given are left out.
    func documents(numbered numbers: Set<String>) throws -> [String: ConcernedDocument]

    /// The charges billed for a past period, entries by hand left out, summed over all closings.
    ///
    /// - Parameter fees: whether fees are among them.
    func billed(_ period: Period, fees: Bool) throws -> [BilledCharge]

    /// For each charge, the documents that carry a line of it, in the order of closing: as billed with its period, or
    /// as corrected with a later one. A charge without a line is left out.
    ///
    /// - Parameter last: only documents that existed when this month was closed; `nil` for all.
    func documents(
        carrying charges: [SettledCharge], before last: Closing?
    ) throws -> [SettledCharge: [CarryingDocument]]

    /// The highest sequence number issued so far; 0 if there is none.
    func lastSequence(issuer: Identifier, year: Int, type: InvoiceType) throws -> Int

    /// Whether a number was issued before, in any format.
    func isIssued(_ number: String) throws -> Bool

    /// Closes a month. Stores all of `entry` or nothing, and does so durably before it returns.
    func close(_ entry: ClosingEntry) throws

    /// The folders of closed periods that were not published because of a crash, as they were given to `close`.
    func unpublished() throws -> [(period: Period, files: [(name: String, bytes: [UInt8])])]

    /// Says that the folder of a closed period is published, so that the stored copy can go.
    func markPublished(_ period: Period) throws
}

/// The store from which a period is computed and in which it is closed.
///
/// The SQLite ledger (`Ledger`) is such a store and holds both parts. A store that keeps calls elsewhere implements
/// `PeriodCalls` itself and passes `Books` on to a ledger without calls; except `close`, because `ClosingEntry.listed`
/// marks calls.
package typealias PeriodStore = PeriodCalls & Books
