import LineParsing
import Vocabulary

/// One stream of regular and mutated lines, with the rules for reading it. A seed and a number reproduce it.
struct Batch {
    let number: Int
    let rules: ReadingRules
    let stream: [UInt8]
    /// The number of lines made by mutation.
    let mutants: Int
    /// The places where chunks may end, in several versions; see `StreamFacts`.
    let cuts: [[Int]]

    /// Takes bytes as they are, after lines to learn from. Rules and chunks depend only on the number of bytes.
    init(_ bytes: [UInt8], behind learned: [UInt8]) {
        number = 0
        var rules = Self.usualRules
        rules.unsetMode = [.live, .reject, .test][bytes.count % 3]
        if bytes.count % 16 == 7 { rules.alreadyRead = Self.earlier(bytes.count / 16) }
        self.rules = rules
        stream = learned + bytes
        mutants = 1
        let feeds = Self.lineStarts(stream)
        cuts = [feeds.filter { $0 <= learned.count }, bytes.count % 4 == 0 ? feeds : []]
    }

    init(seed: UInt64, number: Int, samples: SampleLines) {
        self.number = number
        var mutator = Mutator(random: Seeded(seed: seed, stream: UInt64(number)), samples: samples)
        rules = Self.rules(&mutator)
        var stream: [UInt8] = []
        var mutants = 0
        // The fast path learns from the first lines of the stream and from those between the mutated ones. In some
        // streams these are mutated too, by a change that keeps the order of members, valid or not.
        var log = mutator.pick(samples.logs)
        if mutator.random.below(3) == 0 {
            let few = (0..<4).map { _ in mutator.mutatedMember(mutator.sample()) }
            log = (0..<24).map { few[$0 % 4] } + log.prefix(16)
        }
        let (lines, share) = Self.size(&mutator)
        let first = mutator.random.below(log.count)
        var earlier: [[UInt8]] = []
        for index in 0..<lines {
            var line = log[(first + index) % log.count]
            let isMutant = index >= 5 && mutator.random.below(100) < share
            if isMutant {
                switch mutator.random.below(8) {
                // Repeat a mutated line, unchanged or with one more change.
                case 0...2 where !earlier.isEmpty: line = mutator.pick(earlier)
                case 3: line = mutator.mutated(earlier.isEmpty ? line : mutator.pick(earlier))
                case 4: line = mutator.mutated(mutator.sample())
                default: line = mutator.mutated(line)
                }
                earlier.append(line)
                if earlier.count > 8 { earlier.remove(at: mutator.random.below(8)) }
                mutants += 1
            }
            stream += line
            if index + 1 < lines || mutator.random.below(4) != 0 {
                stream += mutator.random.below(50) == 0 ? [13, 10] : [10]
            }
        }
        if number % 1_000 == 7 { Self.appendLimits(&stream, &mutator) }
        self.stream = stream
        self.mutants = mutants
        let feeds = Self.lineStarts(stream)
        let every = 1 + mutator.random.below(60)
        cuts = [
            feeds.filter { _ in mutator.random.below(every) == 0 }, feeds.filter { _ in mutator.random.below(7) == 0 },
            mutator.random.below(8) == 0 ? feeds : [],
        ]
    }

    private static func lineStarts(_ stream: [UInt8]) -> [Int] {
        stream.indices.filter { stream[$0] == 10 }.map { $0 + 1 }
    }

    /// Most streams are short: then misses never switch the fast path off, however many lines are mutated. Some are
    /// long, so that it is switched off and comes back.
    private static func size(_ mutator: inout Mutator) -> (lines: Int, mutantsPerCent: Int) {
        switch mutator.random.below(200) {
        case 0: (20_000, 3)
        case 1: (3_000, 20)
        case 2: (1_500, 60)
        case 3..<30: (40, 80)
        default: (400, 85)
        }
    }

    private static let usualRules = ReadingRules(
        services: ["send_otp", "stcpay_send_otp"],
        sources: [.onepipe: .init(countryCode: "234"), .paylink: .init(countryCode: "966")], unsetMode: .live)

    private static func rules(_ mutator: inout Mutator) -> ReadingRules {
        var rules = usualRules
        switch mutator.random.below(12) {
        case 0: rules.unsetMode = .test
        case 1...3: rules.unsetMode = .reject
        case 4: rules.sources[.paylink] = nil
        case 5: rules.sources[.onepipe] = .init(countryCode: "966", otpLength: 4)
        case 6: rules.alreadyRead = earlier(mutator.random.below(3))
        case 7: (rules.sources[.paylink], rules.unsetMode) = (.init(countryCode: "1", minorDigits: 3), .reject)
        case 8: rules.services = ["stcpay_send_otp", "send_otp2", "send_otp"]
        default: break
        }
        return rules
    }

    /// What a file that is read again was read for before: fewer services, or fewer sources too.
    private static func earlier(_ number: Int) -> ReadingRules.AlreadyRead {
        switch number % 3 {
        case 0: .init(services: ["stcpay_send_otp"], sources: [.onepipe, .paylink])
        case 1: .init(services: ["stcpay_send_otp"], sources: [.paylink])
        default: .init(services: ["send_otp"], sources: [.onepipe])
        }
    }

    /// Appends lines of about the maximum length.
    private static func appendLimits(_ stream: inout [UInt8], _ mutator: inout Mutator) {
        for extra in [-1, 0, 1, 2] {
            let filler: UInt8 = mutator.pick([0x61, 0x20, 0x80])
            stream += SampleLines.line(ofBytes: LineLimits.lengthMax + extra, filler: filler)
            stream += mutator.pick([[10], [13, 10], [32, 10]])
        }
        stream += [UInt8](repeating: 0x20, count: LineLimits.lengthMax + mutator.random.below(2)) + [10]
    }

    /// The lines without their line ends.
    var lines: [ArraySlice<UInt8>] {
        var lines: [ArraySlice<UInt8>] = []
        var start = 0
        while start < stream.count {
            let feed = stream[start...].firstIndex(of: 10)
            let end = feed ?? stream.count
            let hasReturn = feed != nil && end > start && stream[end - 1] == 13
            lines.append(stream[start..<(hasReturn ? end - 1 : end)])
            start = end + 1
        }
        return lines
    }
}
