import Rules

/// Finds out whether two number formats could give the same number.
extension NumberFormat {
    /// A position in a format. Each step consumes one byte of a number.
    private enum Step: Hashable {
        case byte(UInt8)
        case digit
        /// Any number of digits beyond the width of a sequence.
        case moreDigits
    }

    private var steps: [Step] {
        parts.flatMap { part -> [Step] in
            switch part {
            case .text(let text): text.utf8.map { .byte($0) }
            case .year: Array(repeating: .digit, count: 4)
            case .sequence(let width): Array(repeating: .digit, count: width) + [.moreDigits]
            }
        }
    }

    /// Whether one text can have both formats.
    ///
    /// It follows both formats at once, byte by byte, through all pairs of positions that one text can reach. A digit
    /// may be any digit: `0000` counts as a year too.
    func canEqual(_ other: NumberFormat) -> Bool {
        struct Pair: Hashable {
            var a: Int
            var b: Int
        }
        let (a, b) = (steps, other.steps)
        var waiting = [Pair(a: 0, b: 0)]
        var seen: Set<Pair> = [Pair(a: 0, b: 0)]
        func visit(_ pair: Pair) {
            if seen.insert(pair).inserted { waiting.append(pair) }
        }
        while let pair = waiting.popLast() {
            if pair.a == a.count, pair.b == b.count { return true }
            // There may be no digits beyond a width.
            if pair.a < a.count, a[pair.a] == .moreDigits { visit(Pair(a: pair.a + 1, b: pair.b)) }
            if pair.b < b.count, b[pair.b] == .moreDigits { visit(Pair(a: pair.a, b: pair.b + 1)) }
            guard pair.a < a.count, pair.b < b.count, Self.meet(a[pair.a], b[pair.b]) else { continue }
            visit(
                Pair(
                    a: a[pair.a] == .moreDigits ? pair.a : pair.a + 1,
                    b: b[pair.b] == .moreDigits ? pair.b : pair.b + 1))
        }
        return false
    }

    private static func meet(_ a: Step, _ b: Step) -> Bool {
        switch (a, b) {
        case (.byte(let a), .byte(let b)): a == b
        case (.byte(let byte), _), (_, .byte(let byte)): (48...57).contains(byte)
        default: true
        }
    }
}
