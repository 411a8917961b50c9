/// The compression of a log file.
package enum Compression: String, Sendable, Hashable {
    case none
    case gzip
    case zstd

    /// Detects the compression from the first bytes. The name only says whether the file must be an archive.
    ///
    /// - Returns: `nil` if the name ends like an archive's but the bytes are not an archive.
    init?(firstBytes bytes: [UInt8], path: String) {
        if bytes.starts(with: [0x1F, 0x8B]) {
            self = .gzip
        } else if bytes.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) || Self.isSkippableFrame(bytes) {
            self = .zstd
        } else if path.utf8.suffix(3).elementsEqual(".gz".utf8) || path.utf8.suffix(4).elementsEqual(".zst".utf8) {
            return nil
        } else {
            self = .none
        }
    }

    /// Whether the bytes begin a Zstandard frame without data: 0x184D2A50 to 0x184D2A5F, little-endian (RFC 8878,
    /// 3.1.2).
    private static func isSkippableFrame(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1...3].elementsEqual([0x2A, 0x4D, 0x18])
    }
}

/// Turns stored bytes into the log's bytes, one buffer at a time.
protocol Decompressor: AnyObject {
    /// Decompresses from `source` into `target` until one of them is used up. Output that did not fit comes with the
    /// next step, even if the source of that step is empty.
    ///
    /// - Returns: the number of bytes used of `source`, and written to `target`.
    /// - Throws: `DecompressionFault` if the archive is corrupt.
    func step(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer
    ) throws(DecompressionFault) -> (used: Int, made: Int)

    /// Whether the archive may end here, that is, after a complete member or frame.
    var isWhole: Bool { get }
}

struct DecompressionFault: Error {
    var detail: String
}
