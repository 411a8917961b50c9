import GatewayLog
import Glibc

/// The attributes that identify an unchanged file without reading it.
struct FileIdentity: Sendable {
    var size: Int64
    /// Nanoseconds since 1970.
    var modified: Int64
    var inode: Int64

    /// - Returns: `nil` for standard input and for anything that is not a regular file.
    init?(_ path: String) {
        var status = stat()
        guard path != LogFinder.standardInput, stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            return nil
        }
        size = Int64(status.st_size)
        modified = Int64(status.st_mtim.tv_sec) * 1_000_000_000 + Int64(status.st_mtim.tv_nsec)
        inode = Int64(truncatingIfNeeded: status.st_ino)
    }
}
