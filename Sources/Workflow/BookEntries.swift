import Documents
package import Rules
package import Settlement
import StatementFile
package import Store
import Vocabulary

/// Adds entries by hand to the books (S7.30, S7.31).
package struct BookEntries {
    private let store: any PeriodStore
    private let new: [StoredEntry]
    /// How many entries of the file were known already, byte for byte.
    package let known: Int

    /// Reads a file of entries and checks each. Nothing is stored yet.
    ///
    /// - Parameter rules: those in force.
    /// - Throws: `Refusal.booking` with every fault of the file.
    package init(_ path: String, in store: any PeriodStore, rules: Rules) throws {
        let bytes: [UInt8]
        do throws(FileBytes.ReadFailure) {
            bytes = try FileBytes.read(path)
        } catch {
            throw Refusal.booking(.unreadable(path: path, reason: error.reason, isMissing: error.isMissing))
        }
        let rows: [EntryRow]
        do throws(StatementFaults) {
            rows = try EntryReader.rows(of: bytes)
        } catch {
            throw Refusal.booking(.faulty(path: path, error))
        }
        var check = try EntryCheck(rows, store, rules)
        var new: [StoredEntry] = []
        var known = 0
        var ids: Set<Identifier> = []
        for row in rows {
            guard let entry = check.entry(of: row) else { continue }
            if check.isKnown(entry) || !ids.insert(entry.id).inserted {
                known += 1
            } else {
                new.append(StoredEntry(entry: entry, file: path, line: row.line))
            }
        }
        guard check.faults.isEmpty else {
            throw Refusal.booking(.faulty(path: path, StatementFaults(check.faults, stopped: false)))
        }
        self.store = store
        self.new = new
        self.known = known
    }

    /// The entries that are added.
    package var entries: [HandEntry] { new.map(\.entry) }

    /// Stores them; all or none.
    package func book() throws { try store.book(new) }
}

/// Checks the rows of a file of entries against the rules and the books.
private struct EntryCheck {
    private(set) var faults: [StatementFault] = []
    private let rules: Rules
    private let apps: Set<Identifier>
    private let documents: [String: ConcernedDocument]
    private var stored: [Identifier: HandEntry] = [:]
    private var seen: [Identifier: HandEntry] = [:]

    init(_ rows: [EntryRow], _ store: any PeriodStore, _ rules: Rules) throws {
        self.rules = rules
        apps = Set(try store.pastPeriods().newestRules().flatMap { $0.rules.apps.map(\.id) })
        documents = try store.documents(numbered: Set(rows.compactMap(\.invoice)))
        for row in rows { stored[row.id] = try store.entry(row.id)?.entry }
    }

    func isKnown(_ entry: HandEntry) -> Bool { stored[entry.id] == entry }

    /// The entry of a row; `nil` if something is wrong with it.
    mutating func entry(of row: EntryRow) -> HandEntry? {
        let before = faults.count
        func report(_ column: EntryColumn, _ message: String, _ hint: String) {
            faults.append(row.fault(column, message, hint: hint))
        }
        let isAsBilled = row.split.text == HandEntry.Division.asBilledWord
        let entry = HandEntry(row)
        if let other = stored[row.id] ?? seen[row.id], other != entry {
            report(
                .id, "entry \(row.id) was booked before with other cells",
                "give a further entry another id; an entry that is booked is taken back by an entry of the opposite amount"
            )
            return nil
        }
        defer { seen[row.id] = entry }
        // What was booked before was right then.
        guard stored[row.id] == nil else { return entry }
        if rules.tariff(row.id) != nil || rules.fee(row.id) != nil || rules.incomeEntry(row.id) != nil {
            report(.id, "the rules have a tariff, fee or income entry \(row.id)", "give the entry another id")
        }
        if !rules.hasApp(row.app), !apps.contains(row.app) {
            report(.app, "no rules name the app \(row.app)", "write the id of an app as the rules have it")
        }
        if let number = row.invoice {
            if let document = documents[number] {
                if document.app != row.app || document.currency != row.currency {
                    report(
                        .invoice, "\(number) is of app \(document.app) in \(document.currency)",
                        "name a document of \(row.app) in \(row.currency)")
                } else if isAsBilled, document.shares.reduce(Int128(0), { $0 + Int128($1.amountMinor) }) == 0 {
                    report(.split, "\(number) has a subtotal of 0, so nothing can be shared as it was", "name a split")
                }
            } else {
                report(
                    .invoice, "no document has the number \(number)", "write the number of a closed month's document")
            }
        } else if isAsBilled {
            report(.split, "as_billed without an invoice", "name the invoice, or a split of the rules")
        }
        if !isAsBilled {
            if let split = rules.split(row.split) {
                if split.namesProvider {
                    report(
                        .split, "split \(row.split) shares with the provider of calls, and an entry has no calls",
                        "name a split that names its parties")
                }
            } else {
                report(.split, "the rules have no split \(row.split)", "name one of the rules, or as_billed")
            }
        }
        return faults.count == before ? entry : nil
    }
}

extension HandEntry {
    /// The entry of a row.
    init(_ row: EntryRow) {
        self.init(
            id: row.id, app: row.app, currency: row.currency, amountMinor: row.amountMinor, document: row.invoice,
            reason: row.reason, note: row.note,
            division: row.split.text == Division.asBilledWord ? .asBilled : .split(row.split), date: row.date)
    }
}
