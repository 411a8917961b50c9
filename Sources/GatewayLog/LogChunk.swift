import Synchronization

/// Whole lines of a log. The memory returns to its pool when the chunk is released.
///
/// `@unchecked Sendable`: only the reader writes the bytes, before it hands out the chunk and never after.
package final class LogChunk: @unchecked Sendable {
    /// The index of the chunk in its log, from 0.
    package let index: Int
    /// The number of stored (compressed) bytes that had been read when the chunk was cut; used to show progress.
    package let storedBytes: Int64
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

    /// Calls `body` with the lines, which are valid only within `body`.
    ///
    /// A byte order mark at the start of the log is left out. The last line of a log may lack its terminator. A line
    /// over `LineLimits.lengthMax` bytes is cut to the bytes that show that it is too long.
    package func withBytes<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        // In bounds: the initializer checked it.
        let bytes = UnsafeRawBufferPointer(start: buffer.bytes + start, count: count)
        let result = try body(bytes)
        extendLifetime(self)
        return result
    }
}

/// The memory of one chunk.
///
/// `@unchecked Sendable`: it has one owner at a time: the pool, then the reader, then a chunk.
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

    /// A writable part of the memory.
    func part(_ range: Range<Int>) -> UnsafeMutableRawBufferPointer {
        precondition(range.lowerBound >= 0 && range.upperBound <= capacity)
        return UnsafeMutableRawBufferPointer(start: bytes + range.lowerBound, count: range.count)
    }
}

/// A pool of reusable buffers, so that a log of any size needs only a few.
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
