import Vocabulary

/// The profiles met so far, found by the bytes of their fields.
///
/// A call writes its fields, each after its length, into `room`; equal bytes mean an equal profile, so that no text is
/// made for a profile that is known.
///
/// **Bounds.** `room` has place for every text of a line: the parts of one profile are parts of one line (or short
/// constants), each preceded by 4 bytes of length, and every part is checked against the end. Texts are copied in whole
/// words: their source stands in a line or in `ParserMemory`, where a word may be loaded at every byte, and `room` has
/// place for one more word.
struct ProfileTable: ~Copyable {
    private(set) var profiles: [CallProfile] = []

    private let room: UnsafeMutablePointer<UInt8>
    private let roomCount: Int
    private var written = 0

    /// Open addressing over a power of two: the number of a profile plus 1, and its hash.
    private var buckets: [(hash: UInt64, number: UInt32)] = Array(repeating: (0, 0), count: 256)
    /// The bytes of each profile, one after the other, and where each begins.
    private var stored: [UInt8] = []
    private var begins: [Int] = [0]

    init(roomCount: Int) {
        self.roomCount = roomCount
        room = .allocate(capacity: roomCount + Bytes.padding)
    }

    deinit {
        room.deallocate()
    }

    @inline(__always)
    mutating func begin(_ source: Source, _ mode: Mode, _ status: Status, _ delivery: Delivery) {
        // Each enum has few cases, told apart by one byte.
        room[0] = source == .onepipe ? 0 : 1
        room[1] = mode == .live ? 0 : 1
        room[2] = status == .successful ? 0 : status == .failed ? 1 : 2
        room[3] =
            switch delivery {
            case .delivered: 0
            case .failed: 1
            case .pending: 2
            case .logged: 3
            case .none: 4
            }
        written = 4
    }

    @inline(__always)
    mutating func append(_ text: Text) {
        precondition(written &+ 4 &+ text.count <= roomCount)
        let length = UInt32(truncatingIfNeeded: text.count)
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

    @inline(__always)
    mutating func append(_ destination: Destination) {
        precondition(written &+ 4 &+ destination.count <= roomCount)
        UnsafeMutableRawPointer(room + written).storeBytes(of: UInt32(destination.count), as: UInt32.self)
        for index in 0..<destination.count { room[written &+ 4 &+ index] = destination[index] }
        written &+= 4 &+ destination.count
    }

    /// The number of the profile whose fields were appended; `make` is asked only where it is new. O(bytes).
    @inline(__always)
    mutating func number(_ make: () -> CallProfile) -> UInt32 {
        let bytes = UnsafeRawBufferPointer(start: room, count: written)
        let hash = Key.bytes(bytes, seed: 0x2545_F491_4F6C_DD1D)
        var index = Int(truncatingIfNeeded: hash) & (buckets.count &- 1)
        while buckets[index].number != 0 {
            if buckets[index].hash == hash, matches(Int(buckets[index].number) &- 1, bytes) {
                return buckets[index].number &- 1
            }
            index = (index &+ 1) & (buckets.count &- 1)
        }
        return insert(make(), hash)
    }

    @inline(__always)
    private func matches(_ number: Int, _ bytes: UnsafeRawBufferPointer) -> Bool {
        let range = begins[number]..<begins[number &+ 1]
        guard range.count == bytes.count else { return false }
        return stored.withUnsafeBytes { stored in
            var index = 0
            let base = range.lowerBound
            while index &+ 8 <= bytes.count {
                let here = stored.loadUnaligned(fromByteOffset: base &+ index, as: UInt64.self)
                guard here == bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) else { return false }
                index &+= 8
            }
            while index < bytes.count {
                guard stored[base &+ index] == bytes[index] else { return false }
                index &+= 1
            }
            return true
        }
    }

    @inline(never)
    private mutating func insert(_ profile: CallProfile, _ hash: UInt64) -> UInt32 {
        let number = UInt32(profiles.count)
        profiles.append(profile)
        stored.append(contentsOf: UnsafeRawBufferPointer(start: room, count: written))
        begins.append(stored.count)
        if profiles.count * 2 > buckets.count { grow() }
        place(hash, number + 1)
        return number
    }

    private mutating func place(_ hash: UInt64, _ number: UInt32) {
        var index = Int(truncatingIfNeeded: hash) & (buckets.count - 1)
        while buckets[index].number != 0 { index = (index + 1) & (buckets.count - 1) }
        buckets[index] = (hash, number)
    }

    private mutating func grow() {
        let old = buckets
        buckets = Array(repeating: (0, 0), count: old.count * 2)
        for bucket in old where bucket.number != 0 { place(bucket.hash, bucket.number) }
    }
}
