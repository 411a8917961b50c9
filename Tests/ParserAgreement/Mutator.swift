/// Breaks lines of a log, or changes them within what JSON allows, with knowledge of their structure.
struct Mutator {
    var random: Seeded
    /// The lines from which parts are taken.
    let samples: SampleLines

    /// A line with 1 to 4 changes; most have one, so that a disagreement shows its cause.
    mutating func mutated(_ line: [UInt8]) -> [UInt8] {
        var line = line
        let count = pick([1, 1, 1, 1, 1, 2, 2, 3, 4])
        for _ in 0..<count { mutate(&line) }
        return line
    }

    /// A line with one member changed as a whole; it mostly stays well-formed.
    mutating func mutatedMember(_ line: [UInt8]) -> [UInt8] {
        var line = line
        changeMembers(&line)
        return line
    }

    private mutating func mutate(_ line: inout [UInt8]) {
        if line.isEmpty {
            line = [0x20]
            return
        }
        switch random.below(100) {
        case 0..<18: changeBytes(&line)
        case 18..<72: changeTokens(&line)
        case 72..<90: changeMembers(&line)
        case 90..<95: changeEnds(&line)
        default: splice(&line)
        }
    }

    /// One of the samples; in one of four cases an odd one.
    mutating func sample() -> [UInt8] {
        pick(random.below(4) == 0 ? samples.odd : samples.all)
    }

    mutating func pick<Element>(_ choices: [Element]) -> Element { choices[random.below(choices.count)] }

    mutating func pick(_ range: Range<Int>) -> Int { range.lowerBound + random.below(range.count) }

    // MARK: Bytes

    private mutating func changeBytes(_ line: inout [UInt8]) {
        let at = random.below(line.count)
        let end = min(line.count, at + 1 + random.below(pick([1, 4, 40])))
        switch random.below(8) {
        case 0: line[at] ^= 1 << UInt8(random.below(8))
        case 1: line[at] = UInt8(random.below(256))
        case 2: line.insert(UInt8(random.below(256)), at: at)
        case 3: line.remove(at: at)
        case 4: line.removeSubrange(at..<end)
        case 5: line.insert(contentsOf: line[at..<end], at: at)
        case 6: line.insert(contentsOf: pick(Materials.badUTF8), at: at)
        default: line.insert(contentsOf: pick(Materials.spaces), at: at)
        }
    }

    // MARK: Tokens

    private mutating func changeTokens(_ line: inout [UInt8]) {
        let tokens = Tokens(line)
        switch random.below(12) {
        case 0..<3: replace(&line, tokens.all(.number), Materials.numbers)
        case 3..<6: replaceString(&line, tokens)
        case 6: replace(&line, tokens.all(.literal), Materials.literals)
        case 7:
            // White space around any token, or one punctuation mark too many or too few.
            let all = tokens.tokens.map(\.range)
            guard !all.isEmpty else { return }
            let place = pick(all)
            line.insert(
                contentsOf: random.below(4) == 0 ? [pick(Array(#",:{}[]"\"#.utf8))] : pick(Materials.spaces),
                at: random.below(2) == 0 ? place.lowerBound : place.upperBound)
        case 8:
            let punctuation = tokens.all(.comma, .colon, .open, .close)
            guard !punctuation.isEmpty else { return }
            line.replaceSubrange(pick(punctuation), with: random.below(2) == 0 ? [] : [pick(Array(",:{}[]".utf8))])
        case 9: changeString(&line, tokens)
        default: escape(&line, tokens)
        }
    }

    private mutating func replace(_ line: inout [UInt8], _ places: [Range<Int>], _ choices: [[UInt8]]) {
        guard !places.isEmpty else { return }
        line.replaceSubrange(pick(places), with: pick(choices))
    }

    /// Replaces the content of a string: with one from the list, or repeated until it is long.
    private mutating func replaceString(_ line: inout [UInt8], _ tokens: Tokens) {
        let places = tokens.all(.string)
        guard !places.isEmpty else { return }
        let place = pick(places)
        var body = pick(Materials.strings)
        if random.below(40) == 0 { body = Array(repeatElement(body, count: 1 + random.below(400)).joined()) }
        let quote = UInt8(ascii: "\"")
        line.replaceSubrange(place, with: random.below(12) == 0 ? body : [quote] + body + [quote])
    }

    /// Inserts something into a string or key, or changes its quotes.
    private mutating func changeString(_ line: inout [UInt8], _ tokens: Tokens) {
        let places = tokens.all(.string, .key).filter { $0.count >= 2 }
        guard !places.isEmpty else { return }
        let place = pick(places)
        switch random.below(4) {
        case 0: line.replaceSubrange(place.upperBound - 1..<place.upperBound, with: pick(Materials.quotes))
        case 1: line.replaceSubrange(place.lowerBound..<place.lowerBound + 1, with: pick(Materials.quotes))
        default:
            line.insert(contentsOf: pick(Materials.strings), at: pick(place.lowerBound + 1..<place.upperBound))
        }
    }

    /// Writes a character of a string or key as an escape with the same or almost the same meaning.
    private mutating func escape(_ line: inout [UInt8], _ tokens: Tokens) {
        let places = tokens.all(.string, .key, .key).filter { $0.count > 2 }
        guard !places.isEmpty else { return }
        let place = pick(places)
        let at = pick(place.lowerBound + 1..<place.upperBound - 1)
        guard line[at] < 0x80, line[at] != UInt8(ascii: "\\"), line[at - 1] != UInt8(ascii: "\\") else { return }
        let hex = String(line[at], radix: 16, uppercase: random.below(2) == 0)
        var escaped = Array(#"\u"#.utf8) + Array(repeating: 0x30, count: 4 - hex.utf8.count) + Array(hex.utf8)
        if random.below(8) == 0 { escaped[random.below(escaped.count)] = UInt8(random.below(128)) }
        line.replaceSubrange(at..<at + 1, with: escaped)
    }

    // MARK: Ends

    private mutating func changeEnds(_ line: inout [UInt8]) {
        switch random.below(7) {
        case 0: line.removeSubrange(random.below(line.count)...)
        case 1: line.removeSubrange(..<random.below(line.count))
        case 2: line += pick(Materials.spaces)
        case 3: line.insert(contentsOf: pick(Materials.spaces), at: 0)
        case 4: line += [0x0D]
        case 5: line.insert(contentsOf: [0xEF, 0xBB, 0xBF], at: 0)
        default:
            // Cut the line where a token starts.
            let all = Tokens(line).tokens
            if !all.isEmpty { line.removeSubrange(pick(all).range.lowerBound...) }
        }
    }

    /// Joins the start of this line with the end of another, at two tokens of the same kind.
    private mutating func splice(_ line: inout [UInt8]) {
        let other = sample()
        let (own, others) = (Tokens(line).tokens, Tokens(other).tokens)
        guard !own.isEmpty else { return }
        let head = pick(own)
        let fitting = others.filter { $0.kind == head.kind }
        guard !fitting.isEmpty else {
            line += other
            return
        }
        line.replaceSubrange(head.range.lowerBound..., with: other[pick(fitting).range.lowerBound...])
    }
}
