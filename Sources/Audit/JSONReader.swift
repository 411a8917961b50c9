/// JSON as in the files: members in order, only whole numbers.
enum JSONNode: Sendable {
    case object([(key: String, value: JSONNode)])
    case array([JSONNode])
    /// An array to compare with, whose items are made one at a time. Reading never returns it.
    case list(count: Int, item: @Sendable (Int) -> JSONNode)
    case string(String)
    case integer(Int64)
    case bool(Bool)
    case null

    subscript(_ key: String) -> JSONNode? {
        guard case .object(let members) = self else { return nil }
        return members.first { $0.key == key }?.value
    }

    var items: [JSONNode]? { if case .array(let items) = self { items } else { nil } }
    var text: String? { if case .string(let text) = self { text } else { nil } }
    var whole: Int64? { if case .integer(let value) = self { value } else { nil } }

    /// The value as a finding shows it.
    var shown: String {
        switch self {
        case .object(let members): "an object of \(members.count) members"
        case .array(let items): "a list of \(items.count)"
        case .list(let count, _): "a list of \(count)"
        case .string(let text): text
        case .integer(let value): String(value)
        case .bool(let value): String(value)
        case .null: "null"
        }
    }

    /// Returns the places where this differs from `expected`, with both values.
    func differences(from expected: JSONNode, at path: String = "") -> [(path: String, found: String, expected: String)]
    {
        switch (self, expected) {
        case (.object(let mine), .object(let theirs)):
            let (keys, wanted) = (mine.map(\.key), theirs.map(\.key))
            guard keys.elementsEqual(wanted, by: same) else {
                return [(path, "members \(keys.joined(separator: " "))", wanted.joined(separator: " "))]
            }
            return zip(mine, theirs).flatMap { mine, theirs in
                mine.value.differences(from: theirs.value, at: path.isEmpty ? mine.key : "\(path).\(mine.key)")
            }
        case (.array(let mine), .array(let theirs)):
            var found = zip(mine, theirs).enumerated().flatMap { position, pair in
                pair.0.differences(from: pair.1, at: "\(path)[\(position)]")
            }
            if mine.count != theirs.count { found.append((path, "\(mine.count) items", "\(theirs.count)")) }
            return found
        case (_, .list(let count, let item)):
            return differences(from: .array((0..<count).map(item)), at: path)
        case (.string(let mine), .string(let theirs)) where same(mine, theirs): return []
        case (.integer(let mine), .integer(let theirs)) where mine == theirs: return []
        case (.bool(let mine), .bool(let theirs)) where mine == theirs: return []
        case (.null, .null): return []
        default: return [(path, shown, expected.shown)]
        }
    }

    /// The bytes as settle writes them: 2-space indent, a line feed at the end.
    var written: [UInt8] {
        var text = JSONWriting()
        text.write(self, indent: 0)
        text.bytes.append(10)
        return text.bytes
    }

    /// Whether settle would write this as these bytes.
    ///
    /// - Complexity: O(bytes). Pieces are compared as they are made and not kept.
    func isWritten(as bytes: [UInt8]) -> Bool {
        var text = JSONWriting(comparedWith: bytes)
        text.write(self, indent: 0)
        text.bytes.append(10)
        return text.agrees
    }
}

/// Writes JSON, or compares it with a file while writing.
private struct JSONWriting {
    /// The bytes that are not compared yet.
    var bytes: [UInt8] = []
    private let compared: [UInt8]?
    private var place = 0
    private var isSame = true

    init(comparedWith bytes: [UInt8]? = nil) {
        compared = bytes
    }

    /// Whether everything written equals the whole file.
    var agrees: Bool {
        mutating get {
            compare()
            return isSame && place == compared?.count
        }
    }

    private mutating func compare() {
        guard let compared else { return }
        isSame = isSame && compared[place...].prefix(bytes.count) == bytes[...]
        place = min(compared.count, place + bytes.count)
        bytes.removeAll(keepingCapacity: true)
    }

    mutating func write(_ node: JSONNode, indent: Int) {
        switch node {
        case .object(let members):
            bytes.append(UInt8(ascii: "{"))
            for (position, member) in members.enumerated() {
                begin(position, indent)
                quote(member.key)
                bytes.append(UInt8(ascii: ":"))
                bytes.append(UInt8(ascii: " "))
                write(member.value, indent: indent + 2)
            }
            end(UInt8(ascii: "}"), isEmpty: members.isEmpty, indent)
        case .array(let items):
            bytes.append(UInt8(ascii: "["))
            for (position, item) in items.enumerated() {
                begin(position, indent)
                write(item, indent: indent + 2)
            }
            end(UInt8(ascii: "]"), isEmpty: items.isEmpty, indent)
        case .list(let count, let item):
            bytes.append(UInt8(ascii: "["))
            for position in 0..<count {
                begin(position, indent)
                write(item(position), indent: indent + 2)
                if compared != nil, bytes.count > 1 << 16 { compare() }
            }
            end(UInt8(ascii: "]"), isEmpty: count == 0, indent)
        case .string(let value): quote(value)
        case .integer, .bool, .null: bytes.append(contentsOf: node.shown.utf8)
        }
    }

    private mutating func begin(_ position: Int, _ indent: Int) {
        if position > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes.append(10)
        for _ in 0..<indent + 2 { bytes.append(32) }
    }

    private mutating func end(_ mark: UInt8, isEmpty: Bool, _ indent: Int) {
        if !isEmpty {
            bytes.append(10)
            for _ in 0..<indent { bytes.append(32) }
        }
        bytes.append(mark)
    }

    private mutating func quote(_ text: String) {
        bytes.append(34)
        if !text.utf8.contains(where: { $0 < 32 || $0 == 34 || $0 == 92 }) {
            bytes.append(contentsOf: text.utf8)
            bytes.append(34)
            return
        }
        for byte in text.utf8 {
            switch byte {
            case 34, 92:
                bytes.append(92)
                bytes.append(byte)
            case 8: bytes.append(contentsOf: "\\b".utf8)
            case 9: bytes.append(contentsOf: "\\t".utf8)
            case 10: bytes.append(contentsOf: "\\n".utf8)
            case 12: bytes.append(contentsOf: "\\f".utf8)
            case 13: bytes.append(contentsOf: "\\r".utf8)
            case 0..<32:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: "\\u".utf8)
                for _ in digits.utf8.count..<4 { bytes.append(48) }
                bytes.append(contentsOf: digits.utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(34)
    }
}

/// Reads JSON that `JSONNode` can represent, and nothing else. Its spacing is compared later.
struct JSONReader {
    private let bytes: [UInt8]
    /// The name of a top-level member that is checked but not kept: its list reads as empty.
    private let passedOver: String?
    private var index = 0
    private static let depthMax = 32

    private init(_ bytes: [UInt8], without passedOver: String?) {
        self.bytes = bytes
        self.passedOver = passedOver
    }

    /// - Throws: `Unworkable` naming the byte.
    static func read(_ bytes: [UInt8], without passedOver: String? = nil) throws(Unworkable) -> JSONNode {
        guard bytes.allSatisfy({ $0 < 0x80 }) || String(validating: bytes, as: UTF8.self) != nil else {
            throw Unworkable("it is not UTF-8")
        }
        var reader = JSONReader(bytes, without: passedOver)
        let node = try reader.value(depth: 0)
        reader.skip()
        guard reader.index == bytes.count else { throw reader.fault("something after its end") }
        return node
    }

    private func fault(_ what: String) -> Unworkable {
        let line = bytes.prefix(index).count { $0 == 10 } + 1
        return Unworkable("no JSON at line \(line): \(what)")
    }

    private mutating func skip() {
        while index < bytes.count {
            switch bytes[index] {
            case 32, 9, 10, 13: index += 1
            default: return
            }
        }
    }

    private mutating func take(_ byte: UInt8) -> Bool {
        skip()
        guard index < bytes.count, bytes[index] == byte else { return false }
        index += 1
        return true
    }

    private mutating func take(word: String) -> Bool {
        guard bytes[index...].starts(with: word.utf8) else { return false }
        index += word.utf8.count
        return true
    }

    private mutating func value(depth: Int) throws(Unworkable) -> JSONNode {
        guard depth < JSONReader.depthMax else { throw fault("too deep") }
        skip()
        guard index < bytes.count else { throw fault("it ends") }
        switch bytes[index] {
        case UInt8(ascii: "{"): return try object(depth)
        case UInt8(ascii: "["):
            index += 1
            var items: [JSONNode] = []
            if take(UInt8(ascii: "]")) { return .array(items) }
            repeat { items.append(try value(depth: depth + 1)) } while take(UInt8(ascii: ","))
            guard take(UInt8(ascii: "]")) else { throw fault("a list without its end") }
            return .array(items)
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t") where take(word: "true"): return .bool(true)
        case UInt8(ascii: "f") where take(word: "false"): return .bool(false)
        case UInt8(ascii: "n") where take(word: "null"): return .null
        default: return .integer(try integer())
        }
    }

    private mutating func object(_ depth: Int) throws(Unworkable) -> JSONNode {
        index += 1
        var members: [(key: String, value: JSONNode)] = []
        if take(UInt8(ascii: "}")) { return .object(members) }
        repeat {
            skip()
            let key = try string()
            guard !members.contains(where: { same($0.key, key) }) else {
                throw fault("the key \(key) twice")
            }
            guard take(UInt8(ascii: ":")) else { throw fault("a key without its colon") }
            if depth == 0, let passedOver, same(passedOver, key) {
                members.append((key, try listPassedOver()))
            } else {
                members.append((key, try value(depth: depth + 1)))
            }
        } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "}")) else { throw fault("an object without its end") }
        return .object(members)
    }

    /// Reads a list and drops each item. A value that is not a list is kept.
    private mutating func listPassedOver() throws(Unworkable) -> JSONNode {
        guard take(UInt8(ascii: "[")) else { return try value(depth: 1) }
        if take(UInt8(ascii: "]")) { return .array([]) }
        repeat { _ = try value(depth: 2) } while take(UInt8(ascii: ","))
        guard take(UInt8(ascii: "]")) else { throw fault("a list without its end") }
        return .array([])
    }

    private mutating func integer() throws(Unworkable) -> Int64 {
        let begin = index
        while index < bytes.count, bytes[index] == 45 || (48...57).contains(bytes[index]) { index += 1 }
        let text = String(decoding: bytes[begin..<index], as: UTF8.self)
        guard let value = Int64(text), String(value) == text else { throw fault("no value of these files") }
        return value
    }

    private mutating func string() throws(Unworkable) -> String {
        guard index < bytes.count, bytes[index] == UInt8(ascii: "\"") else { throw fault("no string") }
        index += 1
        var text: [UInt8] = []
        while true {
            guard index < bytes.count, bytes[index] >= 32 else { throw fault("a string without its end") }
            let byte = bytes[index]
            index += 1
            if byte == UInt8(ascii: "\"") { return String(decoding: text, as: UTF8.self) }
            guard byte == 92 else {
                text.append(byte)
                continue
            }
            guard index < bytes.count else { throw fault("a string without its end") }
            let escape = bytes[index]
            index += 1
            switch escape {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): text.append(escape)
            case UInt8(ascii: "b"): text.append(8)
            case UInt8(ascii: "t"): text.append(9)
            case UInt8(ascii: "n"): text.append(10)
            case UInt8(ascii: "f"): text.append(12)
            case UInt8(ascii: "r"): text.append(13)
            case UInt8(ascii: "u"):
                // The files use this escape only for control characters.
                guard index + 4 <= bytes.count,
                    let code = UInt8(String(decoding: bytes[index..<index + 4], as: UTF8.self), radix: 16), code < 32
                else { throw fault("an escape that is never written") }
                text.append(code)
                index += 4
            default: throw fault("an escape that is never written")
            }
        }
    }
}
