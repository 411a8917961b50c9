import Testing
import Vocabulary

struct IdentifierTests {
    @Test("percent-encoding is undone for every byte, and names no two ids alike")
    func percentEncoding() {
        let texts =
            ["", ".", "..", "a.b", "%", "%25", "app 1", "é", "e\u{301}", "a/b", "+5", "\u{1F600}"]
            + (0..<128).map { String(UnicodeScalar(UInt8($0))) }
        var encoded: Set<String> = []
        for text in Set(texts.map { Identifier($0) }) {
            let name = text.percentEncoded
            #expect(Identifier(percentEncoded: name) == text, "\(name)")
            #expect(encoded.insert(name).inserted, "\(name) stands for two ids")
            #expect(!name.hasPrefix(".") && !name.contains("/"))
        }
    }

    @Test("what is not an encoding is refused", arguments: ["%", "%4", "%4G", "%+5", "%-5", "% 5", "a%", "%FF"])
    func noEncoding(text: String) {
        #expect(Identifier(percentEncoded: text) == nil)
    }

    @Test("a description of an adjustment is read as it was written, and nothing else is one")
    func adjustmentDescription() throws {
        let period = try #require(Period("2026-09"))
        for description in ["", "SMS", ": x", "Adjustment of 2026-08: SMS", "é"] {
            let written = AdjustmentDescription(period, description)
            #expect(AdjustmentDescription(written.text) == written)
        }
        for text in [
            "", "Adjustment of ", "Adjustment of 2026-9: x", "Adjustment of 2026-09:x", "adjustment of 2026-09: x",
        ] {
            #expect(AdjustmentDescription(text) == nil, "\(text)")
        }
    }
}
