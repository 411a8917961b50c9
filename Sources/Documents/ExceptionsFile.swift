import Money
package import Vocabulary

/// The contents of `exceptions.csv`. It may have millions of rows, so only their bytes are kept, in a spool.
package struct ExceptionsFile: Sendable {
    private let spool: Spool
    /// The number of exceptions for each code, sorted by code.
    package let counts: [(code: String, count: Int)]

    /// - Parameters:
    ///   - folder: the folder for a temporary file, used if the bytes are too large for memory.
    ///   - rows: calls its argument with each row, in the order of the file.
    /// - Throws: what `rows` throws; `Spool.SpoolError`.
    package init(folder: String, _ rows: ((ExceptionRow) throws -> Void) throws -> Void) throws {
        let spool = Spool(folder: folder)
        var counts: [(code: String, count: Int)] = []
        var table = CSVTable(["code", "file", "line", "app", "reference", "detail"])
        try rows { exception in
            if counts.last?.code == exception.code {
                counts[counts.count - 1].count += 1
            } else {
                counts.append((exception.code, 1))
            }
            table.beginRow()
            table.append(exception)
            table.endRow()
            if table.bytes.count > FileOutput.pieceSize { try spool.append(table.takeBytes()) }
        }
        try spool.append(table.takeBytes())
        try spool.finish()
        self.spool = spool
        self.counts = counts
    }

    func write(to output: FileOutput) throws { try spool.forEachPiece { output.write($0) } }
}

extension CSVTable {
    /// Appends the cells of an exception.
    mutating func append(_ exception: ExceptionRow) {
        append(text: exception.code)
        append(text: exception.file.text)
        append(number: exception.line)
        append(text: exception.app.text)
        append(text: exception.reference.text)
        append(text: exception.detail)
    }
}
