import Threads
import Vocabulary

/// What checking a portion comes to if nothing is wrong with it.
private struct Checked: Sendable {
    var totals: Totals
    /// The number of rows that it read of each big table, and of those of `parts.csv` that its charges have.
    var rows: [Int]
    var entries: ClosedRange<Int64>?
    /// Of the invoices' files.
    var seals: [(name: Identifier, seal: Seal)]
}

/// Something is wrong with a portion.
private struct Wrong: Error {}

/// Checks the big tables portion by portion, on all cores.
extension Folder {
    /// Checks all rows and adds them up, without having the tables in memory as a whole.
    ///
    /// - Returns: `false` if something is wrong with the tables. Then nothing is added up or found yet.
    /// - Complexity: O(bytes of the tables), in memory for a portion on each core.
    mutating func holdsInPortions(bytes: Int) -> Bool {
        guard let rules, period != nil, let portions = Portions(of: self, bytes: bytes) else { return false }
        index = EntryIndexes(rules)
        let folder = self
        // The journal for hledger follows from one table, row by row. It takes the longest, so it comes first.
        let works: [Portion?] = [nil] + portions.all.map { Optional($0) }
        let checked = try? Threads.map(works, threads: min(Threads.cores, Folder.mostPortions)) {
            portion throws(Wrong) -> Checked? in
            if let portion { return try folder.checked(portion, portions) }
            if !folder.hledgerJournalHolds(portions.names) { throw Wrong() }
            return nil
        }
        guard let checked, let sum = Folder.sum(of: checked.compactMap(\.self), invoices?.count ?? 0),
            sum.rows == portions.rows + [parts?.count ?? 0]
        else { return false }
        totals = sum.totals
        seals.reserveCapacity(names.count)
        for part in checked { for (name, seal) in part?.seals ?? [] { seals[name] = seal } }
        return true
    }

    /// The number of portions in memory at a time. With more, a machine of many cores would need more than 500 MiB.
    private static let mostPortions = 16

    /// Adds up what the portions come to.
    ///
    /// - Returns: `nil` if the entries of the charges are not numbered one after the other.
    private static func sum(of portions: [Checked], _ invoices: Int) -> Checked? {
        guard var sum = portions.first else { return nil }
        var last = Int64(invoices)
        for (position, portion) in portions.enumerated() {
            if position > 0 {
                sum.totals.add(portion.totals)
                sum.rows = zip(sum.rows, portion.rows).map { $0 + $1 }
            }
            guard let entries = portion.entries else { continue }
            guard entries.lowerBound == last + 1 else { return nil }
            last = entries.upperBound
        }
        return sum
    }

    private func checked(_ portion: Portion, _ portions: Portions) throws(Wrong) -> Checked {
        var part = self
        part.findings = Findings()
        guard part.read(portion, portions) else { throw Wrong() }
        let rows = part.rowCounts
        part.checkRows(of: portion)
        let used = part.partsUsed
        guard part.findings.all.isEmpty, part.totals.collected != nil else { throw Wrong() }
        return Checked(
            totals: part.totals, rows: rows + [used], entries: part.portion?.entries,
            seals: part.seals.map { ($0.key, $0.value) })
    }

    private var rowCounts: [Int] {
        [usage?.count, lines?.count, settlement?.count, rounding?.count, journal?.count].map { $0 ?? 0 }
    }

    // MARK: - Reading

    /// Reads a portion's rows.
    ///
    /// - Returns: `false` if a row is not in form.
    private mutating func read(_ portion: Portion, _ portions: Portions) -> Bool {
        guard let usage = rows(of: portion, portions.usage, app: 0, UsageLine.init),
            let lines = rows(of: portion, portions.lines, app: 1, LineRow.init),
            let settlement = rows(of: portion, portions.settlement, app: 1, ShareRow.init),
            let rounding = rows(of: portion, portions.rounding, app: 1, RoundingRow.init)
        else { return false }
        // Without an upper bound, all shares to the end of the journal belong to the portion.
        let end = portion.upper == nil ? .max : settlement.before + settlement.rows.count
        let invoiced = entries(portions.journal, of: portion.invoices)
        let all = invoices ?? []
        guard let invoiced, let charged = charges(portions.journal, after: all.count, settlement.before..<end) else {
            return false
        }
        self.portion = portion
        if let first = charged.first?.entry, let last = charged.last?.entry, first <= last {
            self.portion?.entries = first...last
        }
        invoices = Array(all[portion.invoices])
        (self.usage, self.lines, self.settlement) = (usage.rows, lines.rows, settlement.rows)
        (self.rounding, journal) = (rounding.rows, invoiced + charged)
        group()
        return true
    }

    /// Reads the rows of a table that stand inside.
    ///
    /// - Returns: the number of rows of the file before them, and the rows; `nil` if a row is not in form.
    private func rows<Key, Row>(
        _ table: TableIndex<Key>, from point: TableIndex<Key>.Point?, _ side: (CSVInput) -> Portion.Side,
        _ make: (inout CellReader) -> Row
    ) -> (before: Int, rows: [Row])? {
        guard let point else { return (0, []) }
        guard let input = files.files.table(table.name, from: point.place) else { return nil }
        var before = point.rows
        var rows: [Row] = []
        var reader = CellReader(input, rhythm, known: known)
        while (try? input.next()) == true {
            switch side(input) {
            case .before: before += 1
            case .after: return (before, rows)
            case .inside:
                reader.begin()
                rows.append(make(&reader))
                if reader.fault != nil { return nil }
            }
        }
        return (before, rows)
    }

    private func rows<Row>(
        of portion: Portion, _ table: TableIndex<Identifier>, app column: Int, _ make: (inout CellReader) -> Row
    ) -> (before: Int, rows: [Row])? {
        let known = known
        var last: (app: Identifier, side: Portion.Side)?
        func side(_ input: CSVInput) -> Portion.Side {
            if let last, input.isSame(column, last.app.text) { return last.side }
            let app = Identifier(CSVFile.unguarded(input.text(column), known: known))
            last = (app, portion.side(of: app))
            return portion.side(of: app)
        }
        let point = table.last { app in portion.lower.map { app <= $0 } ?? false }
        return rows(table, from: point, side, make)
    }

    /// Reads the entries of these invoices. Entry 1 is that of the first invoice.
    private func entries(_ journal: TableIndex<JournalKey>, of invoices: Range<Int>) -> [PostingRow]? {
        let point = journal.last { $0.entry <= Int64(invoices.lowerBound) + 1 }
        var key = point?.key.again ?? .start
        func side(_ input: CSVInput) -> Portion.Side {
            _ = key.take(input)
            if key.entry <= Int64(invoices.lowerBound) { return .before }
            return key.entry <= Int64(invoices.upperBound) ? .inside : .after
        }
        return rows(journal, from: point, side, PostingRow.init)?.rows
    }

    /// Reads the entries of charges, by the positions of their shares in `settlement.csv`.
    private func charges(
        _ journal: TableIndex<JournalKey>, after invoices: Int, _ shares: Range<Int>
    ) -> [PostingRow]? {
        let point = journal.last { $0.entry <= Int64(invoices) + 1 || $0.shares < shares.lowerBound }
        var key = point?.key.again ?? .start
        func side(_ input: CSVInput) -> Portion.Side {
            _ = key.take(input)
            if key.entry <= Int64(invoices) || key.shares < shares.lowerBound { return .before }
            return key.shares < shares.upperBound ? .inside : .after
        }
        return rows(journal, from: point, side, PostingRow.init)?.rows
    }
}

extension Portions {
    /// The number of rows of each big table, in the order of `rowCounts`.
    fileprivate var rows: [Int] { [usage.rows, lines.rows, settlement.rows, rounding.rows, journal.rows] }
}
