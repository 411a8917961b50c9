/// The literals that `LineShapes` has learned, and which of them follow which.
///
/// **Bounds.** Every pool has a fixed capacity, and only `add` and `follow` write, which check it; index 0 of `literals`
/// and `edges` means none. The bytes of a literal are followed by at least `Bytes.padding` bytes of the pool.
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

    struct Literal {
        let bytes: Int32
        let count: Int32
        /// The bytes of the last word that are the literal's, where its count is no multiple of 8.
        let tailMask: UInt64
        /// The first of the edges to what has followed.
        var firstEdge: Int32 = 0
        /// The objects that it opens: where they stand in `opened`.
        let firstOpened: Int32
        let endOpened: Int32
        let value: Value
        /// The field that the value is of, or `noField`.
        let field: UInt8
        let bracket: UInt8
        /// How many containers are open behind it.
        let depth: UInt8
        /// The object that is open where it begins.
        let object: UInt8
    }

    /// That a literal has followed another, or the line's start; with its first bytes, to tell quickly.
    struct Edge {
        let word: UInt64
        let mask: UInt64
        let literal: Int32
        var next: Int32
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

    let literals: UnsafeMutablePointer<Literal>
    let edges: UnsafeMutablePointer<Edge>
    let opened: UnsafeMutablePointer<Opened>
    private let bytes: UnsafeMutablePointer<UInt8>
    private var literalsCount = 1
    private var edgesCount = 1
    private var openedCount = 0
    private var bytesCount = 0
    /// To the literals that a line has begun with.
    private(set) var firstEdge = 0
    /// Whether something did not fit. What was learned serves on.
    private(set) var isFull = false

    init() {
        literals = .allocate(capacity: Self.literalsMax)
        edges = .allocate(capacity: Self.edgesMax)
        opened = .allocate(capacity: Self.openedMax)
        bytes = .allocate(capacity: Self.bytesMax)
        bytes.initialize(repeating: 0, count: Self.bytesMax)
    }

    deinit {
        literals.deallocate()
        edges.deallocate()
        opened.deallocate()
        bytes.deallocate()
    }

    mutating func removeAll() {
        literalsCount = 1
        edgesCount = 1
        openedCount = 0
        bytesCount = 0
        firstEdge = 0
        isFull = false
    }

    /// Whether the bytes at `place` are the literal's. O(bytes).
    @inline(__always)
    func matches(_ literal: UnsafePointer<Literal>, at place: Place) -> Bool {
        let own = Place(bytes + Int(literal.pointee.bytes))
        let count = Int(literal.pointee.count)
        var offset = 0
        while offset &+ 8 <= count {
            guard Bytes.word(place + offset) == Bytes.word(own + offset) else { return false }
            offset &+= 8
        }
        return offset == count
            || (Bytes.word(place + offset) ^ Bytes.word(own + offset)) & literal.pointee.tailMask == 0
    }

    /// Finds a literal, or adds it.
    ///
    /// - Parameters:
    ///   - text: at least one byte, none of them a line feed; a word may be loaded at each.
    ///   - opens: the objects that it opens.
    /// - Returns: `nil` where it does not fit.
    mutating func add(
        _ text: Text, value: Value, field: UInt8, bracket: UInt8, depth: Int, object: UInt8, opens: [Opened]
    ) -> Int? {
        guard let start = text.baseAddress, text.count <= Self.literalCountMax else { return nil }
        for index in 1..<literalsCount {
            let known = literals + index
            if Int(known.pointee.count) == text.count, known.pointee.object == object, known.pointee.value == value,
                known.pointee.field == field, known.pointee.bracket == bracket, matches(known, at: start)
            {
                return index
            }
        }
        guard literalsCount < Self.literalsMax, openedCount + opens.count <= Self.openedMax,
            bytesCount + text.count + Bytes.padding <= Self.bytesMax
        else {
            isFull = true
            return nil
        }
        (bytes + bytesCount).update(from: start, count: text.count)
        (opened + openedCount).initialize(from: opens, count: opens.count)
        let tail = UInt64(text.count % 8) * 8
        (literals + literalsCount).initialize(
            to: Literal(
                bytes: Int32(bytesCount), count: Int32(text.count), tailMask: 1 << tail - 1,
                firstOpened: Int32(openedCount), endOpened: Int32(openedCount + opens.count), value: value,
                field: field, bracket: bracket, depth: UInt8(depth), object: object))
        bytesCount += text.count
        openedCount += opens.count
        literalsCount += 1
        return literalsCount - 1
    }

    /// Notes that a literal has followed another (0: the line's start).
    ///
    /// - Returns: whether it fitted.
    mutating func follow(_ earlier: Int, with literal: Int) -> Bool {
        var last = 0
        var edge = earlier == 0 ? firstEdge : Int(literals[earlier].firstEdge)
        while edge != 0 {
            if Int(edges[edge].literal) == literal { return true }
            last = edge
            edge = Int(edges[edge].next)
        }
        guard edgesCount < Self.edgesMax else {
            isFull = true
            return false
        }
        let count = Int(literals[literal].count)
        let mask: UInt64 = count >= 8 ? .max : 1 << UInt64(count * 8) - 1
        let word = Bytes.word(Place(bytes + Int(literals[literal].bytes))) & mask
        (edges + edgesCount).initialize(to: Edge(word: word, mask: mask, literal: Int32(literal), next: 0))
        if last != 0 {
            edges[last].next = Int32(edgesCount)
        } else if earlier == 0 {
            firstEdge = edgesCount
        } else {
            literals[earlier].firstEdge = Int32(edgesCount)
        }
        edgesCount += 1
        return true
    }
}
