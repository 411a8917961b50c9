import Glibc

/// A small file as bytes.
package enum FileBytes {
    /// Why a file could not be read.
    package struct ReadFailure: Error {
        package let code: Int32
        package var reason: String { String(cString: strerror(code)) }
        package var isMissing: Bool { code == ENOENT }
    }

    /// Reads a file.
    ///
    /// - Parameter limit: reading ends when there are this many bytes. The last piece is kept whole, so there may be up
    ///   to 64 KiB more.
    package static func read(_ path: String, atMost limit: Int = .max) throws(ReadFailure) -> [UInt8] {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw ReadFailure(code: errno) }
        defer { close(descriptor) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while bytes.count < limit {
            let count = Glibc.read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw ReadFailure(code: errno)
            }
            if count == 0 { break }
            bytes.append(contentsOf: buffer[..<count])
        }
        return bytes
    }
}
