import Crypto
import GatewayLog
import Glibc

/// The SHA-256 of a log as it is stored.
enum LogDigest {
    /// In lower-case hexadecimal digits.
    ///
    /// - Throws: `LogReadError`. O(bytes), in one buffer.
    static func sha256(_ path: String) throws -> String {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else {
            throw errno == ENOENT
                ? LogReadError.missing(path: path)
                : LogReadError.unreadable(path: path, detail: String(cString: strerror(errno)))
        }
        defer { close(descriptor) }
        var hash = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        while true {
            let count = read(descriptor, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw LogReadError.unreadable(path: path, detail: String(cString: strerror(errno)))
            }
            if count == 0 { break }
            buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
        return hash.finalize().map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }
}
