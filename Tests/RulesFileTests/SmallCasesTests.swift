import Rules
import Testing

@testable import RulesFile

/// Small functions, tested on every small case.
struct SmallCasesTests {
    /// All texts of up to three of two letters, compared with the definition of the distance by trying every edit.
    @Test func editDistanceIsTheFewestEdits() {
        var texts: [[UInt8]] = [[]]
        for length in 1...3 {
            texts += texts.filter { $0.count == length - 1 }.flatMap { [$0 + [97], $0 + [98]] }
        }
        for start in texts {
            var distances: [[UInt8]: Int] = [start: 0]
            var frontier = [start]
            for step in 1...3 {
                frontier = frontier.flatMap(edits).filter { distances[$0] == nil }
                for text in frontier where distances[text] == nil { distances[text] = step }
            }
            for end in texts { #expect(Nearest.editDistance(start, end) == distances[end], "\(start) \(end)") }
        }
    }

    private func edits(_ text: [UInt8]) -> [[UInt8]] {
        var results: [[UInt8]] = []
        for index in 0...text.count {
            for letter: UInt8 in [97, 98] where text.count < 4 {
                results.append(Array(text[..<index]) + [letter] + Array(text[index...]))
            }
            guard index < text.count else { continue }
            results.append(Array(text[..<index]) + Array(text[(index + 1)...]))
            for letter: UInt8 in [97, 98] {
                results.append(Array(text[..<index]) + [letter] + Array(text[(index + 1)...]))
            }
            guard index + 1 < text.count else { continue }
            var swapped = text
            swapped.swapAt(index, index + 1)
            results.append(swapped)
        }
        return results
    }

    @Test func nearestNamesAreNamesThatHelp() {
        #expect(Nearest.names(to: "chanel", among: ["channel", "charge"]) == ["channel"])
        #expect(Nearest.names(to: "HOST", among: ["host", "onepipe"]) == ["host"])
        #expect(Nearest.names(to: "xyzzy", among: ["host", "onepipe"]) == [])
        #expect(Nearest.names(to: "app-1", among: ["app-2", "app-3", "app-4", "app-5"]) == [])
    }

    /// Formats that give the same number for some years and sequences are found; other formats are accepted.
    @Test func numberFormatsThatMeetAreFound() throws {
        let texts = [
            "{year}{sequence}", "{sequence}{year}", "{year}-{sequence:3}", "{year}-{sequence:6}", "2{year}{sequence}",
            "A{year}{sequence}", "A{sequence}{year}", "A-{year}-{sequence}", "{sequence}-{year}",
        ]
        let formats = try texts.map { try #require(NumberFormat($0)) }
        let numbers = formats.map { format in
            Set(
                [1, 12, 20, 202, 1212, 2012, 2026, 2202, 9999].flatMap { year in
                    (1...3000).map { format.number(year: year, sequence: $0) }
                })
        }
        for a in formats.indices {
            for b in formats.indices where !numbers[a].isDisjoint(with: numbers[b]) {
                #expect(formats[a].canEqual(formats[b]), "\(texts[a]) \(texts[b])")
            }
        }
        let different = [("A{year}{sequence}", "{year}{sequence}"), ("A-{year}-{sequence}", "A{year}{sequence}")]
        for (a, b) in different {
            #expect(try !#require(NumberFormat(a)).canEqual(#require(NumberFormat(b))), "\(a) \(b)")
        }
        #expect(
            try !#require(NumberFormat("INV-{year}-{sequence:6}")).canEqual(
                #require(NumberFormat("CN-{year}-{sequence:6}"))))
    }

    @Test func placesCountCodePointsAndKnowAllLineEnds() {
        let source = SourceText(Array("é: 1\r\nb: 2\rc: 3\nd".utf8))
        #expect(source.place(codePoints: 0..<1) == Place(line: 1, column: 1, length: 1, bytes: 0..<2))
        #expect(source.place(codePoints: 6..<7) == Place(line: 2, column: 1, length: 1, bytes: 7..<8))
        #expect(source.place(codePoints: 11..<12).line == 3)
        #expect(source.place(codePoints: 16..<17) == Place(line: 4, column: 1, length: 1, bytes: 17..<18))
        #expect((1...4).map { source.length(ofLine: $0) } == [4, 4, 4, 1])
        #expect(source.text(line: 1, columns: 1..<9) == "é: 1")
    }
}
