import CZstd

/// Decompresses Zstandard: any number of frames in a row, each with its checksum if it has one (RFC 8878).
///
/// **Bounds.** libzstd gets the size of each buffer and its position in it, and does not write past the end. It refuses
/// a window over 128 MiB, which bounds memory.
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
            // Only another frame may follow a frame.
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
