/// The fast path: reads a line by comparing it with literal bytes learned from earlier lines.
///
/// Gateways write the same bytes between values, line after line. `ShapeLearner` cuts these bytes out of a line that
/// the full scanner found well-formed. Each *literal* runs from the end of one value to the beginning of the next, and
/// knows which literals have followed it. A later line is read by comparing literals, 32 bytes at a time, and scanning
/// only the values between them. At the first byte that differs, the fast path gives up, and `JSONScanner` reads the
/// line from its start. So the result for a line never depends on what was learned.
///
/// **Why a match is as good as a scan.** A literal is identified by its bytes, by the object that is open where it
/// begins, and by the kind of value behind it. Objects with members that are read form a tree (`Field.parent`), so the
/// innermost open object determines all objects around it. All other objects are values here and are scanned whole.
/// What JSON allows after a literal depends only on the open containers and on the kind of value behind the literal,
/// and both are part of its identity. So if B once followed A in a well-formed line, B may follow A in any line, and a
/// path of such steps from a line's start to its end is well-formed. A path can repeat a key in a new way; repeated
/// keys are counted as in the scanner. Literals are valid UTF-8, because each is a whole run between ASCII bytes of a
/// valid line. Values are checked where they occur.
///
/// **Bounds.** A match begins at the start of a line. The line feed and the `Bytes.padding` bytes that start with it
/// must be readable (`LogParser` guarantees this). No literal holds a line feed, so a comparison ends in the block that
/// holds the line feed. No scan of a value passes it. So every block and word is loaded at or before the line feed.
/// Only `ShapePool` writes the pools, and it checks their capacities; all indices into them come from there.
struct LineShapes: ~Copyable {
    private var pool = ShapePool()
    /// Lines tried, and lines given up, since they were last judged.
    private var tried = 0
    private var missed = 0
    /// Lines to skip before trying again, because most lines were given up.
    private var pause = 0

    /// The number of lines that are tried before the misses are judged, and the number that is skipped after too many.
    private static let windowCount = 512
    private static let pauseCount = 16_384

    /// Whether the fast path should try the next line. Call it once before each line.
    @inline(__always)
    mutating func isTrying() -> Bool {
        if pause == 0 { return true }
        pause &-= 1
        return false
    }

    /// Reads the line at `start` into the scanner's fields.
    ///
    /// - Returns: the place after the line's last byte (its line feed, or the carriage return before it); `nil` if the
    ///   line follows no learned path. The fields must not be used then. O(bytes).
    @inline(__always)
    mutating func match(_ start: Place, _ scanner: inout JSONScanner) -> Place? {
        let end = follow(start, &scanner)
        tried &+= 1
        if end == nil { missed &+= 1 }
        if tried == Self.windowCount { judge() }
        return end
    }

    /// Learns from a line that the fast path gave up and the scanner found well-formed. The line ends at a line feed,
    /// or at a carriage return before one.
    @inline(never)
    mutating func learn(_ start: Place, _ scanner: inout JSONScanner) {
        guard pause == 0, !pool.isFull else { return }
        var learner = ShapeLearner(start)
        learner.learn(&scanner, into: &pool)
    }

    /// Pauses the fast path if it gave up more than a quarter of the lines: then it costs more than it saves.
    @inline(never)
    private mutating func judge() {
        if missed > Self.windowCount / 4 {
            pause = Self.pauseCount
            pool.removeAll()
        }
        tried = 0
        missed = 0
    }

    /// Follows learned literals from the start of a line to its end.
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
                guard let close = JSONLexer.checkedClosingQuote(value, &escaped) else { return nil }
                if field != ShapePool.noField {
                    scanner.fields.set(field, value, close - value, escaped ? .escapedText : .text)
                }
                place = close
            case .number:
                guard let after = JSONLexer.afterNumber(value, &ignored) else {
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

    /// Records the objects that a literal opens. The literal ends at `end`.
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
