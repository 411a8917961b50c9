/// A place in the rules file. Lines and columns count from 1; a column is a Unicode code point.
struct Place: Sendable, Hashable, Comparable {
    var line: Int
    var column: Int
    /// The number of code points from the column on, on this line only; at least 1.
    var length: Int
    /// The bytes at the place, in the file without its byte order mark.
    var bytes: Range<Int>

    static let start = Place(line: 1, column: 1, length: 1, bytes: 0..<0)

    static func < (a: Place, b: Place) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// The bytes of a rules file and their lines. A byte order mark at the start is dropped.
///
/// libyaml counts code points, and columns of messages are code points. The tables here turn them into places without a
/// walk over the line, so a file of one long line is read as fast as any other.
struct SourceText: Sendable {
    let bytes: [UInt8]
    /// The code point at which each line starts; lines end in `\n`, `\r\n` or `\r`.
    private let lineStarts: [Int]
    /// The byte at which each code point starts; `nil` if every byte is a code point.
    private let codePointStarts: [Int]?

    init(_ file: [UInt8]) {
        bytes = file.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file.dropFirst(3)) : file
        var lines = [0]
        var codePoints = 0
        var starts: [Int]? = bytes.contains { $0 >= 0x80 } ? [] : nil
        for (offset, byte) in bytes.enumerated() {
            if byte & 0xC0 != 0x80 {
                starts?.append(offset)
                codePoints += 1
            }
            let breaks = byte == 10 || byte == 13 && (offset + 1 == bytes.count || bytes[offset + 1] != 10)
            if breaks { lines.append(codePoints) }
        }
        lineStarts = lines
        codePointStarts = starts
    }

    /// The place of a half-open range of code points.
    func place(codePoints range: Range<Int>) -> Place {
        let line = line(ofCodePoint: range.lowerBound)
        let start = byte(ofCodePoint: range.lowerBound)
        let shownEnd = min(range.upperBound, lineEnd(line))
        return Place(
            line: line, column: range.lowerBound - lineStarts[line - 1] + 1,
            length: max(1, shownEnd - range.lowerBound),
            bytes: start..<max(start, byte(ofCodePoint: range.upperBound)))
    }

    /// The place of the code point that contains a byte; the end of the file for the byte after the last.
    func place(byte: Int) -> Place {
        let before = bytes[..<min(byte, bytes.count)].count { $0 & 0xC0 != 0x80 }
        return place(codePoints: before..<before + 1)
    }

    /// A part of a line, without the line's end. Columns count from 1; bytes that are not UTF-8 become U+FFFD.
    func text(line: Int, columns: Range<Int>) -> String {
        guard (1...lineStarts.count).contains(line) else { return "" }
        let start = lineStarts[line - 1]
        let end = lineEnd(line)
        let first = min(start + columns.lowerBound - 1, end)
        let last = max(first, min(start + columns.upperBound - 1, end))
        return String(decoding: bytes[byte(ofCodePoint: first)..<byte(ofCodePoint: last)], as: UTF8.self)
    }

    /// The number of code points in a line, without the line's end.
    func length(ofLine line: Int) -> Int {
        (1...lineStarts.count).contains(line) ? lineEnd(line) - lineStarts[line - 1] : 0
    }

    private func byte(ofCodePoint index: Int) -> Int {
        guard let starts = codePointStarts else { return min(max(index, 0), bytes.count) }
        return starts.indices.contains(index) ? starts[index] : bytes.count
    }

    private func line(ofCodePoint index: Int) -> Int {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= index { low = middle } else { high = middle }
        }
        return low + 1
    }

    /// The code point at which the text of a line ends, before its line break.
    private func lineEnd(_ line: Int) -> Int {
        let start = lineStarts[line - 1]
        var end = line < lineStarts.count ? lineStarts[line] : codePointStarts?.count ?? bytes.count
        while end > start, [10, 13].contains(bytes[byte(ofCodePoint: end - 1)]) { end -= 1 }
        return end
    }

    /// The first byte that is not UTF-8, if there is one.
    var firstInvalidByte: Int? {
        guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
        var parser = Unicode.UTF8.ForwardParser()
        var iterator = bytes.makeIterator()
        var offset = 0
        while true {
            switch parser.parseScalar(from: &iterator) {
            case .valid(let scalar): offset += scalar.count
            case .error: return offset
            case .emptyInput: return nil
            }
        }
    }
}
