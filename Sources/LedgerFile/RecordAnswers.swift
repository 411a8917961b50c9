package import Vocabulary

/// Tells which calls a further record answers, and which record that is (S2.22).
///
/// Calls of months that were closed under an edition without the rule keep what they had (S7.22): no record answers
/// them.
package struct RecordAnswers {
    /// The first edition that has the rule, as the ledger numbers editions.
    package static let firstEdition: Int64 = 2

    private let calendar: LocalCalendar
    /// The editions of the closed periods.
    private let editions: [Period: Int64]
    private let editionOfOpen: Int64

    /// - Parameter editionOfOpen: the edition by which periods that are not closed are worked out.
    package init(_ database: Database, calendar: LocalCalendar, editionOfOpen: Int64) throws(LedgerError) {
        self.calendar = calendar
        self.editionOfOpen = editionOfOpen
        var editions: [Period: Int64] = [:]
        let rows = try database.prepare("SELECT period, edition FROM closing")
        while try rows.step() {
            guard let period = Period(rows.text(0)) else { throw .damaged("a closing has no period") }
            editions[period] = rows.int(1)
        }
        self.editions = editions
    }

    /// Whether a further record answers a call whose transaction this is.
    package func apply(to transaction: StoredRecord) -> Bool {
        guard transaction.hasNoResponse else { return false }
        let period = calendar.period(of: calendar.day(ofNanoseconds: transaction.timeNanoseconds))
        return editions[period] ?? editionOfOpen >= Self.firstEdition
    }

    /// The record that answers among the further records of a call to which this applies: the first with a final
    /// status, by time and then billing fields. `nil` if none has one.
    package static func first<Record>(
        of records: [Record], _ record: (Record) -> StoredRecord
    ) -> Record? {
        records.filter { record($0).profile.status.isFinal }.min { record($0).precedes(record($1)) }
    }
}
