/// Reads one log as chunks of whole lines. The log may be plain, gzip or Zstandard, in a file or on standard input.
///
/// A separate thread reads, hashes, decompresses and cuts, a few chunks ahead of the parsers, so parsing does not wait
/// for this work. Memory does not depend on the size of the log: it holds the chunks ahead, and those handed out.
/// Several threads may call `next`; `LogChunk.index` gives the order of the file.
///
///     let reader = try LogReader(path: "2026-10.ndjson.gz")
///     while let chunk = try reader.next() {
///         chunk.withBytes { parser.parse($0, into: &parsed) }
///     }
///     let sha256 = try reader.end.sha256
///
/// **Nothing of a log may be stored before `next` has returned `nil`**: only then is the log known to be complete.
package final class LogReader: Sendable {
    package let path: String
    package let compression: Compression
    private let queue: BoundedQueue<LogChunk, Result<LogEnd, LogReadError>>

    /// The approximate size of a chunk in bytes. It is small enough that the bytes which one core has read and hashed
    /// are still in a cache when another core parses them.
    package static let chunkSize = 1 << 19

    /// Opens the log and begins to read ahead.
    ///
    /// - Parameters:
    ///   - path: a file, whatever its name; `-` for standard input.
    ///   - chunkSize: the number of bytes to read at a time; at least 64.
    ///   - ahead: the number of chunks that may wait.
    /// - Throws: `.missing`, `.unreadable`, or `.torn` if a file is named like an archive but is not one.
    package init(path: String, chunkSize: Int = LogReader.chunkSize, ahead: Int = 8) throws(LogReadError) {
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

    /// Waits for the next chunk. `nil` means that the log was read to its end.
    ///
    /// - Throws: `.torn` or `.unreadable`. All chunks handed out before are then void.
    package func next() throws(LogReadError) -> LogChunk? {
        switch queue.pop() {
        case .element(let chunk): return chunk
        case .ended(.success), .cancelled: return nil
        case .ended(.failure(let error)): throw error
        }
    }

    /// The hash and size of the whole file. Ask for them after `next` has returned `nil`; before that, this waits and
    /// drops the chunks that come.
    ///
    /// - Throws: the same errors as `next`.
    package var end: LogEnd {
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

    /// The SHA-256 of a file's bytes as they are stored (not decompressed), in lower-case hex. O(bytes).
    package static func digest(ofFileAt path: String) throws(LogReadError) -> String {
        var file = try RawFile(path: path)
        let block = ChunkBuffer(capacity: 1 << 18)
        while try file.read(into: block.part(0..<block.capacity)) == block.capacity {}
        return file.digest()
    }

    /// One line of a log without its terminator; `nil` if the log has fewer lines. O(bytes before the line).
    ///
    /// - Parameter number: from 1.
    package static func line(_ number: Int, ofFileAt path: String) throws(LogReadError) -> [UInt8]? {
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

/// The hash and size, as stored, of a file that was read to its end.
package struct LogEnd: Sendable, Hashable {
    /// In lower-case hexadecimal digits.
    package var sha256: String
    package var bytes: Int64
}

/// The work of the reader's thread.
///
/// `@unchecked Sendable`: one thread makes it, and then only the reader's thread uses it.
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
