import CZlib

/// Decompresses gzip with zlib: any number of members in a row (RFC 1952, 2.2), each with its checksum.
///
/// **Bounds.** zlib gets the size of each buffer and does not write past it. The stream is allocated separately,
/// because zlib keeps a pointer to it.
final class GzipDecompressor: Decompressor {
    private let stream: UnsafeMutablePointer<z_stream>
    /// Whether the last member has ended and no other has begun.
    private(set) var isWhole = false

    init() throws(DecompressionFault) {
        stream = .allocate(capacity: 1)
        stream.initialize(to: z_stream())
        // 15 is the size of the window in bits; 16 means gzip only.
        let result = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        guard result == Z_OK else {
            throw DecompressionFault(detail: "zlib can't start (\(result))")
        }
    }

    deinit {
        inflateEnd(stream)
        stream.deallocate()
    }

    func step(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer
    ) throws(DecompressionFault) -> (used: Int, made: Int) {
        let bytes = source.assumingMemoryBound(to: UInt8.self)
        stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.baseAddress)
        stream.pointee.avail_in = UInt32(source.count)
        stream.pointee.next_out = target.assumingMemoryBound(to: UInt8.self).baseAddress
        stream.pointee.avail_out = UInt32(target.count)
        repeat {
            if isWhole {
                // Only another member may follow a member.
                guard stream.pointee.avail_in > 0 else { break }
                inflateReset(stream)
                isWhole = false
            }
            let result = inflate(stream, Z_NO_FLUSH)
            if result == Z_STREAM_END {
                isWhole = true
            } else if result == Z_BUF_ERROR {
                break  // no input is left, and no output was held back
            } else if result != Z_OK {
                let words = stream.pointee.msg.map { String(cString: $0) } ?? "error \(result)"
                throw DecompressionFault(detail: "not whole gzip data (\(words))")
            }
        } while stream.pointee.avail_in > 0 && stream.pointee.avail_out > 0
        return (source.count - Int(stream.pointee.avail_in), target.count - Int(stream.pointee.avail_out))
    }
}
