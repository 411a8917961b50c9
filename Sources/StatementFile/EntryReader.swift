package import Money
package import Vocabulary

/// A column of a file of entries by hand. Raw values are the words of the header.
package enum EntryColumn: String, CaseIterable, Sendable {
    case id, app, currency, amount, invoice, reason, note, split, date
}

/// A row of a file of entries by hand, with the places of its cells.
package struct EntryRow: Sendable {
    package var line: Int
    package var id: Identifier
    package var app: Identifier
    package var currency: Currency
    /// Not 0.
    package var amountMinor: Int64
    /// `nil` for none.
    package var invoice: String?
    package var reason: String
    package var note: String
    package var split: Identifier
    package var date: CivilDate?
    fileprivate var places: [EntryColumn: (line: Int, column: Int)] = [:]

    /// A fault of one of its cells.
    package func fault(_ column: EntryColumn, _ message: String, hint: String) -> StatementFault {
        let place = places[column] ?? (line, 1)
        return StatementFault(line: place.line, column: place.column, message, hint: hint)
    }
}

/// Reads entries by hand from CSV (S7.30). It reports up to `faultsMax` faults at once, each with its place.
package struct EntryReader {
    /// The number of faults after which reading stops.
    package static let faultsMax = 20
    private static let textBytesMax = 1_000

    private var fields: [EntryColumn: Int]?
    private var width = 0
    private var faults: [StatementFault] = []
    private var rows: [EntryRow] = []

    private init() {}

    /// Reads a whole file.
    ///
    /// - Throws: `StatementFaults` with every fault of its header or of its rows.
    package static func rows(of bytes: [UInt8]) throws(StatementFaults) -> [EntryRow] {
        var reader = EntryReader()
        do {
            var csv = CSVReader()
            try bytes.withUnsafeBytes { try csv.read($0) { try reader.take($0) } }
            try csv.finish { try reader.take($0) }
        } catch let fault as StatementFault {
            throw StatementFaults(reader.faults + [fault])
        } catch let found as StatementFaults {
            throw found
        } catch {
            preconditionFailure("reading CSV throws faults alone")
        }
        if reader.fields == nil {
            reader.faults.append(
                StatementFault(
                    line: 1, column: 1, "the file is empty",
                    hint: "the first row names the columns: \(EntryReader.columnNames)"))
        }
        guard reader.faults.isEmpty else { throw StatementFaults(reader.faults, stopped: false) }
        return reader.rows
    }

    private static var columnNames: String { EntryColumn.allCases.map(\.rawValue).joined(separator: ",") }

    private mutating func take(_ record: CSVRecord) throws(StatementFaults) {
        guard let fields else {
            self.fields = try header(record)
            width = record.count
            return
        }
        guard record.count == width else {
            let extra = record.count > width
            report(
                record.fields[min(record.count - 1, width)],
                "the row has \(record.count.counted("cell")), the header \(width)",
                extra ? "put a cell that holds a comma into quotes" : "write all cells of the row, empty ones too")
            return try stopIfMany()
        }
        read(record, fields)
        try stopIfMany()
    }

    private func stopIfMany() throws(StatementFaults) {
        if faults.count >= EntryReader.faultsMax { throw StatementFaults(faults) }
    }

    private mutating func report(_ field: CSVRecord.Field, _ message: String, _ hint: String) {
        faults.append(StatementFault(line: field.line, column: field.column, message, hint: hint))
    }

    private mutating func header(_ record: CSVRecord) throws(StatementFaults) -> [EntryColumn: Int] {
        var fields: [EntryColumn: Int] = [:]
        for position in 0..<record.count {
            let name = record.text(position)
            guard let column = EntryColumn(rawValue: name) else {
                report(
                    record.fields[position], "unknown column \(quoted(name))",
                    "the columns are \(EntryReader.columnNames); date may be left out")
                continue
            }
            if fields[column] != nil {
                report(record.fields[position], "column \(quoted(name)) is there twice", "remove one of the two")
            }
            fields[column] = position
        }
        for column in EntryColumn.allCases where column != .date && fields[column] == nil && faults.isEmpty {
            report(
                record.fields[0], "the header has no column \(column.rawValue)",
                "the columns are \(EntryReader.columnNames); date may be left out")
        }
        guard faults.isEmpty else { throw StatementFaults(faults) }
        return fields
    }

    private mutating func read(_ record: CSVRecord, _ fields: [EntryColumn: Int]) {
        let before = faults.count
        func text(_ column: EntryColumn) -> String {
            fields[column].map { EntryReader.unguarded(record.text($0)) } ?? ""
        }
        func place(_ column: EntryColumn) -> CSVRecord.Field { record.fields[fields[column] ?? 0] }
        for column in EntryColumn.allCases {
            let text = text(column)
            if text.isEmpty, ![.invoice, .date].contains(column) {
                report(place(column), "the \(column.rawValue) is empty", "write one")
            } else if text.utf8.count > EntryReader.textBytesMax {
                report(place(column), "the \(column.rawValue) is longer than 1,000 bytes", "make it shorter")
            } else if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
                report(
                    place(column), "the \(column.rawValue) holds a control character",
                    "write it on one line, without tabs")
            }
        }
        let currency = Currency(code: text(.currency))
        if currency == nil, !text(.currency).isEmpty {
            report(
                place(.currency), "\(quoted(text(.currency))) is no currency", "write the code of ISO 4217, such as NGN"
            )
        }
        var amount: Int64?
        if let currency { amount = self.amount(text(.amount), currency, place(.amount)) }
        let date = text(.date).isEmpty ? nil : CivilDate(text(.date))
        if date == nil, !text(.date).isEmpty {
            report(place(.date), "\(quoted(text(.date))) is no date", "write it as 2026-10-31")
        }
        guard faults.count == before, let currency, let amount else { return }
        var row = EntryRow(
            line: record.line, id: Identifier(text(.id)), app: Identifier(text(.app)), currency: currency,
            amountMinor: amount, invoice: text(.invoice).isEmpty ? nil : text(.invoice), reason: text(.reason),
            note: text(.note), split: Identifier(text(.split)), date: date)
        for column in EntryColumn.allCases {
            let field = place(column)
            row.places[column] = (field.line, field.column)
        }
        rows.append(row)
    }

    /// The text of a cell, without the `'` that stops a spreadsheet from running it as a formula. `entries.csv` has it, and
    /// can be booked.
    private static func unguarded(_ cell: String) -> String {
        guard cell.utf8.first == UInt8(ascii: "'"), let next = cell.utf8.dropFirst().first,
            "=+-@\t\r\n".utf8.contains(next)
        else { return cell }
        return String(cell.dropFirst())
    }

    private mutating func amount(_ text: String, _ currency: Currency, _ place: CSVRecord.Field) -> Int64? {
        guard !text.isEmpty else { return nil }
        do throws(DecimalFault) {
            guard let minor = try Price(text).wholeMinor(currency) else {
                report(
                    place, "\(quoted(text)) has more decimals than \(currency), which has \(currency.minorDigits)",
                    "write whole minor units of \(currency)")
                return nil
            }
            if minor == 0 { report(place, "the amount is 0", "an entry credits (negative) or debits (positive)") }
            return minor
        } catch {
            switch error {
            case .tooLarge: report(place, "\(quoted(text)) is too large", "write an amount below 92 billion")
            case .tooManyDecimals:
                report(
                    place, "\(quoted(text)) has more decimals than \(currency), which has \(currency.minorDigits)",
                    "write whole minor units of \(currency)")
            case .notADecimal:
                report(
                    place, "\(quoted(text)) is not an amount", "write digits, with a point before the decimals: -12.50")
            }
            return nil
        }
    }
}
