/// Reads one log as chunks of whole lines: plain, gzip or Zstandard; a path, or `-` for standard input.
///
/// A thread of its own reads, hashes, decompresses and cuts, a few chunks ahead of whoever parses them; so hashing and
/// decompression run beside parsing. Memory stays the same whatever the size of the log: the chunks ahead, and those
/// given out. Several threads may call `next`; `LogChunk.index` tells the order of the file.
///
///     let reader = try LogReader(path: "2026-10.ndjson.gz")
///     while let chunk = try reader.next() {
///         chunk.withBytes { parser.parse($0, into: &parsed) }
///     }
///     let sha256 = try reader.end.sha256
///
/// **Nothing of a log may be stored before `next` has returned `nil`**: only then is it known to be whole.
public final class LogReader: Sendable {
    public let path: String
    public let compression: Compression
    private let queue: BoundedQueue<LogChunk, Result<LogEnd, LogReadError>>

    /// About how many bytes of lines a chunk holds: few enough that what one core has read and hashed is still near when
    /// another parses it.
    public static let chunkSize = 1 << 19

    /// Opens the log and begins to read ahead.
    ///
    /// - Parameters:
    ///   - path: a file, whatever its name; `-` for standard input.
    ///   - chunkSize: how many bytes are read at a time; at least 64.
    ///   - ahead: how many chunks may wait.
    /// - Throws: `.missing`, `.unreadable`, or `.torn` where an archive's name stands over something else.
    public init(path: String, chunkSize: Int = LogReader.chunkSize, ahead: Int = 8) throws(LogReadError) {
        let stream = try LogStream(path: path)
        self.path = path
        compression = stream.compression
        let queue = BoundedQueue<LogChunk, Result<LogEnd, LogReadError>>(places: ahead)
        self.queue = queue
        let feeder = LogFeeder(LineCutter(stream, chunkSize: chunkSize, spareMax: ahead + 4), queue)
        guard startThread({ feeder.run() }) else {
            throw LogReadError.unreadable(path: path, detail: "the system gives no thread to read it")
        }
    }

    deinit {
        queue.cancel()
    }

    /// Waits for the next chunk; `nil` at the end of a log that was read whole.
    ///
    /// - Throws: `.torn` or `.unreadable`; the chunks given out before are void then.
    public func next() throws(LogReadError) -> LogChunk? {
        switch queue.pop() {
        case .element(let chunk): return chunk
        case .ended(.success), .cancelled: return nil
        case .ended(.failure(let error)): throw error
        }
    }

    /// What the whole file was. To be asked for once `next` has returned `nil`; before that it waits and drops what comes.
    ///
    /// - Throws: what `next` throws.
    public var end: LogEnd {
        get throws(LogReadError) {
            while true {
                switch queue.pop() {
                case .element: continue
                case .ended(let result): return try result.get()
                case .cancelled: throw LogReadError.unreadable(path: path, detail: "reading was given up")
                }
            }
        }
    }

    /// The SHA-256 of a file's bytes as they are stored, in lower-case hex, without decompressing them. O(bytes).
    public static func digest(ofFileAt path: String) throws(LogReadError) -> String {
        var file = try RawFile(path: path)
        let block = ChunkBuffer(capacity: 1 << 18)
        while try file.read(into: block.part(0..<block.capacity)) == block.capacity {}
        return file.digest()
    }

    /// One line of a log, without its terminator; `nil` where the log has fewer. O(bytes before it).
    ///
    /// - Parameter number: from 1.
    public static func line(_ number: Int, ofFileAt path: String) throws(LogReadError) -> [UInt8]? {
        let reader = try LogReader(path: path)
        var before = 0
        while let chunk = try reader.next() {
            let found = chunk.withBytes { bytes -> [UInt8]? in
                var rest = bytes[...]
                while !rest.isEmpty {
                    let end = rest.firstIndex(of: 10) ?? rest.endIndex
                    before += 1
                    if before == number {
                        var line = rest[rest.startIndex..<end]
                        if line.last == 13, line.endIndex < bytes.endIndex { line.removeLast() }
                        return Array(line)
                    }
                    rest = rest[min(end + 1, rest.endIndex)...]
                }
                return nil
            }
            if let found { return found }
        }
        return nil
    }
}

/// A file that was read to its end, as it is stored.
public struct LogEnd: Sendable, Hashable {
    /// In lower-case hexadecimal digits.
    public var sha256: String
    public var bytes: Int64
}

/// What the reader's own thread does.
///
/// `@unchecked Sendable`: made on one thread, given to another, and touched by that one alone.
private final class LogFeeder: @unchecked Sendable {
    private var cutter: LineCutter
    private let queue: BoundedQueue<LogChunk, Result<LogEnd, LogReadError>>

    init(_ cutter: consuming LineCutter, _ queue: BoundedQueue<LogChunk, Result<LogEnd, LogReadError>>) {
        self.cutter = cutter
        self.queue = queue
    }

    func run() {
        do throws(LogReadError) {
            while let chunk = try cutter.next() {
                guard queue.push(chunk) else { return }
            }
            queue.finish(.success(LogEnd(sha256: cutter.digest(), bytes: cutter.storedBytes)))
        } catch {
            queue.finish(.failure(error))
        }
    }
}
