/// A record of a CSV file. Its bytes are valid UTF-8.
package struct CSVRecord: Sendable {
    struct Field: Sendable {
        var range: Range<Int>
        var line: Int
        var column: Int
    }

    fileprivate(set) var bytes: [UInt8] = []
    fileprivate(set) var fields: [Field] = []

    /// The number of fields.
    package var count: Int { fields.count }

    /// The line on which the record begins.
    package var line: Int { fields.first?.line ?? 0 }

    /// Returns the text of a field.
    package func text(_ field: Int) -> String { String(decoding: bytes[fields[field].range], as: UTF8.self) }

    /// Calls `body` with the bytes of a field, without copying them.
    package func withBytes<Result>(_ field: Int, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        bytes.withUnsafeBytes { body(UnsafeRawBufferPointer(rebasing: $0[fields[field].range])) }
    }
}

/// Reads CSV strictly by RFC 4180: anything ambiguous is a fault with its place, never a guess.
///
/// Records end in `\n` or `\r\n`. Empty lines are skipped. The file may begin with a UTF-8 byte order mark. The bytes
/// come in pieces of any size, and only one record is in memory.
package struct CSVReader {
    /// A record longer than this must contain a quote that was never closed.
    package static let recordBytesMax = 1 << 20

    private enum State {
        case fieldStart, plain, quoted, quoteInQuoted, afterReturn
    }

    private let separator: UInt8
    private var state = State.fieldStart
    private var record = CSVRecord()
    private var fieldStart = 0
    /// The place where the current field began; an empty record has no field yet.
    private var fieldPlace = (line: 1, column: 1)
    private var line = 1
    private var column = 1
    private var fed = 0
    private var utf8 = UTF8Steps()
    /// Whether a quote has opened in the current record: a line with only `""` has one empty cell, an empty line none.
    private var hasQuote = false

    /// - Precondition: `separator` is ASCII and neither a quote nor a line end.
    package init(separator: UInt8 = UInt8(ascii: ",")) {
        precondition(separator < 0x80 && separator != UInt8(ascii: "\"") && separator != 10 && separator != 13)
        self.separator = separator
    }

    /// Reads a piece of the file and calls `body` with each record that ends in it.
    ///
    /// - Throws: `StatementFault` at the first thing that is not CSV; after that the reader can't be used. Also what
    ///   `body` throws.
    package mutating func read(_ piece: UnsafeRawBufferPointer, _ body: (CSVRecord) throws -> Void) throws {
        for byte in piece {
            try step(byte, body)
            fed += 1
            if fed == 3, record.bytes == [0xEF, 0xBB, 0xBF], state == .plain {
                // A byte order mark is not part of the first cell.
                record.bytes.removeAll()
                state = .fieldStart
                column = 1
            }
        }
    }

    /// Ends the file. The last record needs no line end.
    package mutating func finish(_ body: (CSVRecord) throws -> Void) throws {
        if utf8.isWithin {
            column -= 1
            throw encodingFault()
        }
        switch state {
        case .quoted:
            throw fault(fieldPlace, "the quote that opens here is never closed", "close it with \", or remove it")
        case .afterReturn: throw returnFault()
        case .fieldStart, .plain, .quoteInQuoted:
            try endRecord(body)
        }
    }

    private mutating func step(_ byte: UInt8, _ body: (CSVRecord) throws -> Void) throws {
        let isWithin = utf8.isWithin
        guard utf8.take(byte) else {
            if isWithin { column -= 1 }
            throw fed == 0 && byte >= 0xFE ? utf16Fault() : encodingFault()
        }
        if byte == 0 { throw utf16Fault() }
        if state == .afterReturn {
            guard byte == 10 else { throw returnFault() }
            try endRecord(body)
            return
        }
        switch (state, byte) {
        case (.quoted, UInt8(ascii: "\"")):
            state = .quoteInQuoted
        case (.quoted, _):
            record.bytes.append(byte)
        case (.quoteInQuoted, UInt8(ascii: "\"")):
            record.bytes.append(byte)
            state = .quoted
        case (_, separator):
            endField()
            advance(byte)
            fieldPlace = (line, column)
            return
        case (_, 13):
            state = .afterReturn
        case (_, 10):
            try endRecord(body)
            return
        case (.quoteInQuoted, _):
            throw fault(
                (line, column), "there is text after the closing quote", "write \"\" for a quote within a quoted cell")
        case (.fieldStart, UInt8(ascii: "\"")):
            state = .quoted
            hasQuote = true
        case (.plain, UInt8(ascii: "\"")):
            throw fault(
                (line, column), "there is a quote in a cell that does not begin with one",
                "put the whole cell into quotes, and write \"\" for a quote within")
        default:
            record.bytes.append(byte)
            state = .plain
        }
        guard record.bytes.count <= CSVReader.recordBytesMax else {
            throw fault(
                fieldPlace, "a record of over 1 MiB: the cell that begins here does not end",
                "look for a quote that is never closed")
        }
        advance(byte)
    }

    private mutating func advance(_ byte: UInt8) {
        if byte == 10 {
            line += 1
            column = 1
        } else if byte & 0xC0 != 0x80 {
            column += 1
        }
    }

    private mutating func endField() {
        record.fields.append(
            CSVRecord.Field(range: fieldStart..<record.bytes.count, line: fieldPlace.line, column: fieldPlace.column))
        fieldStart = record.bytes.count
        state = .fieldStart
    }

    private mutating func endRecord(_ body: (CSVRecord) throws -> Void) throws {
        let isEmptyLine = record.fields.isEmpty && record.bytes.isEmpty && !hasQuote
        endField()
        if !isEmptyLine { try body(record) }
        record.bytes.removeAll(keepingCapacity: true)
        record.fields.removeAll(keepingCapacity: true)
        fieldStart = 0
        hasQuote = false
        line += 1
        column = 1
        fieldPlace = (line, column)
    }

    private func fault(_ place: (line: Int, column: Int), _ message: String, _ hint: String) -> StatementFault {
        StatementFault(line: place.line, column: place.column, message, hint: hint)
    }

    private func encodingFault() -> StatementFault {
        fault(
            (line, column), "the file is not UTF-8 here (Latin-1 or Windows-1252, it may be)",
            "save it as UTF-8, or convert it: iconv -f WINDOWS-1252 -t UTF-8 old.csv > new.csv")
    }

    private func utf16Fault() -> StatementFault {
        fault(
            (line, column), "the file is UTF-16, or no text at all",
            "save it as UTF-8, or convert it: iconv -f UTF-16 -t UTF-8 old.csv > new.csv")
    }

    private func returnFault() -> StatementFault {
        fault(
            (line, max(1, column - 1)), "a carriage return without a line feed",
            "end lines in \\n or \\r\\n; put a cell that holds one into quotes")
    }
}

/// Checks byte by byte that a text is UTF-8: no overlong form, no surrogate, nothing beyond U+10FFFF.
struct UTF8Steps {
    private var missing = 0
    private var low: UInt8 = 0x80
    private var high: UInt8 = 0xBF

    /// Whether a character has begun and not ended.
    var isWithin: Bool { missing > 0 }

    /// - Returns: `false` if the byte is not allowed here.
    mutating func take(_ byte: UInt8) -> Bool {
        if missing > 0 {
            guard byte >= low, byte <= high else { return false }
            missing -= 1
            (low, high) = (0x80, 0xBF)
            return true
        }
        switch byte {
        case 0..<0x80: return true
        case 0xC2...0xDF: missing = 1
        case 0xE0: (missing, low) = (2, 0xA0)
        case 0xED: (missing, high) = (2, 0x9F)
        case 0xE1...0xEF: missing = 2
        case 0xF0: (missing, low) = (3, 0x90)
        case 0xF1...0xF3: missing = 3
        case 0xF4: (missing, high) = (3, 0x8F)
        default: return false
        }
        return true
    }
}
