import CZstd

/// Zstandard: any number of frames, one after the other, each with its checksum where it has one (RFC 8878).
///
/// **Bounds.** libzstd is given each buffer with its size and its own position and writes no further. It refuses a
/// window over 128 MiB, which keeps memory bounded.
final class ZstdDecompressor: Decompressor {
    private let stream: OpaquePointer
    /// Whether the last frame has ended and no other has begun.
    private(set) var isWhole = false

    init() throws(DecompressionFault) {
        guard let stream = ZSTD_createDStream() else { throw DecompressionFault(detail: "zstd can't start") }
        self.stream = stream
    }

    deinit {
        ZSTD_freeDStream(stream)
    }

    func step(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer
    ) throws(DecompressionFault) -> (used: Int, made: Int) {
        var input = ZSTD_inBuffer(src: source.baseAddress, size: source.count, pos: 0)
        var output = ZSTD_outBuffer(dst: target.baseAddress, size: target.count, pos: 0)
        repeat {
            // What follows a frame must be another one.
            if isWhole, input.pos == input.size { break }
            let result = ZSTD_decompressStream(stream, &output, &input)
            if ZSTD_isError(result) != 0 {
                throw DecompressionFault(detail: "not whole zstd data (\(String(cString: ZSTD_getErrorName(result))))")
            }
            isWhole = result == 0
        } while input.pos < input.size && output.pos < output.size
        return (input.pos, output.pos)
    }
}
