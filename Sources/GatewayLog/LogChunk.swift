import Synchronization

/// Whole lines of a log, in memory that goes back to its pool when the chunk is let go of.
///
/// `@unchecked Sendable`: the bytes are written by the reader alone before it gives the chunk out, and never after.
public final class LogChunk: @unchecked Sendable {
    /// Which chunk of its log this is, from 0.
    public let index: Int
    /// How many bytes of the file, as they are stored, had been read when it was cut: for showing progress.
    public let storedBytes: Int64
    private let buffer: ChunkBuffer
    private let start: Int
    private let count: Int
    private let pool: ChunkPool

    init(
        index: Int, buffer: ChunkBuffer, bytes: Range<Int>, storedBytes: Int64, pool: ChunkPool
    ) {
        precondition(bytes.lowerBound >= 0 && bytes.upperBound <= buffer.capacity)
        self.index = index
        self.storedBytes = storedBytes
        self.buffer = buffer
        self.start = bytes.lowerBound
        self.count = bytes.count
        self.pool = pool
    }

    deinit {
        pool.giveBack(buffer)
    }

    /// The lines, of which the last one of a log may lack its terminator; without the byte order mark that may open a file. Valid within `body` only.
    ///
    /// In a line over `Interface.lineLengthMax` bytes, what is more than needed to see that is left out.
    public func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // In bounds: checked when the chunk was made.
        let bytes = UnsafeRawBufferPointer(start: buffer.bytes + start, count: count)
        let result = try body(bytes)
        extendLifetime(self)
        return result
    }
}

/// Memory for one chunk.
///
/// `@unchecked Sendable`: it has one owner at a time; the pool, the reader, then a chunk.
final class ChunkBuffer: @unchecked Sendable {
    let bytes: UnsafeMutablePointer<UInt8>
    let capacity: Int

    init(capacity: Int) {
        self.capacity = capacity
        bytes = .allocate(capacity: capacity)
    }

    deinit {
        bytes.deallocate()
    }

    /// A part of the memory, to be written.
    func part(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= capacity)
        return UnsafeMutableRawBufferPointer(start: bytes + range.lowerBound, count: range.count)
    }
}

/// Buffers to use again, so that a log of any size is read in the same few.
final class ChunkPool: Sendable {
    let capacity: Int
    private let spareMax: Int
    private let spare = Mutex<[ChunkBuffer]>([])

    init(capacity: Int, spareMax: Int) {
        self.capacity = capacity
        self.spareMax = spareMax
    }

    func take() -> ChunkBuffer {
        spare.withLock { $0.popLast() } ?? ChunkBuffer(capacity: capacity)
    }

    func giveBack(_ buffer: ChunkBuffer) {
        spare.withLock { if $0.count < spareMax { $0.append(buffer) } }
    }
}
