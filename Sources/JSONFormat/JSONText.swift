package import Money
package import Vocabulary

/// A JSON value to be written: keys in the order given, 2-space indent, amounts as strings (S5.6).
package enum JSONText: Sendable {
    case object([(String, JSONText)])
    case array([JSONText])
    /// An array whose items, none of them an object or array, stand in one line.
    case inline([JSONText])
    /// An array of `count` items, each made when it is written, because a manifest has as many as there are files.
    case list(count: Int, item: @Sendable (Int) -> JSONText)
    case string(String)
    case integer(Int64)
    case bool(Bool)
    case null
    /// A document that was written before, included as it is.
    case document([UInt8])

    /// The document, ended by a line feed.
    package var document: [UInt8] {
        var bytes: [UInt8] = []
        write(to: &bytes) { _ in }
        return bytes
    }

    /// Writes the document to the end of `bytes`.
    ///
    /// - Parameter flush: called after each item of a list, and may take away what has gathered.
    package func write(to bytes: inout [UInt8], flush: (inout [UInt8]) -> Void) {
        write(to: &bytes, indent: 0, flush)
        bytes.append(UInt8(ascii: "\n"))
    }

    private func write(to bytes: inout [UInt8], indent: Int, _ flush: (inout [UInt8]) -> Void) {
        switch self {
        case .object(let members):
            JSONText.writeItems(members.count, "{", "}", to: &bytes, indent: indent, flush) { position, bytes in
                JSONText.write(members[position].0, to: &bytes)
                bytes.append(contentsOf: ": ".utf8)
                members[position].1.write(to: &bytes, indent: indent + 2, flush)
            }
        case .array(let items):
            JSONText.writeItems(items.count, "[", "]", to: &bytes, indent: indent, flush) { position, bytes in
                items[position].write(to: &bytes, indent: indent + 2, flush)
            }
        case .inline(let items):
            bytes.append(UInt8(ascii: "["))
            for (position, item) in items.enumerated() {
                if position > 0 { bytes.append(contentsOf: ", ".utf8) }
                item.write(to: &bytes, indent: indent, flush)
            }
            bytes.append(UInt8(ascii: "]"))
        case .list(let count, let item):
            JSONText.writeItems(count, "[", "]", to: &bytes, indent: indent, flush) { position, bytes in
                item(position).write(to: &bytes, indent: indent + 2, flush)
            }
        case .string(let text): JSONText.write(text, to: &bytes)
        case .integer(let value): bytes.append(contentsOf: String(value).utf8)
        case .bool(let value): bytes.append(contentsOf: (value ? "true" : "false").utf8)
        case .null: bytes.append(contentsOf: "null".utf8)
        case .document(let text):
            // Line feeds occur only between its parts: those within texts are written as `\\n`.
            for (position, line) in text.split(separator: UInt8(ascii: "\n")).enumerated() {
                if position > 0 {
                    bytes.append(UInt8(ascii: "\n"))
                    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
                }
                bytes.append(contentsOf: line)
            }
        }
    }

    private static func writeItems(
        _ count: Int, _ open: String, _ close: String, to bytes: inout [UInt8], indent: Int,
        _ flush: (inout [UInt8]) -> Void,
        _ write: (Int, inout [UInt8]) -> Void
    ) {
        bytes.append(contentsOf: open.utf8)
        for position in 0..<count {
            bytes.append(contentsOf: (position == 0 ? "\n" : ",\n").utf8)
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent + 2))
            write(position, &bytes)
            flush(&bytes)
        }
        if count > 0 {
            bytes.append(UInt8(ascii: "\n"))
            bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: indent))
        }
        bytes.append(contentsOf: close.utf8)
    }

    private static func write(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                bytes.append(UInt8(ascii: "\\"))
                bytes.append(byte)
            case 8: bytes.append(contentsOf: "\\b".utf8)
            case 9: bytes.append(contentsOf: "\\t".utf8)
            case 10: bytes.append(contentsOf: "\\n".utf8)
            case 12: bytes.append(contentsOf: "\\f".utf8)
            case 13: bytes.append(contentsOf: "\\r".utf8)
            case 0..<32:
                let digits = String(byte, radix: 16)
                bytes.append(contentsOf: ("\\u" + String(repeating: "0", count: 4 - digits.count) + digits).utf8)
            default: bytes.append(byte)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }
}

extension JSONText {
    /// A list of texts, on one line.
    package static func strings(_ values: [String]) -> JSONText { .inline(values.map { .string($0) }) }
    /// A whole number.
    package static func integer(_ value: Int) -> JSONText { .integer(Int64(value)) }
    /// An id, as a text.
    package static func string(_ value: Identifier) -> JSONText { .string(value.text) }
    /// A text, or `null`.
    package static func optional(_ value: String?) -> JSONText { value.map(JSONText.string) ?? .null }
    /// An amount of minor units, as a text in major units (S5.6).
    package static func amount(_ minor: Int64, _ currency: Currency) -> JSONText {
        .string(currency.text(minor: minor))
    }
}
