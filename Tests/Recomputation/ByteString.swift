import Foundation

/// Text compared byte by byte. Swift's `String` treats composed and decomposed é as equal.
public struct ByteString: Hashable, Comparable, Sendable, ExpressibleByStringLiteral {
    public let bytes: [UInt8]

    public init(_ bytes: [UInt8]) { self.bytes = bytes }
    public init(_ text: String) { bytes = Array(text.utf8) }
    public init(stringLiteral value: String) { bytes = Array(value.utf8) }

    public var text: String { String(decoding: bytes, as: UTF8.self) }
    var isEmpty: Bool { bytes.isEmpty }

    public static func < (a: ByteString, b: ByteString) -> Bool {
        a.bytes.lexicographicallyPrecedes(b.bytes)
    }

    /// The text with A–Z in lower case; other letters stay as they are.
    var lowercasedASCII: ByteString {
        ByteString(bytes.map { (0x41...0x5A).contains($0) ? $0 + 0x20 : $0 })
    }

    /// The text without the letter case of any script.
    var folded: ByteString { ByteString(text.folding(options: .caseInsensitive, locale: nil)) }

    func hasPrefix(_ prefix: ByteString) -> Bool { bytes.starts(with: prefix.bytes) }

    /// Whether the text has a character of Unicode's category Cc: U+0000…1F, U+7F…9F.
    var hasControlCharacter: Bool {
        text.unicodeScalars.contains { $0.value < 0x20 || (0x7F...0x9F).contains($0.value) }
    }
}

/// Compares two rows of texts, cell after cell, byte by byte.
func precedes(_ a: [ByteString], _ b: [ByteString]) -> Bool {
    a.lexicographicallyPrecedes(b)
}
