import Vocabulary

/// Scratch memory for one line: a copy of a line at a chunk's end, and unescaped texts.
///
/// **Bounds.** A parsed line has at most `LineLimits.lengthMax` bytes. Unescaping never makes a text longer; each
/// body and each field is unescaped once; and a field within an unescaped body is part of that body. So twice the
/// longest line plus padding for each text is enough, and the end is checked before every allotment.
struct ParserMemory: ~Copyable {
    /// The longest line, its sentinel, and the bytes behind it that a load may touch.
    private static let lineCount = LineLimits.lengthMax + Bytes.padding
    private static let textCount = 2 * LineLimits.lengthMax + (Field.allCases.count + 2) * Bytes.padding + madeCount
    /// The texts that the parser makes itself: a hash in hex, an HTTP status, two names, each with padding; they take
    /// half of this.
    private static let madeCount = 512

    private let line: UnsafeMutablePointer<UInt8>
    private let texts: UnsafeMutablePointer<UInt8>
    private var used = 0

    init() {
        line = .allocate(capacity: Self.lineCount)
        texts = .allocate(capacity: Self.textCount)
        // Only bytes that were written are used. Loads may touch the padding, but its value does not matter.
    }

    deinit {
        line.deallocate()
        texts.deallocate()
    }

    @inline(__always)
    mutating func removeAll() { used = 0 }

    /// Copies a line and puts a sentinel behind it.
    mutating func copy(_ bytes: Text) -> Place {
        precondition(bytes.count + Bytes.padding <= Self.lineCount)
        if let start = bytes.baseAddress { line.update(from: start, count: bytes.count) }
        seal(line + bytes.count)
        return Place(line)
    }

    /// The unescaped form of a text, valid until the next line.
    @inline(never)
    mutating func unescape(_ text: Text, asBody: Bool = false) -> Text {
        precondition(used + text.count + Bytes.padding <= Self.textCount)
        let target = texts + used
        let count = JSONLexer.unescape(text, into: target, sentinelSafe: asBody)
        seal(target + count)
        used += count + Bytes.padding
        return Text(start: target, count: count)
    }

    /// Copies a text that stands elsewhere, so that words may be loaded from it.
    mutating func copy(_ identifier: Identifier) -> Text {
        var text = identifier.text
        let target = texts + used
        let count = text.withUTF8 { bytes in
            precondition(used + bytes.count + Bytes.padding <= Self.textCount)
            if let start = bytes.baseAddress { target.update(from: start, count: bytes.count) }
            return bytes.count
        }
        seal(target + count)
        used += count + Bytes.padding
        return Text(start: target, count: count)
    }

    /// Bytes in lower-case hex.
    mutating func hex(_ bytes: some Sequence<UInt8>) -> Text {
        let target = texts + used
        var count = 0
        for byte in bytes {
            precondition(used + count + 2 + Bytes.padding <= Self.textCount)
            for half in [byte >> 4, byte & 15] {
                target[count] = half < 10 ? 0x30 + half : 0x57 + half
                count += 1
            }
        }
        seal(target + count)
        used += count + Bytes.padding
        return Text(start: target, count: count)
    }

    /// A number from 0 to 999 in decimal.
    mutating func decimal(_ number: Int64) -> Text {
        precondition(used + 3 + Bytes.padding <= Self.textCount)
        let target = texts + used
        var count = 0
        for unit: Int64 in [100, 10, 1] where number >= unit || unit == 1 {
            target[count] = 0x30 + UInt8(number / unit % 10)
            count += 1
        }
        seal(target + count)
        used += count + Bytes.padding
        return Text(start: target, count: count)
    }

    /// Writes a sentinel and its padding.
    private func seal(_ end: UnsafeMutablePointer<UInt8>) {
        end[0] = Bytes.lineFeed
        for index in 1..<Bytes.padding { end[index] = 0 }
    }
}
