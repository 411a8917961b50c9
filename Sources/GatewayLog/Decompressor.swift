/// How a log is stored.
public enum Compression: String, Sendable, Hashable {
    case none
    case gzip
    case zstd

    /// Told by the first bytes; the name only tells what must be an archive.
    ///
    /// - Returns: `nil` where the name promises an archive and the bytes are none.
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

    /// A Zstandard frame that holds no data: 0x184D2A50 to 0x184D2A5F, little-endian (RFC 8878, 3.1.2).
    private static func isSkippableFrame(_ bytes: [UInt8]) -> Bool {
        bytes.count >= 4 && bytes[0] & 0xF0 == 0x50 && bytes[1...3].elementsEqual([0x2A, 0x4D, 0x18])
    }
}

/// Turns stored bytes into the log's bytes, a buffer at a time.
protocol Decompressor: AnyObject {
    /// Decompresses from `source` into `target`, as far as the two reach. What was held back for want of room comes
    /// with the next step, even where its source is empty.
    ///
    /// - Returns: how many bytes of each were used.
    /// - Throws: `DecompressionFault` where the archive is corrupt.
    func step(
        _ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer
    ) throws(DecompressionFault) -> (used: Int, made: Int)

    /// Whether the archive may end here: after a whole member or frame.
    var isWhole: Bool { get }
}

struct DecompressionFault: Error {
    var detail: String
}
