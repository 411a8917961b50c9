import Vocabulary

/// A big table that is in form and in order, and the places where some of its keys begin.
struct TableIndex<Key: Sendable>: Sendable {
    /// The beginning of a key's rows.
    struct Point {
        var key: Key
        var place: CSVInput.Place
        /// The number of rows before it.
        var rows: Int
    }

    let name: Identifier
    /// The first is that of the first row. Its key is the one to start from, below all others.
    private(set) var points: [Point]
    /// The number of rows, without the header.
    private(set) var rows = 0

    /// Whether a row has the key of the row before, a later one, or an earlier one, which makes no index.
    enum Step {
        case same
        case onward
        case back
    }

    /// Goes through a table once.
    ///
    /// - Parameters:
    ///   - spacing: the bytes from one point to the next, at least.
    ///   - start: a key below all others.
    ///   - step: makes the key of the row before that of the current one.
    /// - Returns: `nil` if the table is missing, not written as settle writes it, or not in order of its keys.
    /// - Complexity: O(bytes of the table). A point is kept for every `spacing` bytes.
    init?(
        _ files: FolderFiles, _ name: String, _ columns: String, spacing: Int, start: Key,
        _ step: (CSVInput, inout Key) -> Step
    ) {
        self.name = Identifier(name)
        let titles = columns.split(separator: " ")
        guard let input = files.table(self.name), (try? input.next()) == true, input.count == titles.count,
            titles.indices.allSatisfy({ input.isSame($0, String(titles[$0])) })
        else { return nil }
        points = []
        var key = start
        do throws(Unworkable) {
            while try input.next() {
                guard input.count == titles.count else { return nil }
                if points.isEmpty { points.append(Point(key: start, place: input.place, rows: 0)) }
                switch step(input, &key) {
                case .same: break
                case .back: return nil
                case .onward:
                    if input.offset - points[points.count - 1].place.offset >= spacing {
                        points.append(Point(key: key, place: input.place, rows: rows))
                    }
                }
                rows += 1
            }
        } catch {
            return nil
        }
        if input.isQuotedNeedlessly { return nil }
    }

    /// Returns the last point that fits, or the first of all; `nil` if the table has no row.
    ///
    /// - Parameter fits: holds for no point after one for which it does not hold.
    /// - Complexity: O(log points).
    func last(where fits: (Key) -> Bool) -> Point? {
        var (low, high) = (0, points.count)
        while low < high {
            let middle = low + (high - low) / 2
            if fits(points[middle].key) { low = middle + 1 } else { high = middle }
        }
        return points.isEmpty ? nil : points[max(0, low - 1)]
    }
}

/// The key of a table that stands by app.
extension TableIndex<Identifier> {
    /// - Parameter column: the one that has the app.
    init?(
        _ files: FolderFiles, _ name: String, _ columns: String, app column: Int, spacing: Int,
        known: (String) -> Bool
    ) {
        self.init(files, name, columns, spacing: spacing, start: .none) { input, last in
            if input.isSame(column, last.text) { return .same }
            let app = Identifier(CSVFile.unguarded(input.text(column), known: known))
            if app == last { return .same }
            if app < last { return .back }
            last = app
            return .onward
        }
    }
}

/// The key of the journal: an entry, and how many shares have been credited.
struct JournalKey: Sendable {
    private(set) var entry: Int64
    /// The number of shares credited by the entries before.
    private(set) var shares = 0
    /// The same with the current entry, up to the current row.
    private var credited = 0

    static let start = JournalKey(entry: .min)

    private init(entry: Int64) {
        self.entry = entry
    }

    /// The key before the first row of its entry, from which the rows are taken again.
    var again: JournalKey {
        var key = self
        key.credited = shares
        return key
    }

    mutating func take(_ input: CSVInput) -> TableIndex<JournalKey>.Step {
        guard let entry = input.whole(0), entry >= self.entry else { return .back }
        let isSame = entry == self.entry
        if !isSame {
            self.entry = entry
            shares = credited
        }
        if input.begins(2, with: "entitled:") { credited += 1 }
        return isSame ? .same : .onward
    }
}
