/// Where something stands in the rules file. Lines and columns count from 1; a column is a Unicode code point.
struct Place: Sendable, Hashable, Comparable {
    var line: Int
    var column: Int
    /// Code points on the first line of what is meant; at least 1.
    var length: Int
    /// The bytes meant, in the file without its byte order mark.
    var bytes: Range<Int>

    static let start = Place(line: 1, column: 1, length: 1, bytes: 0..<0)

    static func < (a: Place, b: Place) -> Bool { (a.line, a.column) < (b.line, b.column) }
}

/// The bytes of a rules file and their lines. A byte order mark at the start is dropped.
struct SourceText: Sendable {
    let bytes: [UInt8]
    /// The byte at which each line starts; lines end in `\n`, `\r\n` or `\r`.
    private let lineStarts: [Int]
    /// The byte at which each code point starts; `nil` where every byte is one.
    private let codePointStarts: [Int]?

    init(_ file: [UInt8]) {
        bytes = file.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(file.dropFirst(3)) : file
        var lines = [0]
        var starts: [Int]? = bytes.contains { $0 >= 0x80 } ? [] : nil
        for (offset, byte) in bytes.enumerated() {
            if byte & 0xC0 != 0x80 { starts?.append(offset) }
            let breaks = byte == 10 || byte == 13 && (offset + 1 == bytes.count || bytes[offset + 1] != 10)
            if breaks { lines.append(offset + 1) }
        }
        lineStarts = lines
        codePointStarts = starts
    }

    /// The byte of a code point, or the end where there is no such code point.
    func byte(ofCodePoint index: Int) -> Int {
        guard let starts = codePointStarts else { return min(max(index, 0), bytes.count) }
        return starts.indices.contains(index) ? starts[index] : bytes.count
    }

    /// - Parameter bytes: half open, in code points, as libyaml counts its marks.
    func place(codePoints range: Range<Int>) -> Place {
        let start = byte(ofCodePoint: range.lowerBound)
        return place(bytes: start..<max(start, byte(ofCodePoint: range.upperBound)))
    }

    func place(bytes range: Range<Int>) -> Place {
        var low = 0
        var high = lineStarts.count
        while high - low > 1 {
            let middle = (low + high) / 2
            if lineStarts[middle] <= range.lowerBound { low = middle } else { high = middle }
        }
        let lineEnd = low + 1 < lineStarts.count ? lineStarts[low + 1] : bytes.count
        var shownEnd = min(range.upperBound, lineEnd)
        while shownEnd > range.lowerBound, [10, 13].contains(bytes[shownEnd - 1]) { shownEnd -= 1 }
        return Place(
            line: low + 1,
            column: codePoints(lineStarts[low]..<range.lowerBound) + 1,
            length: max(1, codePoints(range.lowerBound..<max(range.lowerBound, shownEnd))),
            bytes: range
        )
    }

    /// A line without its end; bytes that are not UTF-8 become U+FFFD.
    func line(_ number: Int) -> String {
        guard (1...lineStarts.count).contains(number) else { return "" }
        let end = number < lineStarts.count ? lineStarts[number] : bytes.count
        var line = bytes[lineStarts[number - 1]..<end]
        while let last = line.last, last == 10 || last == 13 { line = line.dropLast() }
        return String(decoding: line, as: UTF8.self)
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

    private func codePoints(_ range: Range<Int>) -> Int {
        codePointStarts == nil ? range.count : bytes[range].count { $0 & 0xC0 != 0x80 }
    }
}
