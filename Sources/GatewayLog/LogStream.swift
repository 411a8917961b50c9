/// The decompressed bytes of a log.
struct LogStream: ~Copyable {
    let compression: Compression
    private var file: RawFile
    private let decompressor: (any Decompressor)?
    /// Stored bytes that were read ahead, and the range of them that the decompressor has not used yet.
    private let block: ChunkBuffer
    private var unused = 0..<0
    private var fileEnded = false

    private static let blockCount = 1 << 17

    /// - Throws: `LogReadError` if the file can't be opened or its first bytes can't be read.
    init(path: String) throws(LogReadError) {
        var file = try RawFile(path: path)
        let first = try file.peek(4)
        guard let compression = Compression(firstBytes: first, path: path) else {
            throw LogReadError.torn(path: path, detail: "neither gzip nor zstd data, as its name says")
        }
        decompressor = try Self.decompressor(compression, path)
        block = ChunkBuffer(capacity: compression == .none ? 0 : Self.blockCount)
        self.compression = compression
        self.file = file
    }

    private static func decompressor(
        _ compression: Compression, _ path: String
    ) throws(LogReadError) -> (any Decompressor)? {
        do throws(DecompressionFault) {
            switch compression {
            case .none: return nil
            case .gzip: return try GzipDecompressor()
            case .zstd: return try ZstdDecompressor()
            }
        } catch {
            throw LogReadError.unreadable(path: path, detail: error.detail)
        }
    }

    /// Reads until `target` is full or the log ends.
    ///
    /// - Returns: the number of bytes read. It is less than `target` has room for only at the end.
    mutating func read(into target: UnsafeMutableRawBufferPointer) throws(LogReadError) -> Int {
        guard let decompressor else { return try file.read(into: target) }
        var count = 0
        while count < target.count {
            if unused.isEmpty, !fileEnded {
                let got = try file.read(into: block.part(0..<block.capacity))
                unused = 0..<got
                fileEnded = got < block.capacity
            }
            let (used, made) = try step(decompressor, UnsafeMutableRawBufferPointer(rebasing: target[count...]))
            unused = unused.lowerBound + used..<unused.upperBound
            count += made
            if used == 0, made == 0 {
                guard unused.isEmpty, decompressor.isWhole else {
                    throw LogReadError.torn(path: file.path, detail: "the archive ends too early")
                }
                break
            }
        }
        return count
    }

    /// The SHA-256 of the stored bytes read so far; of the whole file once `read` has reached its end.
    func digest() -> String { file.digest() }

    /// The number of stored (compressed) bytes that have been read from the file.
    var storedBytes: Int64 { file.byteCount }

    private func step(
        _ decompressor: any Decompressor, _ target: UnsafeMutableRawBufferPointer
    ) throws(LogReadError) -> (used: Int, made: Int) {
        do throws(DecompressionFault) {
            return try decompressor.step(UnsafeRawBufferPointer(block.part(unused)), target)
        } catch {
            throw LogReadError.torn(path: file.path, detail: error.detail)
        }
    }
}
