import Money
import Settlement
import Vocabulary

/// A writer of CSV files: RFC 4180, with a header row and rows ended by a line feed (S5.4, S5.5).
struct CSVTable {
    /// A cell. Only text is guarded against spreadsheet formulas, because an amount may begin with `-`.
    enum Cell {
        case text(String)
        case number(String)
        case empty
    }

    /// Bytes that have not been passed on yet.
    private(set) var bytes: [UInt8] = []
    private let columns: Int
    private let output: FileOutput?

    /// - Parameter output: receives the rows as they are made. `finish()` passes on the rest.
    init(_ header: [String], to output: FileOutput? = nil) {
        columns = header.count
        self.output = output
        append(header.map(Cell.text))
    }

    mutating func append(_ row: [Cell]) {
        precondition(row.count == columns, "a row of \(row.count) cells in a table of \(columns) columns")
        beginRow()
        for cell in row { append(cell) }
        endRow()
    }

    /// Passes on the remaining bytes.
    mutating func finish() {
        guard let output else { return }
        output.write(bytes)
        bytes.removeAll(keepingCapacity: true)
    }

    // MARK: - Cell by cell, for tables of millions of rows

    private var isFirstCell = true

    mutating func beginRow() { isFirstCell = true }

    mutating func append(text: String) {
        separate()
        append(guarded: text)
    }

    mutating func append(number: some BinaryInteger) {
        separate()
        bytes.append(contentsOf: String(number).utf8)
    }

    mutating func append(minor: some BinaryInteger, _ currency: Currency) {
        separate()
        currency.append(minor: Int128(minor), to: &bytes)
    }

    mutating func append(_ fraction: Fraction, _ currency: Currency) {
        separate()
        fraction.append(currency, to: &bytes)
    }

    /// Appends cells that `cells` has already written.
    mutating func append(cells: [UInt8]) {
        separate()
        bytes.append(contentsOf: cells)
    }

    mutating func appendEmpty() { separate() }

    mutating func endRow() {
        bytes.append(UInt8(ascii: "\n"))
        output?.write(whatIsMuchOf: &bytes)
    }

    private mutating func append(_ cell: Cell) {
        switch cell {
        case .text(let text): append(text: text)
        case .number(let text):
            separate()
            bytes.append(contentsOf: text.utf8)
        case .empty: appendEmpty()
        }
    }

    private mutating func separate() {
        if !isFirstCell { bytes.append(UInt8(ascii: ",")) }
        isFirstCell = false
    }

    /// Returns cells as the bytes they have in a row.
    static func cells(_ cells: [Cell]) -> [UInt8] {
        var table = CSVTable([])
        table.bytes = []
        table.beginRow()
        for cell in cells { table.append(cell) }
        return table.bytes
    }

    /// Returns the bytes written so far and clears them.
    mutating func takeBytes() -> [UInt8] {
        defer { bytes = [] }
        return bytes
    }

    /// Appends a text. One that a spreadsheet would read as a formula gets a leading `'`; quoting alone does not help.
    private mutating func append(guarded text: String) {
        var text = text
        text.withUTF8 { cell in
            var isSpecial = false
            for byte in cell where byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == 10 || byte == 13 {
                isSpecial = true
            }
            if isSpecial { bytes.append(UInt8(ascii: "\"")) }
            switch cell.first {
            case UInt8(ascii: "="), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "@"), 9, 10, 13:
                bytes.append(UInt8(ascii: "'"))
            default: break
            }
            guard isSpecial else {
                bytes.append(contentsOf: cell)
                return
            }
            for byte in cell {
                if byte == UInt8(ascii: "\"") { bytes.append(byte) }
                bytes.append(byte)
            }
            bytes.append(UInt8(ascii: "\""))
        }
    }
}

extension CSVTable.Cell {
    static func text(_ identifier: Identifier) -> Self { .text(identifier.text) }
    static func optional(_ text: String?) -> Self { text.map(Self.text) ?? .empty }
    static func number(_ value: some BinaryInteger) -> Self { .number(String(value)) }
    static func amount(_ minor: Int64, _ currency: Currency) -> Self { .number(currency.text(minor: minor)) }
}
