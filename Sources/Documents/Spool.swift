import Glibc

/// A store for bytes until they can be written: in memory if few, in an unnamed temporary file if many.
///
/// `@unchecked Sendable`: one thread fills it; once finished it never changes, and is read by position.
package final class Spool: @unchecked Sendable {
    /// A failure to write the temporary file or to read it back.
    package struct SpoolError: Error, Sendable {
        package var folder: String
        package var code: Int32
        package var reason: String { String(cString: strerror(code)) }
    }

    private static let mostInMemory = 8 << 20

    private let folder: String
    /// The bytes that are not in the file.
    private var buffer: [UInt8] = []
    private var descriptor: Int32 = -1
    private var count: Int64 = 0

    /// - Parameter folder: where the temporary file is made, if needed. It has no name there and ends with the program.
    package init(folder: String) {
        self.folder = folder
    }

    deinit {
        if descriptor >= 0 { close(descriptor) }
    }

    /// Appends bytes, which may go to the file.
    ///
    /// - Throws: `SpoolError` if the disk is full.
    package func append(_ bytes: [UInt8]) throws(SpoolError) {
        count += Int64(bytes.count)
        buffer.append(contentsOf: bytes)
        if buffer.count > Self.mostInMemory { try spill() }
    }

    /// Ends writing. From then on the bytes can be read.
    ///
    /// - Throws: `SpoolError` if the disk is full.
    package func finish() throws(SpoolError) {
        if descriptor >= 0 { try spill() }
    }

    private func spill() throws(SpoolError) {
        if descriptor < 0 {
            descriptor = try Self.nameless(in: folder)
        }
        guard buffer.withUnsafeBytes({ Folders.writeAll($0, to: descriptor) }) else {
            throw SpoolError(folder: folder, code: errno)
        }
        buffer.removeAll(keepingCapacity: true)
    }

    private static func nameless(in folder: String) throws(SpoolError) -> Int32 {
        var template = Array("\(folder)/.settle-spool.XXXXXX".utf8CString)
        let descriptor = mkstemp(&template)
        guard descriptor >= 0 else { throw SpoolError(folder: folder, code: errno) }
        unlink(template)
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        return descriptor
    }

    /// Calls `body` with the bytes, piece by piece.
    ///
    /// - Throws: what `body` throws; `SpoolError` if the bytes can't be read back.
    package func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard descriptor >= 0 else { return try buffer.withUnsafeBytes(body) }
        var piece = [UInt8](repeating: 0, count: 1 << 20)
        var offset: Int64 = 0
        while offset < count {
            let read = pread(descriptor, &piece, piece.count, off_t(offset))
            if read < 0, errno == EINTR { continue }
            guard read > 0 else { throw SpoolError(folder: folder, code: read < 0 ? errno : EIO) }
            try piece.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<read])) }
            offset += Int64(read)
        }
    }
}
