import Glibc

/// An id or another text of the log, compared by its UTF-8 bytes.
///
/// `String` compares by canonical equivalence: é composed and é decomposed are equal strings, but different apps
/// (S1.30). So every text that identifies something has this type, never `String`.
public struct Identifier: Hashable, Comparable, Sendable, CustomStringConvertible, ExpressibleByStringLiteral {
    /// The text as given.
    public let text: String

    public init(_ text: String) {
        self.text = text
    }

    public init(stringLiteral value: String) {
        self.text = value
    }

    /// The empty text, for a value that was not given.
    public static let none = Identifier("")

    public var isEmpty: Bool { text.utf8.isEmpty }
    public var description: String { text }

    public static func == (a: Identifier, b: Identifier) -> Bool {
        guard a.text.utf8.count == b.text.utf8.count else { return false }
        return order(a, b) == 0
    }

    /// Byte order: files that list their rows "by app" or "by party" use it (S5.7).
    public static func < (a: Identifier, b: Identifier) -> Bool { order(a, b) < 0 }

    /// Compares by bytes: below 0 if `a` comes before `b`, 0 if they are equal, above 0 if `a` comes after `b`.
    ///
    /// Sorting a million ids spends its time here.
    private static func order(_ a: Identifier, _ b: Identifier) -> Int {
        var (first, second) = (a.text, b.text)
        return first.withUTF8 { first in
            second.withUTF8 { second in
                // In bounds: both hold at least `shared` bytes. An empty text has no address, and is not compared.
                let shared = min(first.count, second.count)
                let order = shared == 0 ? 0 : memcmp(first.baseAddress!, second.baseAddress!, shared)
                return order != 0 ? Int(order) : first.count - second.count
            }
        }
    }

    /// Hashes the bytes, since the bytes are what is compared.
    public func hash(into hasher: inout Hasher) {
        var text = text
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(UInt8(0xFF))
    }
}

extension Identifier {
    /// The text in Unicode's lower case, with ς replaced by σ, since both are the lower case of Σ.
    ///
    /// Provider names whose lower case is equal are one name (S1.40): É and é are one name; é composed and é decomposed
    /// stay two.
    public var lowercased: Identifier {
        let lower = text.lowercased()
        guard lower.unicodeScalars.contains("ς") else { return Identifier(lower) }
        return Identifier(String(String.UnicodeScalarView(lower.unicodeScalars.map { $0 == "ς" ? "σ" : $0 })))
    }

    /// The text with every byte outside `A–Z a–z 0–9 . _ -`, and a leading `.`, percent-encoded.
    ///
    /// The result is safe as the name of a file (S5.8) and of an account in the journal. Different ids get different
    /// names.
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

    /// Decodes `percentEncoded`; `nil` if a percent sign is not followed by two hexadecimal digits, or if the result is
    /// not UTF-8.
    public init?(percentEncoded text: some StringProtocol) {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            // A sign is not a digit, though a number may begin with one.
            let digits = String(decoding: rest.prefix(2), as: UTF8.self)
            guard rest.count >= 2, digits.allSatisfy(\.isHexDigit), let value = UInt8(digits, radix: 16) else {
                return nil
            }
            bytes.append(value)
            rest = rest.dropFirst(2)
        }
        guard let text = String(validating: bytes, as: UTF8.self) else { return nil }
        self.init(text)
    }
}
