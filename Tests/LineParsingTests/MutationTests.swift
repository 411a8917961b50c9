import Foundation
import LineParsing
import LineSamples
import SeededRandom
import Testing
import Vocabulary

/// Lines with random changes: the scanner and an independent checker must agree on each.
@Suite struct MutationTests {
    private static let samples = [
        Samples.call, Samples.query, Samples.paylink,
        Samples.paylink.with(Samples.paylinkSuccess, Samples.paylinkFailure),
        Samples.envelope("/transact", Samples.onePipeRequest.quoted, Samples.onePipeResponse.quoted),
        Samples.envelope(
            "/transact/query", #" { "request_ref" : "\u00e9\ud83d\ude00" , "n" : [ 1.5e-3 , -0 , {} ] } "#, "null"),
        Samples.call.with("Uju", "Adébáyọ̀ 😀").with("My App", #"My \"App\" \u20ac"#),
    ]

    private static let pieces: [[UInt8]] =
        [
            "\"", "\\", "{", "}", "[", "]", ",", ":", "0", "-", "e", ".", "\\u", "\\ud800", "\\udc00", "null", "true",
            "\t", "\r", " ", "\u{0}", "\u{7F}", "é", "😀", "1e999", "[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[", "//",
            "/transact",
        ].map { Array($0.utf8) } + [
            [0x80], [0xC0, 0xAF], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xE2, 0x82], [0xFF],
        ]

    static func mutated(_ random: inout Seeded) -> [UInt8] {
        var line = Array(samples.randomElement(using: &random)!.utf8)
        for _ in 0..<Int.random(in: 1...3, using: &random) {
            let at = Int.random(in: 0..<line.count, using: &random)
            switch Int.random(in: 0..<6, using: &random) {
            case 0: line[at] = UInt8.random(in: 0...255, using: &random)
            case 1: line.remove(at: at)
            case 2: line.insert(contentsOf: pieces.randomElement(using: &random)!, at: at)
            case 3: line.removeSubrange(at..<min(line.count, at + Int.random(in: 1...40, using: &random)))
            case 4: line[at] ^= 1 << UInt8.random(in: 0..<8, using: &random)
            default:
                let from = Int.random(in: 0..<line.count, using: &random)
                line.insert(contentsOf: line[from..<min(line.count, from + 12)], at: at)
            }
            if line.isEmpty { line = [0x20] }
        }
        // A line feed would make two lines of it.
        return line.map { $0 == 10 ? 32 : $0 }
    }

    @Test func theCheckerAndTheScannerAgree() {
        let seed = ProcessInfo.processInfo.environment["SETTLE_SEED"].flatMap(UInt64.init) ?? 20_261_003
        print("MutationTests: SETTLE_SEED=\(seed)")
        var random = Seeded(seed: seed)
        var parser = LogParser(rules: Samples.rules)
        var counts: [String: Int] = [:]
        for number in 0..<20_000 {
            let line = Self.mutated(&random)
            let result = parser.parseLine(line)
            let expected: RejectionCode?
            if String(validating: line, as: UTF8.self) == nil {
                expected = .notUTF8
            } else {
                switch NaiveJSON.verdict(line.last == 13 ? line.dropLast() : line) {
                case .good: expected = nil
                case .bad: expected = .notJSON
                case .deep: expected = .tooDeep
                }
            }
            let code = result.code
            if let expected, result != .blank {
                #expect(code == expected, "seed \(seed), line \(number): \(String(decoding: line, as: UTF8.self))")
            } else if expected == nil {
                // A body in a string may be too deep by itself.
                let isOwn = code == .tooDeep && result.detail.hasPrefix("re")
                #expect(
                    code != .notJSON && code != .notUTF8 && (code != .tooDeep || isOwn),
                    "seed \(seed), line \(number): \(String(decoding: line, as: UTF8.self))")
            }
            counts[code?.rawValue ?? "taken", default: 0] += 1
        }
        // The mutations must reach all outcomes.
        for code in ["taken", "not_json", "not_utf8", "missing_field", "bad_field"] {
            #expect(counts[code, default: 0] > 20, "\(counts)")
        }
    }

    /// A line ends too early, with various bytes after it: the fault must always be at its end.
    @Test func theDetailIsTheSameWhereverTheChunkEnds() {
        var parser = LogParser(rules: Samples.rules)
        var chunk = ParsedChunk()
        for line in [#"{"a":"#, #"{"a":1"#, #"{"a":1 "#, #"{"a""#, #"{"a":"b"#, #"{"a":-"#, "{"] {
            var details: Set<String> = []
            for tail in ["", "\n", "\r\n", "\n{}{}{}{}\n", "\r\n{}{}{}{}\n"] {
                Array((line + tail).utf8).withUnsafeBytes { parser.parse($0, into: &chunk) }
                details.insert(chunk.rejects.first?.detail ?? "none")
            }
            #expect(details == ["byte \(line.utf8.count + 1): not JSON by RFC 8259"])
        }
    }

    /// An empty body at the end of a line is a body, even if the line is like an earlier one.
    @Test func anEmptyBodyAtTheEndOfALineIsNotNothing() {
        let line = Samples.paylink.with(Samples.paylinkSuccess, "{}") + "\n"
        let request = #"{"time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/transact","request":{}}"# + "\n"
        for learnsShapes in [true, false] {
            var parser = LogParser(rules: Samples.rules, learnsShapes: learnsShapes)
            var chunk = ParsedChunk()
            let lines = String(repeating: line, count: 5) + String(repeating: request, count: 5) + "\n\n\n\n\n\n\n\n"
            Array(lines.utf8).withUnsafeBytes { parser.parse($0, into: &chunk) }
            #expect(chunk.calls.count == 5 && chunk.other == 5)
            #expect(chunk.calls.allSatisfy { parser.profile(of: $0, in: chunk).status == .failed })
        }
    }

    /// Reads the same lines in one chunk, where each is followed by another, and in buffers that end with them.
    @Test func aLineIsTheSameWhateverStandsBehindIt() {
        var random = Seeded(seed: 7)
        var lines: [[UInt8]] = []
        for _ in 0..<3_000 { lines.append(Self.mutated(&random)) }
        var parser = LogParser(rules: Samples.rules)
        var alone: [LineOutcome] = []
        for line in lines { alone.append(parser.parseLine(line)) }
        var chunk = ParsedChunk()
        Array(lines.joined(separator: [10])).withUnsafeBytes { parser.parse($0, into: &chunk) }
        #expect(chunk.lines == lines.count)
        let rejected = alone.indices.filter { alone[$0].code != nil }
        #expect(chunk.rejects.map { Int($0.lineOffset) } == rejected)
        #expect(chunk.rejects.map(\.code) == rejected.compactMap { alone[$0].code })
        #expect(chunk.rejects.map(\.detail) == rejected.map { alone[$0].detail })
        #expect(chunk.calls.map { Int($0.lineOffset) } == alone.indices.filter { alone[$0].call != nil })
        #expect(chunk.calls.map { chunk.text($0.ref) } == alone.compactMap { $0.call?.ref })
        #expect(chunk.queries.map { $0.ref } == alone.compactMap { $0.query?.ref })
        #expect(
            chunk.lines == chunk.blank + chunk.other + chunk.calls.count + chunk.queries.count + chunk.rejects.count)
    }
}
