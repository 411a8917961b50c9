import Glibc

/// Creates a file that must not exist yet, so that nothing is overwritten.
enum NewFile {
    /// Creates the file and passes it to `write`, open for writing.
    ///
    /// - Parameter advice: what to do if the file exists.
    /// - Throws: `Failure` (73) if it can't be created; otherwise what `write` throws.
    static func make(_ path: String, orElse advice: String, _ write: (Int32) throws -> Void) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(
                .cannotCreate,
                errno == EEXIST
                    ? "\(path) already exists and was not changed. \(advice)"
                    : "\(path) can't be written: \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        try write(descriptor)
    }
}
