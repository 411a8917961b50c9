import CPlatform
import Glibc

/// One sync of a whole file system in place of one for each of very many files: two hundred thousand `fsync` take a
/// quarter of an hour where each waits for the disk, one `syncfs` the time that their bytes take.
///
/// `syncfs` gives the same promise where it waits for all data and metadata and says what failed: on the file systems
/// named here, from Linux 5.8 on. Elsewhere (an older kernel, a network, a file system in user space, which is never told
/// of it) each file is synced by itself.
struct WholeSync: ~Copyable {
    /// Below so many, other programs' data that waits for the same disk may be more than ours.
    static let leastFiles = 256

    private let folder: String
    private let descriptor: Int32

    /// - Returns: `nil` where it can't stand in for the sync of each file.
    static func of(_ folder: String) -> WholeSync? {
        guard kernelReportsFailures else { return nil }
        let descriptor = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        guard fileSystems.contains(settle_file_system_kind(descriptor)) else {
            close(descriptor)
            return nil
        }
        return WholeSync(folder: folder, descriptor: descriptor)
    }

    deinit { close(descriptor) }

    /// - Throws: `PublishError` where anything written since could not reach the disk. Never tried again: the kernel may
    ///   have dropped the pages.
    func sync() throws(PublishError) {
        guard settle_sync_file_system(descriptor) == 0 else { throw PublishError.last(.failed, folder, "syncing") }
    }

    /// ext2 to ext4, XFS, Btrfs, F2FS, and memory.
    private static let fileSystems: Set<Int64> = [0xEF53, 0x5846_5342, 0x9123_683E, 0xF2F5_2010, 0x0102_1994]

    /// Before 5.8 `syncfs` kept failed writes to itself.
    private static let kernelReportsFailures: Bool = {
        var system = utsname()
        guard uname(&system) == 0 else { return false }
        let release = withUnsafeBytes(of: &system.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let parts = release.split(separator: ".").prefix(2).compactMap { part in
            Int(String(decoding: part.utf8.prefix { (48...57).contains($0) }, as: UTF8.self))
        }
        return parts.count == 2 && (parts[0], parts[1]) >= (5, 8)
    }()
}
