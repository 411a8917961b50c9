import Money
package import Rules
package import Vocabulary

/// The contents of `pending.csv` (S5.39 to S5.42). It may have millions of rows, so only their bytes are kept, in a
/// spool.
package struct PendingFile: Sendable {
    private let spool: Spool
    /// The number of rows whose calls are of the period itself.
    package let ownCount: Int64

    /// - Parameters:
    ///   - folder: the folder for a temporary file, used if the bytes are too large for memory.
    ///   - period: whose end the ages are counted to.
    ///   - calls: calls its argument with each call, in the order of the file.
    /// - Throws: what `calls` throws; `Spool.SpoolError`.
    package init(
        folder: String, of period: Period, under rules: Rules,
        _ calls: ((PendingCall) throws -> Void) throws -> Void
    ) throws {
        let spool = Spool(folder: folder)
        var ownCount: Int64 = 0
        var table = CSVTable([
            "app", "period", "reference", "time", "age", "source", "provider", "currency", "cost", "file", "line",
        ])
        try calls { call in
            // A call of a source that the rules leave out is not read.
            guard let currency = rules.sources[call.source]?.currency else { return }
            let day = rules.calendar.day(ofNanoseconds: call.timeNanoseconds)
            if period.contains(day) { ownCount += 1 }
            table.beginRow()
            table.append(text: call.app.text)
            table.append(text: rules.calendar.period(of: day).description)
            table.append(text: call.reference.text)
            table.append(text: Instant(call.timeNanoseconds).utc)
            table.append(number: period.dayAfter.daysSinceEpoch - day.daysSinceEpoch)
            table.append(text: call.source.rawValue)
            table.append(text: (rules.provider(named: call.provider)?.id ?? call.provider).text)
            table.append(text: currency.code)
            table.append(minor: call.costMinor, currency)
            table.append(text: call.file.text)
            table.append(number: call.line)
            table.endRow()
            if table.bytes.count > FileOutput.pieceSize { try spool.append(table.takeBytes()) }
        }
        try spool.append(table.takeBytes())
        try spool.finish()
        self.spool = spool
        self.ownCount = ownCount
    }

    func write(to output: FileOutput) throws { try spool.forEachPiece { output.write($0) } }
}
