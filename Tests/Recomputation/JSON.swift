/// A JSON value; numbers keep their text, and strings are unescaped UTF-8.
indirect enum JSON {
    case null
    case bool(Bool)
    case number([UInt8])
    case string([UInt8])
    case array([JSON])
    case object([Member])

    struct Member {
        let key: [UInt8]
        let value: JSON
    }
}

/// The reason why a text is not JSON.
enum JSONFault: Error {
    case notJSON
    case tooDeep
}

/// A strict reader of RFC 8259, one byte at a time, in reading order.
struct JSONParser {
    static let depthMax = 64

    private let bytes: [UInt8]
    private var at = 0
    private var depth = 0

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Parses bytes (valid UTF-8) that must contain one value.
    static func parse(_ bytes: [UInt8]) throws(JSONFault) -> JSON {
        var parser = JSONParser(bytes)
        parser.skipBlanks()
        let value = try parser.value()
        parser.skipBlanks()
        guard parser.at == bytes.count else { throw .notJSON }
        return value
    }

    private var byte: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func skipBlanks() {
        while let b = byte, b == 0x20 || b == 0x09 || b == 0x0A || b == 0x0D { at += 1 }
    }

    private mutating func expect(_ wanted: UInt8) throws(JSONFault) {
        guard byte == wanted else { throw .notJSON }
        at += 1
    }

    private mutating func word(_ text: StaticString, _ value: JSON) throws(JSONFault) -> JSON {
        for index in 0..<text.utf8CodeUnitCount { try expect(text.utf8Start[index]) }
        return value
    }

    private mutating func value() throws(JSONFault) -> JSON {
        switch byte {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: return .number(try number())
        }
    }

    private mutating func open(_ bracket: UInt8) throws(JSONFault) {
        try expect(bracket)
        depth += 1
        if depth > Self.depthMax { throw .tooDeep }
        skipBlanks()
    }

    private mutating func object() throws(JSONFault) -> [JSON.Member] {
        try open(UInt8(ascii: "{"))
        defer { depth -= 1 }
        var members: [JSON.Member] = []
        if byte == UInt8(ascii: "}") {
            at += 1
            return members
        }
        while true {
            skipBlanks()
            let key = try string()
            skipBlanks()
            try expect(UInt8(ascii: ":"))
            skipBlanks()
            members.append(JSON.Member(key: key, value: try value()))
            skipBlanks()
            if byte == UInt8(ascii: ",") {
                at += 1
            } else {
                try expect(UInt8(ascii: "}"))
                return members
            }
        }
    }

    private mutating func array() throws(JSONFault) -> [JSON] {
        try open(UInt8(ascii: "["))
        defer { depth -= 1 }
        var values: [JSON] = []
        if byte == UInt8(ascii: "]") {
            at += 1
            return values
        }
        while true {
            skipBlanks()
            values.append(try value())
            skipBlanks()
            if byte == UInt8(ascii: ",") {
                at += 1
            } else {
                try expect(UInt8(ascii: "]"))
                return values
            }
        }
    }

    private mutating func string() throws(JSONFault) -> [UInt8] {
        try expect(UInt8(ascii: "\""))
        var text: [UInt8] = []
        while let b = byte {
            at += 1
            if b == UInt8(ascii: "\"") { return text }
            if b < 0x20 { throw .notJSON }
            if b == UInt8(ascii: "\\") {
                try escape(into: &text)
            } else {
                text.append(b)
            }
        }
        throw .notJSON
    }

    private mutating func escape(into text: inout [UInt8]) throws(JSONFault) {
        guard let b = byte else { throw .notJSON }
        at += 1
        switch b {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(b)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if (0xD800...0xDBFF).contains(code) {
                try expect(UInt8(ascii: "\\"))
                try expect(UInt8(ascii: "u"))
                let low = try hexadecimal()
                guard (0xDC00...0xDFFF).contains(low) else { throw .notJSON }
                code = 0x10000 + (code - 0xD800) * 0x400 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw .notJSON }
            text.append(contentsOf: Array(String(Character(scalar)).utf8))
        default: throw .notJSON
        }
    }

    private mutating func hexadecimal() throws(JSONFault) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard let b = byte, let digit = Character(Unicode.Scalar(b)).hexDigitValue, b < 0x80 else { throw .notJSON }
            code = code * 16 + UInt32(digit)
            at += 1
        }
        return code
    }

    private mutating func digits() throws(JSONFault) {
        let start = at
        while let b = byte, (0x30...0x39).contains(b) { at += 1 }
        if at == start { throw .notJSON }
    }

    private mutating func number() throws(JSONFault) -> [UInt8] {
        let start = at
        if byte == UInt8(ascii: "-") { at += 1 }
        if byte == UInt8(ascii: "0") {
            at += 1
        } else {
            try digits()
        }
        if byte == UInt8(ascii: ".") {
            at += 1
            try digits()
        }
        if byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E") {
            at += 1
            if byte == UInt8(ascii: "+") || byte == UInt8(ascii: "-") { at += 1 }
            try digits()
        }
        return Array(bytes[start..<at])
    }
}
