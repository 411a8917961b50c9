import Glibc

/// An id or another text of the log, compared by its UTF-8 bytes.
///
/// `String` compares by canonical equivalence: é composed and é decomposed are one `String` and two apps
/// (S1.30). Every text that identifies something is held in this type, never in a bare `String`.
public struct Identifier: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The text as it was given.
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    public init(stringLiteral value: String) {
        self.text = value
    }

    /// Nothing was given.
    public static let none = Identifier("")

    public var isEmpty: Bool { text.utf8.isEmpty }
    public var description: String { text }

    public static func == (a: Identifier, b: Identifier) -> Bool {
        guard a.text.utf8.count == b.text.utf8.count else { return false }
        return order(a, b) == 0
    }

    /// Byte order, by which ids are sorted wherever a file is said to stand "by app" or "by party" (S5.7).
    public static func < (a: Identifier, b: Identifier) -> Bool { order(a, b) < 0 }

    /// Below 0, 0 or above 0 as `a` stands before, is, or stands after `b`: sorts of a million ids spend their time here.
    private static func order(_ a: Identifier, _ b: Identifier) -> Int {
        var (first, second) = (a.text, b.text)
        return first.withUTF8 { first in
            second.withUTF8 { second in
                // In bounds: both hold the bytes compared; an empty one has no address.
                let shared = min(first.count, second.count)
                let order = shared == 0 ? 0 : memcmp(first.baseAddress!, second.baseAddress!, shared)
                return order != 0 ? Int(order) : first.count - second.count
            }
        }
    }

    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8(0xFF))
    }
}

extension Identifier {
    /// The same text in the lower case of Unicode, and with ς as σ, which are both the lower case of Σ: what "ignoring
    /// letter case" means for provider names (S1.40). É and é are one name then; é composed and decomposed stay two.
    public var lowercased: Identifier {
        let lower = text.lowercased()
        guard lower.unicodeScalars.contains("ς") else { return Identifier(lower) }
        return Identifier(String(String.UnicodeScalarView(lower.unicodeScalars.map { $0 == "ς" ? "σ" : $0 })))
    }

    /// Bytes outside `A–Z a–z 0–9 . _ -`, and a leading `.`, percent-encoded: a name that is safe for a file
    /// (S5.8) and for an account of the journal. Two different ids never get one name.
    public var percentEncoded: String {
        var result: [UInt8] = []
        for (position, byte) in text.utf8.enumerated() {
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
                result.append(byte)
            case UInt8(ascii: ".") where position > 0:
                result.append(byte)
            default:
                result.append(UInt8(ascii: "%"))
                result.append(contentsOf: String(byte >> 4, radix: 16, uppercase: true).utf8)
                result.append(contentsOf: String(byte & 15, radix: 16, uppercase: true).utf8)
            }
        }
        return String(decoding: result, as: UTF8.self)
    }

    /// What `percentEncoded` was made of; `nil` where a percent sign is followed by anything but two hexadecimal digits, or
    /// what it makes is no UTF-8.
    public init?(percentEncoded text: some StringProtocol) {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard rest.count >= 2, let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        self.init(text)
    }
}
