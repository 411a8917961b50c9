import Glibc

/// A CSV file, read row by row and piece by piece: RFC 4180, rows ended by a line feed.
///
/// Only the current row is examined. The text of a cell is made on request.
///
/// **Exclusivity**: one thread reads a file, and no access to a property below calls anything that reaches the same
/// input again. So accesses are not checked as the program runs; that took 7 % of the instructions of `verify`.
final class CSVInput {
    private struct Cell {
        var bytes: Range<Int>
        /// Whether the cell contains quotes, which are doubled in the file.
        var hasQuotes = false
    }

    private let file: FilePieces?
    @exclusivity(unchecked) private var buffer: [UInt8]
    /// The position at which the next row begins.
    @exclusivity(unchecked) private var begin = 0
    @exclusivity(unchecked) private var isAtEnd: Bool
    @exclusivity(unchecked) private var nextLine = 1
    @exclusivity(unchecked) private var cells: [Cell] = []
    /// The line of the file on which the row begins, from 1.
    @exclusivity(unchecked) private(set) var line = 0
    /// The byte of the file at which the row begins, from 0.
    @exclusivity(unchecked) private(set) var offset = 0
    /// The number of bytes of the file that stand before the buffer.
    @exclusivity(unchecked) private var dropped = 0
    /// Whether any cell so far is quoted without need, which settle never does.
    @exclusivity(unchecked) private(set) var isQuotedNeedlessly = false

    private static let pieceSize = 1 << 18

    /// - Parameter place: where the first row to read begins.
    init(_ bytes: [UInt8], from place: Place = .begin) {
        file = nil
        buffer = bytes
        begin = min(place.offset, bytes.count)
        nextLine = place.line
        isAtEnd = true
    }

    /// - Parameter place: where the first row to read begins.
    init(_ file: FilePieces, from place: Place = .begin) {
        self.file = file
        buffer = []
        dropped = place.offset
        nextLine = place.line
        // A place that can't be reached reads as the end of the file.
        isAtEnd = !file.go(to: place.offset)
    }

    /// Where a row begins in its file.
    struct Place: Sendable {
        var offset: Int
        /// From 1.
        var line: Int

        static let begin = Place(offset: 0, line: 1)
    }

    /// Where the current row begins.
    var place: Place { Place(offset: offset, line: line) }

    var count: Int { cells.count }

    /// Moves to the next row.
    ///
    /// - Returns: `false` after the last one.
    /// - Throws: `Unworkable` naming the line.
    func next() throws(Unworkable) -> Bool {
        while true {
            if begin == buffer.count, isAtEnd { return false }
            if let end = try scan() {
                offset = dropped + begin
                begin = end
                return true
            }
            try readOn()
        }
    }

    private func readOn() throws(Unworkable) {
        buffer.removeSubrange(..<begin)
        dropped += begin
        begin = 0
        var count = 0
        // The buffer doubles, because a row is scanned from its beginning each time.
        buffer += [UInt8](unsafeUninitializedCapacity: max(CSVInput.pieceSize, buffer.count)) { piece, filled in
            count = file?.read(into: UnsafeMutableRawBufferPointer(piece)) ?? 0
            filled = max(0, count)
        }
        guard count >= 0 else { throw Unworkable("it can't be read to its end") }
        isAtEnd = count == 0
    }

    /// Finds the cells of the row that begins at `begin`.
    ///
    /// - Returns: the position at which the next row begins; `nil` if more must be read first.
    private func scan() throws(Unworkable) -> Int? {
        cells.removeAll(keepingCapacity: true)
        let isWhole = isAtEnd
        var lines = nextLine
        var index = begin
        var found: [Cell] = cells
        cells = []
        var isNeedless = isQuotedNeedlessly
        defer { cells = found }
        let buffer = buffer
        let end = try buffer.withUnsafeBufferPointer { bytes throws(Unworkable) -> Int? in
            while true {
                var cell = Cell(bytes: index..<index)
                var high: UInt8 = 0
                if index < bytes.count, bytes[index] == UInt8(ascii: "\"") {
                    index += 1
                    let first = index
                    var isNeeded = false
                    while true {
                        guard index < bytes.count else {
                            if !isWhole { return nil }
                            throw Unworkable("a quote opened before line \(lines) is not closed")
                        }
                        let byte = bytes[index]
                        high |= byte
                        if byte == UInt8(ascii: "\"") {
                            // Only the next byte tells whether this quote closes the cell.
                            if index + 1 == bytes.count, !isWhole { return nil }
                            guard index + 1 < bytes.count, bytes[index + 1] == byte else { break }
                            cell.hasQuotes = true
                            isNeeded = true
                            index += 2
                            continue
                        }
                        if byte == 10 { lines += 1 }
                        if byte == 10 || byte == 13 || byte == 44 { isNeeded = true }
                        index += 1
                    }
                    cell.bytes = first..<index
                    index += 1
                    isNeedless = isNeedless || !isNeeded
                } else {
                    let first = index
                    while index < bytes.count, bytes[index] != 44, bytes[index] != 10 {
                        guard bytes[index] != 34, bytes[index] != 13 else {
                            throw Unworkable("line \(lines) has a quote or a carriage return outside quotes")
                        }
                        high |= bytes[index]
                        index += 1
                    }
                    cell.bytes = first..<index
                }
                if index == bytes.count, !isWhole { return nil }
                if high >= 0x80, String(validating: bytes[cell.bytes], as: UTF8.self) == nil {
                    throw Unworkable("line \(lines) is not UTF-8")
                }
                found.append(cell)
                guard index < bytes.count else { throw Unworkable("line \(lines), the last, is not ended") }
                let end = bytes[index]
                index += 1
                if end == 10 { return index }
                guard end == UInt8(ascii: ",") else { throw Unworkable("line \(lines) goes on after a closing quote") }
            }
        }
        guard let end else { return nil }
        line = nextLine
        nextLine = lines + 1
        isQuotedNeedlessly = isNeedless
        return end
    }

    // MARK: - Cells

    /// Returns the text of a cell; empty if the row does not have it.
    func text(_ position: Int) -> String {
        guard position < cells.count else { return "" }
        let cell = cells[position]
        guard cell.hasQuotes else { return String(decoding: buffer[cell.bytes], as: UTF8.self) }
        var text: [UInt8] = []
        var isSecond = false
        for byte in buffer[cell.bytes] {
            isSecond = byte == UInt8(ascii: "\"") && !isSecond
            if !isSecond { text.append(byte) }
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// Whether a cell has exactly this text.
    func isSame(_ position: Int, _ text: String) -> Bool {
        guard position < cells.count, !cells[position].hasQuotes, cells[position].bytes.count == text.utf8.count else {
            return false
        }
        let (buffer, bytes) = (buffer, cells[position].bytes)
        var text = text
        return text.withUTF8 { text in
            buffer.withUnsafeBytes { buffer in
                // In bounds: both have `text.count` bytes. An empty text may have no address.
                text.isEmpty || memcmp(text.baseAddress!, buffer.baseAddress! + bytes.lowerBound, text.count) == 0
            }
        }
    }

    /// Whether a cell begins with these bytes. A quoted cell counts as written between its quotes.
    func begins(_ position: Int, with text: StaticString) -> Bool {
        guard position < cells.count else { return false }
        return text.withUTF8Buffer { buffer[cells[position].bytes].starts(with: $0) }
    }

    /// Appends the text of a cell, as `text` returns it.
    func append(_ position: Int, to bytes: inout [UInt8]) {
        guard position < cells.count else { return }
        if cells[position].hasQuotes {
            bytes.append(contentsOf: text(position).utf8)
        } else {
            bytes.append(contentsOf: buffer[cells[position].bytes])
        }
    }

    func length(_ position: Int) -> Int { position < cells.count ? cells[position].bytes.count : 0 }

    /// Reads a whole number of 64 bits with this many digits after a point, and drops the point.
    ///
    /// Only the form that settle writes is accepted: no `+`, no leading zero, no negative zero.
    func whole(_ position: Int, decimals: Int = 0) -> Int64? {
        guard position < cells.count else { return nil }
        let (buffer, cell) = (buffer, cells[position].bytes)
        return buffer.withUnsafeBufferPointer { bytes in
            var rest = UnsafeBufferPointer(rebasing: bytes[cell])
            let isNegative = rest.first == UInt8(ascii: "-")
            if isNegative { rest = UnsafeBufferPointer(rebasing: rest.dropFirst()) }
            // The digits before the point, the point, and the digits after it.
            let wholes = decimals == 0 ? rest.count : rest.count - decimals - 1
            guard wholes > 0, wholes == 1 || rest[0] != 48 else { return nil }
            var value: UInt64 = 0
            for (place, byte) in rest.enumerated() {
                if place == wholes {
                    guard byte == UInt8(ascii: ".") else { return nil }
                    continue
                }
                guard (48...57).contains(byte) else { return nil }
                let (shifted, isBeyond) = value.multipliedReportingOverflow(by: 10)
                let (sum, isOver) = shifted.addingReportingOverflow(UInt64(byte - 48))
                guard !isBeyond, !isOver else { return nil }
                value = sum
            }
            guard isNegative else { return Int64(exactly: value) }
            if value == 0 { return nil }
            return value == Int64.min.magnitude ? .min : Int64(exactly: value).map { -$0 }
        }
    }
}
