import Vocabulary

/// The kinds of calls that a parser has met, and room to write the form of the next.
///
/// **Bounds.** `room` has place for every text of a line: the parts of one kind are parts of one line (or short
/// constants), each preceded by 4 bytes of length, and every part is checked against the end. Texts are copied in whole
/// words: their source stands in a line or in `ParserMemory`, where a word may be loaded at every byte, and `room` has
/// place for one more word.
struct KindTable: ~Copyable {
    private(set) var kinds = FormSet()

    private let room: UnsafeMutablePointer<UInt8>
    private let roomCount: Int
    private var written = 0

    init(roomCount: Int) {
        self.roomCount = roomCount
        room = .allocate(capacity: roomCount + Bytes.padding)
    }

    deinit {
        room.deallocate()
    }

    @inline(__always)
    mutating func begin(_ source: Source, _ mode: Mode, _ status: Status, _ delivery: Delivery) {
        room[0] = CallKind.code(source)
        room[1] = CallKind.code(mode)
        room[2] = CallKind.code(status)
        room[3] = CallKind.code(delivery)
        written = 4
    }

    @inline(__always)
    mutating func append(_ text: Text) {
        precondition(written &+ 4 &+ text.count <= roomCount)
        let length = UInt32(truncatingIfNeeded: text.count).littleEndian
        UnsafeMutableRawPointer(room + written).storeBytes(of: length, as: UInt32.self)
        if let start = text.baseAddress {
            let target = UnsafeMutableRawPointer(room + written + 4)
            var offset = 0
            while offset < text.count {
                target.storeBytes(of: Bytes.word(start + offset).littleEndian, toByteOffset: offset, as: UInt64.self)
                offset &+= 8
            }
        }
        written &+= 4 &+ text.count
    }

    /// The number of the kind whose fields were appended. O(bytes).
    @inline(__always)
    mutating func number() -> UInt32 {
        UInt32(truncatingIfNeeded: kinds.number(of: UnsafeRawBufferPointer(start: room, count: written)))
    }

    /// Forgets all kinds; numbers begin anew.
    mutating func removeAll() { kinds.removeAll() }
}
