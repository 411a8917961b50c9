import CPlatform
import Crypto
import Glibc
package import Reconciliation
package import StatementFile
import Vocabulary

/// A statement's file, read to its rows in pieces.
package struct LoadedStatement {
    package let rows: [StatementRow]
    /// Columns of the header that are not read.
    package let unreadColumns: [String]
    /// Of the file, in hexadecimal digits.
    package let sha256: String

    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - pool: takes the references.
    /// - Throws: `Refusal.reconciling` with `statementFaulty` and every fault of its rows, `statementUnreadable`,
    ///   `statementBroken` or `interrupted`.
    package init(_ path: String, _ format: StatementFormat, into pool: inout TextPool) throws {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let code = errno
            throw Refusal.reconciling(
                .statementUnreadable(
                    path: path, reason: String(cString: strerror(code)), isMissing: code == ENOENT))
        }
        defer { if path != "-" { close(descriptor) } }
        var reader = StatementReader(format)
        var digest = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        do {
            while true {
                guard settle_wait_for_input(descriptor) != 0 else { throw Refusal.reconciling(.interrupted) }
                let count = Glibc.read(descriptor, &buffer, buffer.count)
                if count < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    throw Refusal.reconciling(.statementBroken(path: path, reason: String(cString: strerror(errno))))
                }
                if count == 0 { break }
                digest.update(data: buffer[..<count])
                try buffer.withUnsafeBytes { bytes in
                    try reader.read(UnsafeRawBufferPointer(rebasing: bytes[..<count]), into: &pool)
                }
            }
            try reader.finish(into: &pool)
        } catch let found as StatementFaults {
            throw Refusal.reconciling(.statementFaulty(path: path, found))
        }
        rows = reader.rows
        unreadColumns = reader.unreadColumns
        sha256 = Hex.text(digest.finalize())
    }
}
