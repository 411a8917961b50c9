/// A place in a buffer that ends with a sentinel; see `Bytes`.
typealias Place = UnsafePointer<UInt8>

/// Helpers that read a buffer 8 bytes at a time, in one register.
///
/// **Bounds.** Every buffer that is scanned ends with a line feed (the *sentinel*) at its `end`, followed by at least
/// 31 readable bytes (`Bytes.padding`). A line feed stops every loop of the scanner: it is a control character within
/// strings, and it is not white space (`Bytes.isSpace`), a digit, a hex digit or punctuation. So no place ever moves
/// past `end`, and a load at a place `<= end` reads at most up to `end + 31`. `LogParser` keeps this promise: a line in
/// a chunk is followed by its own line feed, and a line too near to the chunk's end is copied first.
enum Bytes {
    /// The number of readable bytes from the sentinel on.
    static let padding = 32

    static let quote = UInt8(ascii: "\"")
    static let backslash = UInt8(ascii: "\\")
    static let lineFeed: UInt8 = 10
    static let carriageReturn: UInt8 = 13

    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let highs: UInt64 = 0x8080_8080_8080_8080

    /// The 8 bytes that start at a place. The first is in the lowest bits.
    @inline(__always)
    static func word(_ place: Place) -> UInt64 {
        UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
    }

    /// The high bit of each byte that ends or interrupts a JSON string: quote, backslash, below 0x20. Only the lowest
    /// bit that is set can be trusted: a borrow can spoil the bytes above a true hit, but never those below.
    @inline(__always)
    static func stringStops(_ word: UInt64) -> UInt64 {
        let quotes = word ^ (ones &* 0x22)
        let backslashes = word ^ (ones &* 0x5C)
        let hits =
            ((quotes &- ones) & ~quotes) | ((backslashes &- ones) & ~backslashes)
            | ((word &- ones &* 0x20) & ~word)
        return hits & highs
    }

    /// Whether all 8 bytes are ASCII.
    @inline(__always)
    static func isASCII(_ word: UInt64) -> Bool { word & highs == 0 }

    /// The first `count` bytes of a word, up to 8, with spaces in place of the others.
    @inline(__always)
    static func first(_ count: Int, of word: UInt64) -> UInt64 {
        if count >= 8 { return word }
        let mask: UInt64 = (1 &<< UInt64(count &* 8)) &- 1
        return (word & mask) | (ones &* 0x20 & ~mask)
    }

    /// Whether a byte is below 0x20, equal to 0x7F, or outside ASCII.
    @inline(__always)
    static func mayHoldControl(_ word: UInt64) -> Bool {
        // Adding 1 turns 0x7F into 0x80. A carry comes only from 0xFF, which is a hit itself.
        ((word &- ones &* 0x20) | word | (word &+ ones)) & highs != 0
    }

    /// Whether a byte is JSON white space. The line feed does not count, because it is the sentinel here.
    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || byte == 0x09 || byte == 0x0D }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- 0x30 < 10 }

    /// The place after white space.
    @inline(__always)
    static func skipSpace(_ start: Place) -> Place {
        var place = start
        while isSpace(place[0]) { place += 1 }
        return place
    }
}

/// A run of bytes. It is valid as long as the line that it belongs to.
typealias Text = UnsafeBufferPointer<UInt8>

extension UnsafeBufferPointer<UInt8> {
    @inline(__always)
    var raw: UnsafeRawBufferPointer { UnsafeRawBufferPointer(self) }

    /// Whether the bytes equal a short ASCII word. O(bytes).
    @inline(__always)
    func equals(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count where self[index] != word.utf8Start[index] { return false }
        return true
    }

    /// Whether the bytes equal a short ASCII word, ignoring the case of ASCII letters. `word` is in lower case.
    @inline(__always)
    func equalsIgnoringCase(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        for index in 0..<count {
            let byte = self[index]
            guard (byte &- 0x41 < 26 ? byte | 0x20 : byte) == word.utf8Start[index] else { return false }
        }
        return true
    }

    /// Whether the bytes contain a control character (Unicode Cc: U+0000–1F, 7F–9F). The bytes must be valid UTF-8 and
    /// part of a line, so that a word may be loaded at each of them. O(bytes).
    @inline(__always)
    var holdsControl: Bool {
        guard let start = baseAddress else { return false }
        var offset = 0
        while offset < count {
            let word = Bytes.first(count &- offset, of: Bytes.word(start + offset))
            if Bytes.mayHoldControl(word) { return findControl(from: offset) }
            offset &+= 8
        }
        return false
    }

    @inline(never)
    private func findControl(from first: Int) -> Bool {
        var index = first
        while index < count {
            let byte = self[index]
            if byte < 0x20 || byte == 0x7F { return true }
            if byte == 0xC2, index &+ 1 < count, self[index &+ 1] < 0xA0 { return true }
            index &+= 1
        }
        return false
    }

    var identifier: String { String(decoding: self, as: UTF8.self) }
}
