/// A CSV file in memory: RFC 4180, a header row, rows ended by a line feed.
struct CSVFile {
    struct Row {
        /// The line of the file on which the row begins, from 1.
        var line: Int
        var cells: [String]
    }

    var header: [String] = []
    var rows: [Row] = []

    /// Whether a cell is quoted without need.
    private(set) var isQuotedNeedlessly = false

    /// - Throws: `Unworkable` naming the line.
    init(_ bytes: [UInt8]) throws(Unworkable) {
        let input = CSVInput(bytes)
        var all: [Row] = []
        while try input.next() {
            all.append(Row(line: input.line, cells: (0..<input.count).map { input.text($0) }))
        }
        guard let first = all.first else { throw Unworkable("it is empty") }
        header = first.cells
        rows = Array(all.dropFirst())
        for row in rows where row.cells.count != header.count {
            throw CSVFile.uneven(row.line, row.cells.count, header.count)
        }
        isQuotedNeedlessly = input.isQuotedNeedlessly
    }

    static func uneven(_ line: Int, _ cells: Int, _ header: Int) -> Unworkable {
        Unworkable("line \(line) has \(cells) cells, the header \(header)")
    }

    /// Returns the rows as settle writes them: cells are quoted only if they must be.
    static func written(_ rows: [[String]]) -> [UInt8] {
        var bytes: [UInt8] = []
        for row in rows {
            for (position, cell) in row.enumerated() {
                if position > 0 { bytes.append(UInt8(ascii: ",")) }
                if cell.utf8.contains(where: {
                    $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13
                }) {
                    bytes.append(UInt8(ascii: "\""))
                    for byte in cell.utf8 {
                        if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                        bytes.append(byte)
                    }
                    bytes.append(UInt8(ascii: "\""))
                } else {
                    bytes.append(contentsOf: cell.utf8)
                }
            }
            bytes.append(10)
        }
        return bytes
    }

    /// Returns a text as a cell: one that a spreadsheet would read as a formula gets a leading `'`.
    static func guarded(_ text: String) -> String {
        switch text.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 10, 13: "'" + text
        default: text
        }
    }

    /// Returns the text of a cell, without the `'` that `guarded` added.
    ///
    /// `'=x` may also be the real text. `known` tells which texts exist.
    static func unguarded(_ cell: String, known: (String) -> Bool) -> String {
        guard cell.utf8.first == UInt8(ascii: "'"), guarded(String(cell.dropFirst())).utf8.elementsEqual(cell.utf8),
            !known(cell)
        else { return cell }
        return String(cell.dropFirst())
    }
}
