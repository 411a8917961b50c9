/// The fast path: reads a line by comparing it with literal bytes learned from lines before it.
///
/// Gateways write the same bytes between values, line after line. `ShapeLearner` cuts them out of a line that the full
/// scanner found well-formed: each *literal* runs from the end of one value to the beginning of the next, and each knows
/// which literals have followed it. A line is then read by comparing literals, 32 bytes at a time, and scanning only the
/// values between them. At the first byte that differs the line is given up, and `JSONScanner` reads it from its start;
/// so what a line comes to never depends on what was learned.
///
/// **Why a match is as good as a scan.** A literal is known by its bytes, by the object that is open where it begins,
/// and by the kind of value behind it. Objects with members that are read form a tree (`Field.parent`), so the innermost
/// open one tells all those around it; all others are values here, scanned whole. What JSON allows after a literal
/// depends on nothing but the open containers and the kind of value behind it, and both are the literal's own. So if B
/// once followed A in a well-formed line, it may follow A in any line; and a path of such steps from a line's start to
/// a line's end is well-formed. Repeated keys, which a path can combine anew, are counted as in the scanner. Literals
/// are valid UTF-8 because whole runs between ASCII bytes of a valid line are; values are checked where they stand.
///
/// **Bounds.** A match begins at the start of a line of which the line feed and `Bytes.padding` bytes from it on are
/// readable (`LogParser` asks for no other). No literal holds a line feed, so a comparison ends in the block that holds
/// it, and no scan of a value passes it; every block and word is loaded at or before the line feed. The pools are written by
/// `ShapePool` alone, which checks its capacities; indices into them come from there.
struct LineShapes: ~Copyable {
    private var pool = ShapePool()
    /// Lines tried and given up since the last look at how well it goes.
    private var tried = 0
    private var missed = 0
    /// Lines to pass over before trying again, where most are given up.
    private var pause = 0

    /// So many lines are tried before their misses are judged; so many are passed over after a bad judgement.
    private static let windowCount = 512
    private static let pauseCount = 16_384

    /// Whether lines are worth trying now; asked once before each line.
    @inline(__always)
    mutating func isTrying() -> Bool {
        if pause == 0 { return true }
        pause &-= 1
        return false
    }

    /// Reads the line at `start` into the scanner's fields.
    ///
    /// - Returns: the place after the line's last byte (its line feed, or the carriage return before it); `nil` where
    ///   the line takes no learned path. The fields are then of no use. O(bytes).
    @inline(__always)
    mutating func match(_ start: Place, _ scanner: inout JSONScanner) -> Place? {
        let end = follow(start, &scanner)
        tried &+= 1
        if end == nil { missed &+= 1 }
        if tried == Self.windowCount { judge() }
        return end
    }

    /// Learns from a line that was given up and then found well-formed; it ends at a line feed, or a carriage return
    /// before it.
    @inline(never)
    mutating func learn(_ start: Place, _ scanner: inout JSONScanner) {
        guard pause == 0, !pool.isFull else { return }
        var learner = ShapeLearner(start)
        learner.learn(&scanner, into: &pool)
    }

    /// Where more than a quarter was given up, learned paths cost more than they save, for a while.
    @inline(never)
    private mutating func judge() {
        if missed > Self.windowCount / 4 {
            pause = Self.pauseCount
            pool.removeAll()
        }
        tried = 0
        missed = 0
    }

    @inline(__always)
    private func follow(_ start: Place, _ scanner: inout JSONScanner) -> Place? {
        var place = start
        var edge = pool.firstEdge
        var ignored: Place?
        while edge != 0 {
            let literal = pool.edges + edge
            guard pool.matches(literal, at: place) else {
                edge = Int(literal.pointee.next)
                continue
            }
            let value = place + Int(literal.pointee.count)
            let field = literal.pointee.field
            switch literal.pointee.value {
            case .text:
                var escaped = false
                guard let close = JSONText.checkedClosingQuote(value, &escaped) else { return nil }
                if field != ShapePool.noField {
                    scanner.fields.set(field, value, close - value, escaped ? .escapedText : .text)
                }
                place = close
            case .number:
                guard let after = JSONText.afterNumber(value, &ignored) else {
                    edge = Int(literal.pointee.next)
                    continue
                }
                if field != ShapePool.noField { scanner.fields.set(field, value, after - value, .number) }
                place = after
            case .null:
                if field != ShapePool.noField { scanner.fields.set(field, value, 0, .null) }
                place = value
            case .boolean:
                if field != ShapePool.noField { scanner.fields.set(field, value, 0, .other) }
                place = value
            case .container:
                guard value[0] == literal.pointee.bracket else {
                    edge = Int(literal.pointee.next)
                    continue
                }
                guard let after = scanner.unreadContainer(value, depth: Int(literal.pointee.depth)) else { return nil }
                if field != ShapePool.noField {
                    scanner.fields.set(field, value, 0, value[0] == UInt8(ascii: "{") ? .object : .other)
                }
                place = after
            case .lineEnd:
                guard value[0] == Bytes.lineFeed || (value[0] == Bytes.carriageReturn && value[1] == Bytes.lineFeed)
                else { return nil }
                noteOpened(literal, value, &scanner)
                return value
            }
            noteOpened(literal, value, &scanner)
            edge = Int(literal.pointee.following)
        }
        return nil
    }

    /// Notes the objects that a literal opens; it ends at `end`.
    @inline(__always)
    private func noteOpened(_ literal: UnsafePointer<ShapePool.Edge>, _ end: Place, _ scanner: inout JSONScanner) {
        var opened = Int(literal.pointee.firstOpened)
        while opened != Int(literal.pointee.endOpened) {
            let object = pool.opened[opened]
            scanner.fields.set(object.field, end - Int(object.back), 0, .object)
            opened &+= 1
        }
    }
}
