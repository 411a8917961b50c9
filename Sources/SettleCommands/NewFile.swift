import Glibc

/// A file that a command makes and that must not be there yet: never over what somebody has written.
enum NewFile {
    /// Makes the file and gives it to `write`, open for writing.
    ///
    /// - Parameter advice: what to do where it is there already.
    /// - Throws: `Failure` (73) where it can't be made, else what `write` throws.
    static func make(_ path: String, orElse advice: String, _ write: (Int32) throws -> Void) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw Failure(
                .cannotCreate,
                errno == EEXIST
                    ? "\(path) is there already and is left as it is. \(advice)"
                    : "\(path) can't be written: \(String(cString: strerror(errno))).")
        }
        defer { close(descriptor) }
        try write(descriptor)
    }
}
