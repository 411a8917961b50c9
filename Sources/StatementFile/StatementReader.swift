package import Reconciliation
import Rules
import Vocabulary

/// Reads a provider's statement from CSV to rows. It reports up to `faultsMax` faults at once, each with its place.
package struct StatementReader {
    /// The number of faults after which reading stops.
    package static let faultsMax = 20

    package private(set) var rows: [StatementRow] = []
    /// The columns of the header that are not read.
    package private(set) var unreadColumns: [String] = []

    private let format: StatementFormat
    private var csv: CSVReader
    private var header: StatementHeader?
    private var faults: [StatementFault] = []
    /// The status words already reported. Each is reported once.
    private var reported: Set<Identifier> = []

    package init(_ format: StatementFormat) {
        self.format = format
        csv = CSVReader(separator: format.separator)
    }

    /// Reads a piece of the file, of any size, and adds its texts to the pool.
    ///
    /// - Throws: `StatementFaults`.
    package mutating func read(
        _ piece: UnsafeRawBufferPointer, into pool: inout TextPool
    ) throws(StatementFaults) {
        try reading(into: &pool) { reader, body in try reader.read(piece, body) }
    }

    /// Ends the file.
    ///
    /// - Throws: `StatementFaults` with every fault of its rows.
    package mutating func finish(into pool: inout TextPool) throws(StatementFaults) {
        try reading(into: &pool) { reader, body in try reader.finish(body) }
        if header == nil {
            let hint = "the first row names the columns; export it again"
            faults.append(StatementFault(line: 1, column: 1, "the statement is empty", hint: hint))
        }
        guard faults.isEmpty else { throw StatementFaults(faults, stopped: false) }
    }

    private mutating func reading(
        into pool: inout TextPool, _ step: (inout CSVReader, (CSVRecord) throws -> Void) throws -> Void
    ) throws(StatementFaults) {
        do {
            var reader = csv
            // The reader is taken out while it runs, because the rows it finds change the rest of this value.
            defer { csv = reader }
            try step(&reader) { record in
                if header == nil {
                    header = try StatementHeader(record, format)
                    unreadColumns = header?.unread ?? []
                } else {
                    take(record, &pool)
                    if faults.count >= StatementReader.faultsMax { throw StatementFaults(faults) }
                }
            }
        } catch let fault as StatementFault {
            throw StatementFaults(faults + [fault])
        } catch let found as StatementFaults {
            throw found
        } catch {
            preconditionFailure("reading CSV throws faults alone")
        }
    }

    private mutating func take(_ record: CSVRecord, _ pool: inout TextPool) {
        guard let header else { return }
        guard record.count == header.count else {
            let extra = record.count > header.count
            let place = record.fields[min(record.count - 1, header.count)]
            report(
                place,
                CellFault(
                    "the row has \(record.count.counted("cell")), the header \(header.count)",
                    extra
                        ? "put a cell that holds the separator into quotes"
                        : "write all cells of the row, empty ones too; a line that is no row must go"))
            return
        }
        let format = format
        let row = StatementRow(
            line: record.line, reference: reference(record, .reference, &pool),
            requestRef: reference(record, .requestRef, &pool),
            day: cell(record, .time) { text throws(CellFault) in try format.day(text) },
            status: status(record),
            costMinor: cell(record, .cost) { text throws(CellFault) in try format.costMinor(text) } ?? 0)
        if row.reference.isEmpty, row.requestRef.isEmpty,
            let field = header.fields[.reference] ?? header.fields[.requestRef]
        {
            report(
                record.fields[field],
                CellFault(
                    "the row names neither the provider's reference nor a request_ref",
                    "write one of them; a row of totals must go"))
        }
        rows.append(row)
    }

    private mutating func reference(
        _ record: CSVRecord, _ column: StatementColumn, _ pool: inout TextPool
    ) -> TextID {
        guard let field = header?.fields[column] else { return .none }
        let isPlain = record.withBytes(field) { bytes in
            bytes.allSatisfy { $0 >= 0x20 && $0 < 0x7F } && !bytes.contains(UInt8(ascii: "+"))
        }
        if !isPlain {
            let format = format
            _ = cell(record, column) { text throws(CellFault) in try format.reference(text) }
        }
        return record.withBytes(field) { pool.intern($0) }
    }

    private mutating func status(_ record: CSVRecord) -> Status? {
        guard let field = header?.fields[.status] else { return nil }
        let word = Identifier(record.text(field))
        do throws(CellFault) {
            return try format.status(word.text)
        } catch {
            if reported.insert(word).inserted { report(record.fields[field], error) }
            return nil
        }
    }

    private mutating func cell<Value>(
        _ record: CSVRecord, _ column: StatementColumn, _ read: (String) throws(CellFault) -> Value
    ) -> Value? {
        guard let field = header?.fields[column] else { return nil }
        do throws(CellFault) {
            return try read(record.text(field))
        } catch {
            report(record.fields[field], error)
            return nil
        }
    }

    private mutating func report(_ place: CSVRecord.Field, _ fault: CellFault) {
        faults.append(StatementFault(line: place.line, column: place.column, fault.message, hint: fault.hint))
    }
}
