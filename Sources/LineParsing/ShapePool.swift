import CPlatform

/// The literals that `LineShapes` has learned, and which of them follow which.
///
/// **Bounds.** Every pool has a fixed capacity. Only `add` and `follow` write, and both check it. Index 0 of `edges`
/// means none. At least `Bytes.padding` bytes of the pool follow the bytes of each literal.
struct ShapePool: ~Copyable {
    /// The kind of value behind a literal.
    enum Value: UInt8 {
        /// A string. The literal ends with the string's opening quote, and the next literal begins with its closing
        /// quote.
        case text
        case number
        /// null, or true or false. It is the last part of the literal itself.
        case null, boolean
        /// An array, or an object whose members are not read; `Literal.bracket` opens it.
        case container
        case lineEnd
    }

    /// A literal that has followed another literal or the line's start. A literal has one edge for each predecessor, so
    /// that everything needed to go on is in one place.
    struct Edge {
        let bytes: Int32
        let count: Int32
        /// The first edge to what has followed this literal, and the next edge from the same predecessor.
        var following: Int32
        var next: Int32
        /// The range in `opened` of the objects that the literal opens.
        let firstOpened: Int32
        let endOpened: Int32
        let value: Value
        /// The field that the value belongs to, or `noField`.
        let field: UInt8
        let bracket: UInt8
        /// The number of open containers behind the literal.
        let depth: UInt8
    }

    /// A literal, as it is kept for learning.
    private struct Literal {
        let bytes: Int
        let count: Int
        let opened: Range<Int>
        let value: Value
        let field: UInt8
        let bracket: UInt8
        let depth: UInt8
        /// The object that is open where the literal begins.
        let object: UInt8
        var firstEdge = 0
        /// The edges to this literal.
        var edges: [Int] = []
    }

    /// An object that a literal opens, and how many bytes before the literal's end its brace is.
    struct Opened {
        let field: UInt8
        let back: Int32
    }

    static let noField: UInt8 = 0xFF
    /// The open object at the start of a line: none.
    static let noObject: UInt8 = 0xFF

    private static let literalsMax = 1024
    private static let edgesMax = 8192
    private static let openedMax = 2048
    private static let bytesMax = 1 << 16
    /// Longer literals are not kept: they hold keys that are not read, and those may be anything.
    static let literalCountMax = 1024

    let edges: UnsafeMutablePointer<Edge>
    let opened: UnsafeMutablePointer<Opened>
    private let bytes: UnsafeMutablePointer<UInt8>
    /// Literal number n is at index n − 1.
    private var literals: [Literal] = []
    private var edgesCount = 1
    private var openedCount = 0
    private var bytesCount = 0
    /// The first edge to the literals that a line has begun with.
    private(set) var firstEdge = 0
    /// Whether something did not fit. What was learned before stays in use.
    private(set) var isFull = false

    init() {
        edges = .allocate(capacity: Self.edgesMax)
        opened = .allocate(capacity: Self.openedMax)
        bytes = .allocate(capacity: Self.bytesMax)
        bytes.initialize(repeating: 0, count: Self.bytesMax)
    }

    deinit {
        edges.deallocate()
        opened.deallocate()
        bytes.deallocate()
    }

    mutating func removeAll() {
        literals.removeAll()
        edgesCount = 1
        openedCount = 0
        bytesCount = 0
        firstEdge = 0
        isFull = false
    }

    /// Whether the bytes at `place` equal the literal's. O(bytes).
    @inline(__always)
    func matches(_ literal: UnsafePointer<Edge>, at place: Place) -> Bool {
        let own = Place(bytes + Int(literal.pointee.bytes))
        let count = Int(literal.pointee.count)
        var offset = 0
        while true {
            let differing = ~settle_equal_bytes(own + offset, place + offset)
            let left = count &- offset
            if left < 32 { return differing & ((1 &<< UInt32(truncatingIfNeeded: left)) &- 1) == 0 }
            if differing != 0 { return false }
            offset &+= 32
            if offset == count { return true }
        }
    }

    /// The number of a literal, which is added if it is new. O(literals).
    ///
    /// - Parameters:
    ///   - text: at least one byte and no line feed; a word may be loaded at each byte.
    ///   - opens: the objects that the literal opens.
    /// - Returns: its number, counted from 1; `nil` if it does not fit.
    mutating func add(
        _ text: Text, value: Value, field: UInt8, bracket: UInt8, depth: Int, object: UInt8, opens: [Opened]
    ) -> Int? {
        guard let start = text.baseAddress, text.count <= Self.literalCountMax else { return nil }
        let known = literals.firstIndex {
            $0.count == text.count && $0.object == object && $0.value == value && $0.field == field
                && $0.bracket == bracket && Text(start: bytes + $0.bytes, count: $0.count).elementsEqual(text)
        }
        if let known { return known + 1 }
        guard literals.count < Self.literalsMax, openedCount + opens.count <= Self.openedMax,
            bytesCount + text.count + Bytes.padding <= Self.bytesMax
        else {
            isFull = true
            return nil
        }
        (bytes + bytesCount).update(from: start, count: text.count)
        (opened + openedCount).initialize(from: opens, count: opens.count)
        literals.append(
            Literal(
                bytes: bytesCount, count: text.count, opened: openedCount..<openedCount + opens.count, value: value,
                field: field, bracket: bracket, depth: UInt8(depth), object: object))
        bytesCount += text.count
        openedCount += opens.count
        return literals.count
    }

    /// Records that a literal has followed another (0: the line's start).
    ///
    /// - Returns: whether it fitted.
    mutating func follow(_ earlier: Int, with literal: Int) -> Bool {
        var last = 0
        var edge = earlier == 0 ? firstEdge : literals[earlier - 1].firstEdge
        while edge != 0 {
            if literals[literal - 1].edges.contains(edge) { return true }
            last = edge
            edge = Int(edges[edge].next)
        }
        guard edgesCount < Self.edgesMax else {
            isFull = true
            return false
        }
        let known = literals[literal - 1]
        (edges + edgesCount).initialize(
            to: Edge(
                bytes: Int32(known.bytes), count: Int32(known.count),
                following: Int32(known.firstEdge), next: 0, firstOpened: Int32(known.opened.lowerBound),
                endOpened: Int32(known.opened.upperBound), value: known.value, field: known.field,
                bracket: known.bracket, depth: known.depth))
        literals[literal - 1].edges.append(edgesCount)
        if last != 0 {
            edges[last].next = Int32(edgesCount)
        } else if earlier == 0 {
            firstEdge = edgesCount
        } else {
            literals[earlier - 1].firstEdge = edgesCount
            for edge in literals[earlier - 1].edges { edges[edge].following = Int32(edgesCount) }
        }
        edgesCount += 1
        return true
    }
}
