import Vocabulary

/// The kinds of calls that a parser has met, and the buffer in which it writes the form of the next one.
///
/// **Bounds.** `room` is large enough for the texts of any line: the parts of one kind come from one line (or are short
/// constants), each preceded by 4 bytes of length, and the end is checked before each part. Texts are copied in whole
/// words: a text is part of a line or of `ParserMemory`, where a word may be loaded at every byte, and `room` has space
/// for one more word.
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
    mutating func begin(
        _ source: Source, _ mode: Mode, _ status: Status, _ response: Response, _ delivery: Delivery
    ) {
        room[0] = source.number
        room[1] = CallKind.code(mode)
        room[2] = CallKind.code(status, response)
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

    /// The number of the kind whose fields were appended. A new kind is added. O(bytes).
    @inline(__always)
    mutating func number() -> UInt32 {
        UInt32(truncatingIfNeeded: kinds.number(of: UnsafeRawBufferPointer(start: room, count: written)))
    }

    /// Forgets all kinds. Numbers start from 0 again.
    mutating func removeAll() { kinds.removeAll() }
}
