/// A table for people: each column is as wide as its widest cell, with two spaces between columns.
struct TextTable {
    enum Alignment {
        case left, right
    }

    private let alignments: [Alignment]
    private var rows: [[String]] = []

    /// - Parameter header: the first row, if the table has one.
    init(_ alignments: [Alignment], header: [String]? = nil) {
        self.alignments = alignments
        if let header { append(header) }
    }

    mutating func append(_ cells: [String]) {
        precondition(cells.count == alignments.count, "a row of \(cells.count) cells in a table of \(alignments.count)")
        rows.append(cells)
    }

    /// The rows as text, without trailing spaces.
    var lines: [String] {
        let widths = alignments.indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = row.indices.map { column in
                let blanks = String(repeating: " ", count: widths[column] - row[column].count)
                return alignments[column] == .left ? row[column] + blanks : blanks + row[column]
            }
            let line = cells.joined(separator: "  ")
            return String(line.reversed().drop { $0 == " " }.reversed())
        }
    }
}
