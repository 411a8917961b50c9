import Foundation
import JSONFormat
import Testing

struct JSONTextTests {
    private func text(_ value: JSONText) -> String { String(decoding: value.document, as: UTF8.self) }

    @Test("keys stand in the order given, two spaces deep, and short arrays in one line")
    func layout() {
        let value: JSONText = .object([
            ("b", .integer(-1)), ("a", .array([.bool(true), .null])), ("words", .strings(["x", "y"])),
            ("none", .object([])),
            ("empty", .array([])),
        ])
        #expect(
            text(value) == """
                {
                  "b": -1,
                  "a": [
                    true,
                    null
                  ],
                  "words": ["x", "y"],
                  "none": {},
                  "empty": []
                }

                """)
    }

    @Test("every character of a text is read back by another reader of JSON")
    func escaping() throws {
        for scalar in (0..<0x180).compactMap(UnicodeScalar.init) + ["\u{2028}", "\u{FEFF}", "\u{1F600}"] {
            let written = "a\(Character(scalar))\"\\"
            let object = try JSONSerialization.jsonObject(with: Data(JSONText.array([.string(written)]).document))
            #expect(
                try #require(object as? [String]).first?.unicodeScalars.elementsEqual(written.unicodeScalars) == true)
        }
    }

    @Test("a list is the array of its items, wherever it is flushed")
    func list() {
        let items: [JSONText] = (0..<20).map { .object([("n", .integer($0))]) }
        let whole = text(.object([("items", .array(items))]))
        var pieces: [UInt8] = []
        var flushes = 0
        var bytes: [UInt8] = []
        JSONText.object([("items", .list(count: items.count) { items[$0] })]).write(to: &bytes) { waiting in
            flushes += 1
            pieces += waiting
            waiting.removeAll()
        }
        pieces += bytes
        #expect(String(decoding: pieces, as: UTF8.self) == whole && flushes > items.count)
    }

    @Test("a document that was written before is put in at its depth")
    func document() {
        let inner = JSONText.object([("a", .array([.string("x\n")]))])
        #expect(text(.object([("inner", .document(inner.document))])) == text(.object([("inner", inner)])))
    }
}
