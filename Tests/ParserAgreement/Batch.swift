import GatewayLog
import Vocabulary

/// One stream of lines, regular ones and spoilt ones, with the rules to read it under. A seed and a number make it
/// again.
struct Batch {
    let number: Int
    let rules: ReadingRules
    let stream: [UInt8]
    /// How many of its lines were made by a mutation.
    let mutants: Int
    /// Where chunks may end, in three ways; see `StreamFacts`.
    let cuts: [[Int]]

    init(seed: UInt64, number: Int, samples: SampleLines) {
        self.number = number
        var mutator = Mutator(random: Seeded(seed: seed, stream: UInt64(number)), samples: samples.all)
        rules = Self.rules(&mutator)
        var stream: [UInt8] = []
        var mutants = 0
        // Lines that the fast path learns from stand in the first lines of the stream and between the spoilt ones.
        let log = mutator.pick(samples.logs)
        let (lines, share) = Self.size(&mutator)
        let first = mutator.random.below(log.count)
        for index in 0..<lines {
            var line = log[(first + index) % log.count]
            let isMutant = index >= 5 && mutator.random.below(100) < share
            if isMutant {
                if mutator.random.below(4) == 0 { line = mutator.pick(samples.all) }
                line = mutator.mutated(line)
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
        let feeds = stream.indices.filter { stream[$0] == 10 }.map { $0 + 1 }
        let every = 1 + mutator.random.below(60)
        cuts = [
            feeds.filter { _ in mutator.random.below(every) == 0 }, feeds.filter { _ in mutator.random.below(7) == 0 },
            mutator.random.below(8) == 0 ? feeds : [],
        ]
    }

    /// Most are short: then the fast path is never switched off for its misses, however many lines are spoilt. Some
    /// are long, so that it is, and comes back.
    private static func size(_ mutator: inout Mutator) -> (lines: Int, mutantsPerCent: Int) {
        switch mutator.random.below(200) {
        case 0: (20_000, 3)
        case 1: (3_000, 20)
        case 2: (1_500, 60)
        case 3..<30: (40, 80)
        default: (400, 85)
        }
    }

    private static func rules(_ mutator: inout Mutator) -> ReadingRules {
        var rules = ReadingRules(
            services: ["send_otp", "stcpay_send_otp"], onePipe: .init(countryCode: "234", otpLength: 6),
            payLink: .init(minorDigits: 2, countryCode: "966"), unsetMode: .live)
        switch mutator.random.below(12) {
        case 0: rules.unsetMode = .test
        case 1...3: rules.unsetMode = .reject
        case 4: rules.payLink = nil
        case 5: rules.onePipe = .init(countryCode: "966", otpLength: 4)
        case 6: rules.alreadyRead = ["stcpay_send_otp"]
        case 7: (rules.payLink, rules.unsetMode) = (.init(minorDigits: 3, countryCode: "1"), .reject)
        case 8: rules.services = ["stcpay_send_otp", "send_otp2", "send_otp"]
        default: break
        }
        return rules
    }

    /// Lines of about the greatest length.
    private static func appendLimits(_ stream: inout [UInt8], _ mutator: inout Mutator) {
        for extra in [-1, 0, 1, 2] {
            let filler: UInt8 = mutator.pick([0x61, 0x20, 0x80])
            stream += SampleLines.line(ofBytes: Interface.lineLengthMax + extra, filler: filler)
            stream += mutator.pick([[10], [13, 10], [32, 10]])
        }
        stream += [UInt8](repeating: 0x20, count: Interface.lineLengthMax + mutator.random.below(2)) + [10]
    }

    /// The lines without their terminators.
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
