import CPlatform
import Crypto
import Glibc
import Reconciliation
import StatementFile

/// A statement's file, read to its rows in pieces.
struct StatementLoading {
    let rows: [StatementRow]
    /// Columns of the header that are not read.
    let unreadColumns: [String]
    /// Of the file, in hexadecimal digits.
    let sha256: String

    /// - Parameters:
    ///   - path: a file, or `-` for standard input.
    ///   - pool: takes the references.
    /// - Throws: `Failure`: 66 where there is no such file, 65 with every fault that its rows have.
    init(_ path: String, _ format: StatementFormat, into pool: inout TextPool) throws {
        let descriptor = path == "-" ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else {
            let missing = errno == ENOENT
            throw Failure(
                missing ? .noInput : .inputOutput,
                "The statement \(path) can't be read: \(String(cString: strerror(errno))). Check the path.")
        }
        defer { if path != "-" { close(descriptor) } }
        var reader = StatementReader(format)
        var digest = SHA256()
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        do {
            while true {
                guard settle_wait_for_input(descriptor) != 0 else {
                    throw Failure(.interrupted, "Interrupted. Nothing was compared or written.")
                }
                let count = Glibc.read(descriptor, &buffer, buffer.count)
                if count < 0 {
                    if errno == EINTR || errno == EAGAIN { continue }
                    let reason = String(cString: strerror(errno))
                    throw Failure(.inputOutput, "Reading the statement \(path) failed: \(reason). Run again.")
                }
                if count == 0 { break }
                digest.update(data: buffer[..<count])
                try buffer.withUnsafeBytes { bytes in
                    try reader.read(UnsafeRawBufferPointer(rebasing: bytes[..<count]), into: &pool)
                }
            }
            try reader.finish(into: &pool)
        } catch let found as StatementFaults {
            throw StatementLoading.refused(path, found)
        }
        rows = reader.rows
        unreadColumns = reader.unreadColumns
        sha256 = digest.finalize().map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
    }

    private static func refused(_ path: String, _ found: StatementFaults) -> Failure {
        let count = found.faults.count
        let more = found.stopped ? "; what follows was not looked at" : ""
        return Failure(
            .data,
            (found.faults.map { $0.rendered(file: path) } + [
                "\(count) fault\(count == 1 ? "" : "s") in \(path)\(more). Nothing was compared or written."
            ]).joined(separator: "\n"))
    }
}
