/// A CSV file as read: RFC 4180, a header row, rows ended by a line feed.
struct CSVFile {
    struct Row {
        /// The line of the file on which the row begins, from 1.
        var line: Int
        var cells: [String]
    }

    var header: [String] = []
    var rows: [Row] = []

    /// - Throws: `Unworkable` naming the line.
    init(_ bytes: [UInt8]) throws(Unworkable) {
        var all: [Row] = []
        var index = 0
        var line = 1
        while index < bytes.count {
            all.append(try CSVFile.row(bytes, &index, &line))
        }
        guard let first = all.first else { throw Unworkable("it is empty") }
        header = first.cells
        rows = Array(all.dropFirst())
        for row in rows where row.cells.count != header.count {
            throw Unworkable("line \(row.line) has \(row.cells.count) cells, the header \(header.count)")
        }
    }

    private static func row(_ bytes: [UInt8], _ index: inout Int, _ line: inout Int) throws(Unworkable) -> Row {
        let begin = line
        var cells: [String] = []
        while true {
            var cell: [UInt8] = []
            if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                try quoted(bytes, &index, &line, into: &cell)
            } else {
                let begin = index
                while index < bytes.count, bytes[index] != 44, bytes[index] != 10 {
                    guard bytes[index] != 34, bytes[index] != 13 else {
                        throw Unworkable("line \(line) has a quote or a carriage return outside quotes")
                    }
                    index += 1
                }
                cell = Array(bytes[begin..<index])
            }
            guard let text = String(validating: cell, as: UTF8.self) else {
                throw Unworkable("line \(line) is not UTF-8")
            }
            cells.append(text)
            guard index < bytes.count else { throw Unworkable("line \(line), the last, is not ended") }
            let end = bytes[index]
            index += 1
            if end == 10 {
                line += 1
                return Row(line: begin, cells: cells)
            }
            guard end == UInt8(ascii: ",") else { throw Unworkable("line \(line) goes on after a closing quote") }
        }
    }

    private static func quoted(
        _ bytes: [UInt8], _ index: inout Int, _ line: inout Int, into cell: inout [UInt8]
    ) throws(Unworkable) {
        index += 1
        while true {
            guard index < bytes.count else { throw Unworkable("a quote opened before line \(line) is not closed") }
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") {
                guard index < bytes.count, bytes[index] == byte else { return }
                index += 1
            } else if byte == 10 {
                line += 1
            }
            cell.append(byte)
        }
    }

    /// The one way in which these cells are written: quoted only where it must be.
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

    /// A text as a cell: what a spreadsheet would take for a formula has a leading `'`.
    static func guarded(_ text: String) -> String {
        switch text.utf8.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 10, 13: "'" + text
        default: text
        }
    }

    /// The text of a cell: what `guarded` put before it taken away.
    ///
    /// `'=x` may also stand for itself; `known` says which texts there are.
    static func unguarded(_ cell: String, known: (String) -> Bool) -> String {
        guard cell.utf8.first == UInt8(ascii: "'"), guarded(String(cell.dropFirst())).utf8.elementsEqual(cell.utf8),
            !known(cell)
        else { return cell }
        return String(cell.dropFirst())
    }
}
