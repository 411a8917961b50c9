import Glibc
import LineParsing

/// Cuts a stream into chunks of whole lines.
///
/// What follows the last line feed of a chunk is carried to the next one. Of a line over the limit only as many bytes
/// are kept as the parser needs to see that it is too long, so memory is bounded whatever the log holds.
///
/// **Bounds.** A buffer has room for a byte order mark, the longest carry and one filling (`capacity`); every part of
/// it is taken through `ChunkBuffer.part`, which checks.
struct LineCutter: ~Copyable {
    /// As much of a line as shows that it is too long, though its last byte be a carriage return.
    private static let carryMax = Interface.lineLengthMax + 2

    private var stream: LogStream
    private let chunkSize: Int
    private let pool: ChunkPool
    private var buffer: ChunkBuffer
    /// The bytes of `buffer` that are not given out: the beginning of a line, and no line feed.
    private var begin = 0
    private var end = 0
    private var index = 0
    private var isAtStart = true
    private var isDiscarding = false
    private var hasEnded = false

    init(_ stream: consuming LogStream, chunkSize: Int, spareMax: Int) {
        self.stream = stream
        self.chunkSize = max(chunkSize, 64)
        pool = ChunkPool(capacity: 3 + Self.carryMax + self.chunkSize, spareMax: spareMax)
        buffer = pool.take()
    }

    /// The SHA-256 of the file, once `next` has returned `nil`.
    func digest() -> String { stream.digest() }

    /// How many bytes of the file have been read, as they are stored.
    var storedBytes: Int64 { stream.storedBytes }

    /// The next lines; `nil` at the end.
    mutating func next() throws(LogReadError) -> LogChunk? {
        while !hasEnded {
            let fresh = try fill()
            if hasEnded { return begin < end ? chunk(upTo: end) : nil }
            guard let feed = lastFeed(in: fresh) else {
                shorten()
                continue
            }
            let full = buffer
            let rest = feed + 1..<end
            let chunk = chunk(upTo: rest.lowerBound)
            buffer = pool.take()
            buffer.part(0..<rest.count).copyMemory(from: UnsafeRawBufferPointer(full.part(rest)))
            begin = 0
            end = rest.count
            shorten()
            return chunk
        }
        return nil
    }

    /// Reads more behind what is there; returns where it stands.
    private mutating func fill() throws(LogReadError) -> Range<Int> {
        let start = end
        let got = try stream.read(into: buffer.part(start..<start + chunkSize))
        hasEnded = got < chunkSize
        end = start + got
        if isAtStart {
            isAtStart = false
            if end >= 3, buffer.part(0..<3).elementsEqual([0xEF, 0xBB, 0xBF]) { begin = 3 }
        }
        if isDiscarding { discard(from: start) }
        return max(start, begin)..<end
    }

    /// Drops what still belongs to a line that is too long: everything from `start` on up to a line feed.
    private mutating func discard(from start: Int) {
        let fresh = buffer.part(start..<end)
        guard let base = fresh.baseAddress, let found = memchr(base, 10, fresh.count) else {
            end = start
            return
        }
        let kept = fresh.count - (UnsafeRawPointer(found) - UnsafeRawPointer(base))
        memmove(base, found, kept)
        end = start + kept
        isDiscarding = false
    }

    /// Keeps no more of an unfinished line than shows that it is too long.
    private mutating func shorten() {
        guard end - begin > Self.carryMax else { return }
        end = begin + Self.carryMax
        isDiscarding = true
    }

    private func lastFeed(in range: Range<Int>) -> Int? {
        // From the end on: it is rarely more than a line away.
        buffer.part(range).lastIndex(of: 10).map { range.lowerBound + $0 }
    }

    /// The bytes from `begin` on as a chunk.
    private mutating func chunk(upTo end: Int) -> LogChunk {
        let chunk = LogChunk(
            index: index, buffer: buffer, bytes: begin..<end, storedBytes: stream.storedBytes, pool: pool)
        index += 1
        return chunk
    }
}
