import Foundation

/// A JSON document, with its members in order and its numbers as written.
indirect enum JSONValue: Equatable, Sendable {
    case object([Member])
    case array([JSONValue])
    case string(String)
    case number(ExactNumber)
    case bool(Bool)
    case null

    struct Member: Equatable, Sendable {
        var key: String
        var value: JSONValue
    }

    /// - Throws: `JSONFault` if the text is not JSON by RFC 8259.
    init(_ text: String) throws {
        var reader = JSONReader(bytes: Array(text.utf8))
        self = try reader.document()
    }

    /// - Throws: `JSONFault` if the bytes are not JSON or not UTF-8.
    init(bytes: some Sequence<UInt8>) throws {
        guard let text = String(bytes: Array(bytes), encoding: .utf8) else { throw JSONFault(place: 0) }
        self = try JSONValue(text)
    }

    /// The member of an object with this key. If there are several, the last one, as most readers do.
    subscript(key: String) -> JSONValue? {
        guard case .object(let members) = self else { return nil }
        return members.last { $0.key == key }?.value
    }

    /// The keys of an object, in order.
    var keys: [String] {
        guard case .object(let members) = self else { return [] }
        return members.map(\.key)
    }

    /// The texts of an array; or, if this is a text, only that.
    var texts: [String] {
        switch self {
        case .string(let text): [text]
        case .array(let items): items.flatMap(\.texts)
        default: []
        }
    }

    var text: String? {
        guard case .string(let text) = self else { return nil }
        return text
    }

    var number: ExactNumber? {
        guard case .number(let number) = self else { return nil }
        return number
    }

    var items: [JSONValue]? {
        guard case .array(let items) = self else { return nil }
        return items
    }

    var members: [Member]? {
        guard case .object(let members) = self else { return nil }
        return members
    }
}

/// The place where a text stops being JSON.
struct JSONFault: Error, CustomStringConvertible {
    /// In bytes from the start.
    var place: Int
    var description: String { "no JSON at byte \(place)" }
}

private struct JSONReader {
    let bytes: [UInt8]
    var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func document() throws -> JSONValue {
        let result = try value()
        skipSpace()
        guard place == bytes.count else { throw JSONFault(place: place) }
        return result
    }

    private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { place += 1 }
    }

    /// Takes the byte if it is the next one.
    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard let byte = next, byte == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func expect(_ character: Unicode.Scalar) throws {
        guard take(character) else { throw JSONFault(place: place) }
    }

    private mutating func value() throws -> JSONValue {
        skipSpace()
        if take("{") { return .object(try members()) }
        if take("[") { return .array(try elements()) }
        if take("\"") { return .string(try string()) }
        for (word, value) in [("true", JSONValue.bool(true)), ("false", .bool(false)), ("null", .null)]
        where bytes[place...].starts(with: word.utf8) {
            place += word.utf8.count
            return value
        }
        let start = place
        while let byte = next, (48...57).contains(byte) || "+-.eE".utf8.contains(byte) { place += 1 }
        guard let number = ExactNumber(String(decoding: bytes[start..<place], as: UTF8.self)) else {
            throw JSONFault(place: start)
        }
        return .number(number)
    }

    private mutating func members() throws -> [JSONValue.Member] {
        skipSpace()
        if take("}") { return [] }
        var members: [JSONValue.Member] = []
        repeat {
            skipSpace()
            try expect("\"")
            let key = try string()
            skipSpace()
            try expect(":")
            members.append(JSONValue.Member(key: key, value: try value()))
            skipSpace()
        } while take(",")
        try expect("}")
        return members
    }

    private mutating func elements() throws -> [JSONValue] {
        skipSpace()
        if take("]") { return [] }
        var elements: [JSONValue] = []
        repeat {
            elements.append(try value())
            skipSpace()
        } while take(",")
        try expect("]")
        return elements
    }

    /// Reads the rest of a string after its opening quote.
    private mutating func string() throws -> String {
        var units: [UInt16] = []
        while !take("\"") {
            if take("\\") {
                units.append(try escape())
                continue
            }
            let start = place
            while let byte = next, byte >= 0x20, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\") { place += 1 }
            guard place > start else { throw JSONFault(place: place) }
            units.append(contentsOf: String(decoding: bytes[start..<place], as: UTF8.self).utf16)
        }
        return String(decoding: units, as: UTF16.self)
    }

    private mutating func escape() throws -> UInt16 {
        let simple: [(Unicode.Scalar, UInt16)] = [
            ("\"", 0x22), ("\\", 0x5C), ("/", 0x2F), ("b", 8), ("f", 12), ("n", 10), ("r", 13), ("t", 9),
        ]
        for (character, unit) in simple where take(character) { return unit }
        try expect("u")
        guard place + 4 <= bytes.count else { throw JSONFault(place: place) }
        let digits = String(decoding: bytes[place..<(place + 4)], as: UTF8.self)
        guard digits.utf8.count == 4, !digits.hasPrefix("+"), !digits.hasPrefix("-"),
            let unit = UInt16(digits, radix: 16)
        else { throw JSONFault(place: place) }
        place += 4
        return unit
    }
}
