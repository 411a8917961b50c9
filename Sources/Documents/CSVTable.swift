import Money
import Vocabulary

/// A CSV file in the making: RFC 4180, header row, rows ended by a line feed (contract 5).
struct CSVTable {
    /// A cell. Only text is guarded against spreadsheets: an amount may begin with `-`.
    enum Cell {
        case text(String)
        case number(String)
        case empty
    }

    private(set) var bytes: [UInt8] = []
    private let columns: Int

    init(_ header: [String]) {
        columns = header.count
        append(header.map(Cell.text))
    }

    mutating func append(_ row: [Cell]) {
        precondition(row.count == columns, "a row of \(row.count) cells in a table of \(columns) columns")
        for (position, cell) in row.enumerated() {
            if position > 0 { bytes.append(UInt8(ascii: ",")) }
            switch cell {
            case .text(let text): append(guarded: text)
            case .number(let text): bytes.append(contentsOf: text.utf8)
            case .empty: break
            }
        }
        bytes.append(UInt8(ascii: "\n"))
    }

    /// A text that a spreadsheet would take for a formula gets a leading `'`; quoting alone does not stop it.
    private mutating func append(guarded text: String) {
        var cell = Array(text.utf8)
        switch cell.first {
        case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 10, 13:
            cell.insert(UInt8(ascii: "'"), at: 0)
        default: break
        }
        let isSpecial = cell.contains { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") || $0 == 10 || $0 == 13 }
        guard isSpecial else {
            bytes.append(contentsOf: cell)
            return
        }
        bytes.append(UInt8(ascii: "\""))
        for byte in cell {
            if byte == UInt8(ascii: "\"") { bytes.append(byte) }
            bytes.append(byte)
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension CSVTable.Cell {
    static func text(_ identifier: Identifier) -> Self { .text(identifier.text) }
    static func optional(_ text: String?) -> Self { text.map(Self.text) ?? .empty }
    static func number(_ value: some BinaryInteger) -> Self { .number(String(value)) }
    static func amount(_ minor: Int64, _ currency: Currency) -> Self { .number(currency.text(minor: minor)) }
}
