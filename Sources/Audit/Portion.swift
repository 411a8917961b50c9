import Threads
import Vocabulary

/// Apps that follow each other in byte order and are checked together.
struct Portion: Sendable {
    /// The first app; `nil` for no bound.
    let lower: Identifier?
    /// The first app after them; `nil` for no bound.
    let upper: Identifier?
    /// The positions of their invoices among those of the folder. Entries of the journal are numbered like these.
    let invoices: Range<Int>
    /// The first and the last entry of their charges, as far as they have any.
    var entries: ClosedRange<Int64>?

    /// Where a row stands.
    enum Side {
        case before, inside, after
    }

    func side(of app: Identifier) -> Side {
        if let lower, app < lower { return .before }
        if let upper, app >= upper { return .after }
        return .inside
    }
}

/// The portions of a folder, and where their rows stand in the big tables.
///
/// Each of these tables lists its rows by app, but for the journal. That has the entries of the invoices first, and then
/// those of the charges, both in the order of their tables.
struct Portions: Sendable {
    let usage, lines, settlement, rounding: TableIndex<Identifier>
    let journal: TableIndex<JournalKey>
    /// Of all rows of the journal.
    let names: HledgerNames
    private(set) var all: [Portion] = []

    /// Points that a portion has, in all tables.
    private static let pointsOfPortion = 64

    /// Cuts a folder into portions.
    ///
    /// - Parameter bytes: how much of the tables by app a portion has, about.
    /// - Returns: `nil` if a table is missing, not in form or not in order.
    init?(of folder: Folder, bytes: Int) {
        guard let invoices = folder.invoices else { return nil }
        for (a, b) in zip(invoices, invoices.dropFirst()) where b.app < a.app { return nil }
        let spacing = max(1, bytes / Portions.pointsOfPortion)
        let files = folder.files.files
        @Sendable func table(_ name: String, _ columns: String, app column: Int) -> TableIndex<Identifier>? {
            TableIndex(files, name, columns, app: column, spacing: spacing, known: folder.known)
        }
        let makers: [@Sendable () -> Index?] = [
            {
                var names = HledgerNames()
                let journal = TableIndex<JournalKey>(
                    files, "journal.csv", Columns.journal, spacing: spacing, start: .start
                ) { row, key in
                    names.take(row)
                    return key.take(row)
                }
                return journal.map { .entries($0, names) }
            },
            { table("settlement.csv", Columns.settlement, app: 1).map { .apps($0) } },
            { table("rounding.csv", Columns.rounding, app: 1).map { .apps($0) } },
            { table("usage.csv", Columns.usage, app: 0).map { .apps($0) } },
            { table("invoice_lines.csv", Columns.lines(folder.edition), app: 1).map { .apps($0) } },
        ]
        let made = Threads.map(makers) { $0() }
        guard case .entries(let journal, let names) = made[0], case .apps(let settlement) = made[1],
            case .apps(let rounding) = made[2], case .apps(let usage) = made[3], case .apps(let lines) = made[4]
        else { return nil }
        (self.usage, self.lines, self.settlement, self.rounding) = (usage, lines, settlement, rounding)
        (self.journal, self.names) = (journal, names)
        let apps = [usage, lines, settlement, rounding].flatMap { $0.points.dropFirst().map(\.key) }.sorted()
        let every = bytes < Portions.pointsOfPortion ? 1 : Portions.pointsOfPortion
        var bounds: [Identifier] = []
        for position in stride(from: every - 1, to: apps.count, by: every) where apps[position] != bounds.last {
            bounds.append(apps[position])
        }
        var (lower, first): (Identifier?, Int) = (nil, 0)
        for upper in bounds.map({ Optional($0) }) + [nil] {
            let end = upper.map { Portions.position(of: $0, invoices) } ?? invoices.count
            all.append(Portion(lower: lower, upper: upper, invoices: first..<end))
            (lower, first) = (upper, end)
        }
    }

    private enum Index: Sendable {
        case apps(TableIndex<Identifier>)
        case entries(TableIndex<JournalKey>, HledgerNames)
    }

    /// Returns the position of the first invoice of this app or one after it.
    private static func position(of app: Identifier, _ invoices: [InvoiceRow]) -> Int {
        var (low, high) = (0, invoices.count)
        while low < high {
            let middle = low + (high - low) / 2
            if invoices[middle].app < app { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
