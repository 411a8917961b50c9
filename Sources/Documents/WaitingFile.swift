package import Vocabulary

/// The contents of `waiting.csv`: the calls that closings let pass unrated and that are still not billed. There may be
/// millions, so only their bytes are kept, in a spool.
package struct WaitingFile: Sendable {
    private let spool: Spool
    /// The number of calls of each period, by period.
    package let counts: [(period: Period, count: Int)]

    /// - Parameters:
    ///   - folder: the folder for a temporary file, used if the bytes are too large for memory.
    ///   - rows: calls its argument with each row, by period and then in the order of `exceptions.csv`.
    /// - Throws: what `rows` throws; `Spool.SpoolError`.
    package init(folder: String, _ rows: ((Period, ExceptionRow) throws -> Void) throws -> Void) throws {
        let spool = Spool(folder: folder)
        var counts: [(period: Period, count: Int)] = []
        var table = CSVTable(["period", "code", "file", "line", "app", "reference", "detail"])
        try rows { period, exception in
            if counts.last?.period == period {
                counts[counts.count - 1].count += 1
            } else {
                counts.append((period, 1))
            }
            table.beginRow()
            table.append(text: period.description)
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
