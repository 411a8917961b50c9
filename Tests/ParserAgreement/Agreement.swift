import Vocabulary

/// Reads batches of lines in all ways, and notes where two ways give different results.
///
/// - The fast path and the full scanner, each with its own chunks, must give the same result for every line.
/// - That result must be the one that the specification demands, given simdjson's reading of the line (`Expectation`).
package struct Agreement {
    package private(set) var lines = 0
    package private(set) var mutants = 0
    /// The number of lines with each result: calls, queries, codes of rejection.
    package private(set) var ends: [String: Int] = [:]
    /// The first disagreements, in words, with the seed and number that reproduce them.
    package private(set) var disagreements: [String] = []
    package private(set) var disagreementCount = 0

    private let seed: UInt64
    private let samples: SampleLines
    private let learned: [UInt8]

    package init(seed: UInt64) {
        self.init(seed: seed, samples: SampleLines(seed: seed))
    }

    package init(seed: UInt64, samples: SampleLines) {
        self.seed = seed
        self.samples = samples
        learned = Array(samples.logs.flatMap { $0.prefix(1) }.joined(separator: [10])) + [10]
    }

    /// Reads one batch; the same seed and number give the same batch.
    package mutating func read(batch number: Int) {
        read(Batch(seed: seed, number: number, samples: samples))
    }

    /// Reads arbitrary bytes as lines that follow lines from which the parser has learned.
    package mutating func read(_ bytes: [UInt8]) {
        read(Batch(bytes, behind: learned))
    }

    private mutating func read(_ batch: Batch) {
        let strict = StreamFacts(batch.stream, rules: batch.rules, learnsShapes: false, cuts: batch.cuts[0])
        let lines = batch.lines
        guard strict.lines.count == lines.count else {
            return disagree(batch, nil, "\(lines.count) lines", "the full scanner counts \(strict.lines.count)")
        }
        for cuts in batch.cuts.dropFirst() {
            let fast = StreamFacts(batch.stream, rules: batch.rules, learnsShapes: true, cuts: cuts)
            compare(fast, strict, batch, lines)
        }
        compare(strict, batch, lines)
        self.lines += lines.count
        mutants += batch.mutants
    }

    private mutating func compare(
        _ fast: StreamFacts, _ strict: StreamFacts, _ batch: Batch, _ lines: [ArraySlice<UInt8>]
    ) {
        if fast == strict { return }
        if fast.lines.count != strict.lines.count || fast.counts != strict.counts {
            disagree(
                batch, nil, "the fast path: \(fast.lines.count) lines, \(fast.counts)",
                "the full scanner: \(strict.lines.count) lines, \(strict.counts)")
        }
        for index in lines.indices where index < fast.lines.count && fast.lines[index] != strict.lines[index] {
            disagree(
                batch, lines[index], "the fast path: \(fast.lines[index])", "the full scanner: \(strict.lines[index])")
        }
    }

    private mutating func compare(_ strict: StreamFacts, _ batch: Batch, _ lines: [ArraySlice<UInt8>]) {
        let reading = ExpectedReading(batch.rules)
        var counts = Counts()
        for (line, facts) in zip(lines, strict.lines) {
            let expectation = reading.read(line)
            switch expectation {
            case .blank: counts.blank += 1
            case .other: counts.other += 1
            case .passedOver: counts.passedOver += 1
            default: break
            }
            if !expectation.holds(of: facts) {
                disagree(batch, line, "the full scanner: \(facts)", "expected: \(expectation)")
            }
            count(facts)
        }
        if counts != strict.counts {
            disagree(batch, nil, "the full scanner: \(strict.counts)", "expected: \(counts)")
        }
    }

    private mutating func count(_ facts: LineFacts) {
        switch facts {
        case .counted: ends["counted", default: 0] += 1
        case .call: ends["call", default: 0] += 1
        case .query: ends["query", default: 0] += 1
        case .rejected(let code, _): ends[code.rawValue, default: 0] += 1
        }
    }

    private mutating func disagree(_ batch: Batch, _ line: ArraySlice<UInt8>?, _ one: String, _ other: String) {
        disagreementCount += 1
        guard disagreements.count < 20 else { return }
        let text = line.map { "\n    line: " + Self.printable($0) } ?? ""
        disagreements.append("seed \(seed), batch \(batch.number):\n    \(one)\n    \(other)\(text)")
    }

    private static func printable(_ line: ArraySlice<UInt8>) -> String {
        let text = line.prefix(4_000).map { byte in
            (0x20...0x7E).contains(byte)
                ? String(Unicode.Scalar(byte)) : "<" + (byte < 16 ? "0" : "") + String(byte, radix: 16) + ">"
        }
        return text.joined() + (line.count > 4_000 ? "… (\(line.count) bytes)" : "")
    }
}
