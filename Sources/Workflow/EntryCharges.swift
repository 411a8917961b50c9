package import Rules
package import Settlement
package import Store
package import Vocabulary

/// Makes the charges of entries by hand from the books.
package enum EntryCharges {
    /// The charges of entries that stand on a period, in their order.
    ///
    /// - Throws: `Refusal.entry` naming the entry that these rules can't book; `AmountOverflow`; what the store throws.
    package static func of(
        _ entries: [HandEntry], on period: Period, under rules: Rules, _ books: any Books
    ) throws -> [SettledCharge] {
        guard !entries.isEmpty else { return [] }
        let documents = try books.documents(numbered: Set(entries.compactMap(\.document)))
        let concerned = Set(documents.values.map(\.period))
        var first: [Period: Rules] = [:]
        for past in try books.pastPeriods() where concerned.contains(past.period) {
            first[past.period] = try past.first.rules()
        }
        let made = HandEntries(rules: rules, period: period, first: first, documents: documents)
        return try entries.map { entry in
            do {
                return try made.charge(of: entry)
            } catch let fault as HandEntryFault {
                throw Refusal.entry(entry, fault)
            }
        }
    }
}
