/// Cuts a well-formed line into literals and values for `LineShapes`.
///
/// **Bounds.** The line was scanned before: it is an object, ends at its line feed, and every step here repeats a step
/// of the scanner.
struct ShapeLearner {
    /// Where the current literal begins, and the object that is open there.
    private var literal: Place
    private var object = ShapePool.noObject
    /// The literal before the current one; 0 at the line's start.
    private var earlier = 0
    /// The objects that the current literal opens.
    private var opens: [(field: UInt8, place: Place)] = []
    /// The open objects whose members are read.
    private var stack: [UInt8] = [ObjectKind.envelope.rawValue]

    init(_ start: Place) {
        literal = start
    }

    /// Learns the line, or as much of it as fits into the pool. O(bytes).
    mutating func learn(_ scanner: inout JSONScanner, into pool: inout ShapePool) {
        var place = Bytes.skipSpace(Bytes.skipSpace(literal) + 1)
        while true {
            if place[0] == UInt8(ascii: "}") {
                place += 1
                stack.removeLast()
                if stack.isEmpty { break }
            } else {
                let after = member(place, &scanner, into: &pool)
                guard let after else { return }
                if after.isInside {
                    place = after.place
                    continue
                }
                place = after.place
            }
            place = Bytes.skipSpace(place)
            if place[0] == UInt8(ascii: ",") { place = Bytes.skipSpace(place + 1) }
        }
        // White space before the line's end is rare. Such lines are left to the scanner.
        if place[0] == Bytes.lineFeed || (place[0] == Bytes.carriageReturn && place[1] == Bytes.lineFeed) {
            _ = cut(upTo: place, .lineEnd, ShapePool.noField, &pool)
        }
    }

    /// Walks over the member whose key begins at `start`.
    ///
    /// - Returns: the place after the member, or the first place inside an object whose members are read; `nil` if the
    ///   pool is full.
    private mutating func member(
        _ start: Place, _ scanner: inout JSONScanner, into pool: inout ShapePool
    ) -> (place: Place, isInside: Bool)? {
        var ignored: Place?
        var escaped = false
        guard let close = JSONLexer.closingQuote(start + 1, &escaped, &ignored) else { return nil }
        let value = Bytes.skipSpace(Bytes.skipSpace(close + 1) + 1)
        let entry = scanner.entry(
            of: Text(start: start + 1, count: close - start - 1), escaped: escaped, in: stack[stack.count - 1])
        let field = entry?.pointee.field ?? ShapePool.noField
        switch value[0] {
        case Bytes.quote:
            guard cut(upTo: value + 1, .text, field, &pool),
                let end = JSONLexer.closingQuote(value + 1, &escaped, &ignored)
            else { return nil }
            literal = end
            return (end + 1, false)
        case UInt8(ascii: "{") where entry != nil && entry?.pointee.object != KeyTable.noObject:
            guard let entry else { return nil }
            opens.append((field, value))
            stack.append(entry.pointee.object)
            return (Bytes.skipSpace(value + 1), true)
        case UInt8(ascii: "{"), UInt8(ascii: "["):
            guard cut(upTo: value, .container, field, bracket: value[0], &pool),
                let end = scanner.unreadContainer(value, depth: stack.count)
            else { return nil }
            literal = end
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"):
            guard let end = JSONLexer.afterLiteral(value),
                cut(upTo: end, value[0] == UInt8(ascii: "n") ? .null : .boolean, field, &pool)
            else { return nil }
            literal = end
        default:
            guard cut(upTo: value, .number, field, &pool), let end = JSONLexer.afterNumber(value, &ignored) else {
                return nil
            }
            literal = end
        }
        return (literal, false)
    }

    /// Adds the literal that ends at `end` to the pool.
    ///
    /// - Returns: whether it fitted.
    private mutating func cut(
        upTo end: Place, _ value: ShapePool.Value, _ field: UInt8, bracket: UInt8 = 0, _ pool: inout ShapePool
    ) -> Bool {
        let opened = opens.map { ShapePool.Opened(field: $0.field, back: Int32(end - $0.place)) }
        guard end - literal <= ShapePool.literalCountMax,
            let added = pool.add(
                Text(start: literal, count: end - literal), value: value, field: field, bracket: bracket,
                depth: stack.count, object: object, opens: opened),
            pool.follow(earlier, with: added)
        else { return false }
        earlier = added
        object = stack.last ?? ShapePool.noObject
        opens.removeAll(keepingCapacity: true)
        return true
    }
}
