import Glibc
import LineParsing

/// Cuts a stream into chunks of whole lines.
///
/// The bytes after a chunk's last line feed are carried over to the next chunk. Of a line over the limit, only enough
/// bytes are kept for the parser to see that it is too long. So memory is bounded whatever the log holds.
///
/// **Bounds.** A buffer has room for a byte order mark, the longest carry and one read (`capacity`). Every part of it
/// is accessed through `ChunkBuffer.part`, which checks the bounds.
struct LineCutter: ~Copyable {
    /// The number of bytes that show that a line is too long, even if the last of them is a carriage return.
    private static let carryMax = LineLimits.lengthMax + 2

    private var stream: LogStream
    private let chunkSize: Int
    private let pool: ChunkPool
    private var buffer: ChunkBuffer
    /// The range of `buffer` that was not delivered yet: the beginning of a line, without a line feed.
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

    /// The SHA-256 of the file. Call it after `next` has returned `nil`.
    func digest() -> String { stream.digest() }

    /// The number of stored (compressed) bytes that have been read from the file.
    var storedBytes: Int64 { stream.storedBytes }

    /// The next chunk of lines; `nil` at the end.
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

    /// Reads more bytes behind those in the buffer, and returns their range.
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

    /// Drops the rest of a line that is too long: everything from `start` up to a line feed.
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

    /// Cuts an unfinished line that is too long to the bytes that show it.
    private mutating func shorten() {
        guard end - begin > Self.carryMax else { return }
        end = begin + Self.carryMax
        isDiscarding = true
    }

    private func lastFeed(in range: Range<Int>) -> Int? {
        // Searches from the end, because the last line feed is rarely more than one line away.
        buffer.part(range).lastIndex(of: 10).map { range.lowerBound + $0 }
    }

    /// Makes a chunk of the bytes from `begin` to `end`.
    private mutating func chunk(upTo end: Int) -> LogChunk {
        let chunk = LogChunk(
            index: index, buffer: buffer, bytes: begin..<end, storedBytes: stream.storedBytes, pool: pool)
        index += 1
        return chunk
    }
}
