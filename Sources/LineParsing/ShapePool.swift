import CPlatform

/// The literals that `LineShapes` has learned, and which of them follow which.
///
/// **Bounds.** Every pool has a fixed capacity, and only `add` and `follow` write, which check it; index 0 of `edges`
/// means none. The bytes of a literal are followed by at least `Bytes.padding` bytes of the pool.
struct ShapePool: ~Copyable {
    /// What stands behind a literal.
    enum Value: UInt8 {
        /// A string; the literal ends with its opening quote, and the next one begins with its closing quote.
        case text
        case number
        /// null, or true or false: the last bytes of the literal itself.
        case null, boolean
        /// An object whose members are not read, or an array; `Literal.bracket` opens it.
        case container
        case lineEnd
    }

    /// A literal as it has followed another, or the line's start. The same literal stands here once for each that it has
    /// followed: what is needed to go on lies side by side.
    struct Edge {
        let bytes: Int32
        let count: Int32
        /// The first of the edges to what has followed the literal, and the next of those that this one is of.
        var following: Int32
        var next: Int32
        /// The objects that it opens: where they stand in `opened`.
        let firstOpened: Int32
        let endOpened: Int32
        let value: Value
        /// The field that the value is of, or `noField`.
        let field: UInt8
        let bracket: UInt8
        /// How many containers are open behind it.
        let depth: UInt8
    }

    /// What a literal is, while it is learned.
    private struct Literal {
        let bytes: Int
        let count: Int
        let opened: Range<Int>
        let value: Value
        let field: UInt8
        let bracket: UInt8
        let depth: UInt8
        /// The object that is open where it begins.
        let object: UInt8
        var firstEdge = 0
        /// Where it stands among the edges.
        var edges: [Int] = []
    }

    /// An object that a literal opens, and how far before the literal's end.
    struct Opened {
        let field: UInt8
        let back: Int32
    }

    static let noField: UInt8 = 0xFF
    /// What is open at the start of a line.
    static let noObject: UInt8 = 0xFF

    private static let literalsMax = 1024
    private static let edgesMax = 8192
    private static let openedMax = 2048
    private static let bytesMax = 1 << 16
    /// A longer one is not worth keeping: the bytes of keys that are not read may be anything.
    static let literalCountMax = 1024

    let edges: UnsafeMutablePointer<Edge>
    let opened: UnsafeMutablePointer<Opened>
    private let bytes: UnsafeMutablePointer<UInt8>
    /// The first is none.
    private var literals: [Literal] = []
    private var edgesCount = 1
    private var openedCount = 0
    private var bytesCount = 0
    /// To the literals that a line has begun with.
    private(set) var firstEdge = 0
    /// Whether something did not fit. What was learned serves on.
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

    /// Whether the bytes at `place` are the literal's. O(bytes).
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

    /// Finds a literal, or adds it. O(literals).
    ///
    /// - Parameters:
    ///   - text: at least one byte, none of them a line feed; a word may be loaded at each.
    ///   - opens: the objects that it opens.
    /// - Returns: its number, from 1; `nil` where it does not fit.
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

    /// Notes that a literal has followed another (0: the line's start).
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
