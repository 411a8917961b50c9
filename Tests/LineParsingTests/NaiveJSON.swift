/// A second opinion on JSON: RFC 8259 as simply as possible, recursive and one byte at a time. It shares no code with
/// the scanner.
struct NaiveJSON {
    enum Verdict: Equatable { case good, bad, deep }

    private var bytes: [UInt8]
    private var at = 0
    private var isTooDeep = false

    /// Whether the bytes are one JSON text; of two faults, the first in reading order.
    static func verdict(_ bytes: [UInt8]) -> Verdict {
        var reader = NaiveJSON(bytes: bytes)
        reader.space()
        let isGood = reader.value(depth: 0)
        if reader.isTooDeep { return .deep }
        guard isGood else { return .bad }
        reader.space()
        return reader.at == bytes.count ? .good : .bad
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func take(_ character: Character) -> Bool {
        guard let byte, byte == character.asciiValue else { return false }
        at += 1
        return true
    }

    private mutating func space() {
        while let byte, [32, 9, 10, 13].contains(byte) { at += 1 }
    }

    private mutating func value(depth: Int) -> Bool {
        guard let byte else { return false }
        switch Character(UnicodeScalar(byte)) {
        case "{": return object(depth: depth + 1)
        case "[": return array(depth: depth + 1)
        case "\"": return string()
        case "t": return word("true")
        case "f": return word("false")
        case "n": return word("null")
        default: return number()
        }
    }

    private mutating func object(depth: Int) -> Bool {
        guard depth <= 64 else {
            isTooDeep = true
            return false
        }
        at += 1
        space()
        if take("}") { return true }
        while true {
            guard string() else { return false }
            space()
            guard take(":") else { return false }
            space()
            guard value(depth: depth) else { return false }
            space()
            if take("}") { return true }
            guard take(",") else { return false }
            space()
        }
    }

    private mutating func array(depth: Int) -> Bool {
        guard depth <= 64 else {
            isTooDeep = true
            return false
        }
        at += 1
        space()
        if take("]") { return true }
        while true {
            guard value(depth: depth) else { return false }
            space()
            if take("]") { return true }
            guard take(",") else { return false }
            space()
        }
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte {
            if take("\"") { return true }
            if byte < 32 { return false }
            if take("\\") {
                guard escape() else { return false }
            } else {
                at += 1
            }
        }
        return false
    }

    private mutating func escape() -> Bool {
        for character: Character in ["\"", "\\", "/", "b", "f", "n", "r", "t"] where take(character) { return true }
        guard let unit = unit() else { return false }
        if (0xDC00...0xDFFF).contains(unit) { return false }
        guard (0xD800...0xDBFF).contains(unit) else { return true }
        guard take("\\"), let low = self.unit() else { return false }
        return (0xDC00...0xDFFF).contains(low)
    }

    private mutating func unit() -> Int? {
        guard take("u"), at + 4 <= bytes.count else { return nil }
        let digits = bytes[at..<at + 4]
        guard digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit && $0 < 128 }) else { return nil }
        at += 4
        return Int(String(decoding: digits, as: UTF8.self), radix: 16)
    }

    private mutating func number() -> Bool {
        _ = take("-")
        if !take("0") {
            guard digits() else { return false }
        }
        if take(".") {
            guard digits() else { return false }
        }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            guard digits() else { return false }
        }
        return true
    }

    private mutating func digits() -> Bool {
        let start = at
        while let byte, (48...57).contains(byte) { at += 1 }
        return at > start
    }

    private mutating func word(_ word: String) -> Bool {
        guard bytes[at...].starts(with: word.utf8) else { return false }
        at += word.utf8.count
        return true
    }
}
