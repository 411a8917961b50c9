import CPlatform
import Glibc

/// One sync of a whole file system, instead of one for each of many files.
///
/// On a disk that takes its time to sync, two hundred thousand `fsync` calls take a quarter of an hour. One `syncfs`
/// takes only as long as writing the bytes.
///
/// `syncfs` is as safe as `fsync` only if it waits for all data and metadata and reports failures. It does so on the
/// file systems named here, from Linux 5.8 on. Elsewhere (older kernels, network file systems, file systems in user
/// space, which are never told of it) each file is synced by itself.
struct WholeSync: ~Copyable {
    /// With fewer files, other programs' unwritten data on the same disk may be more than ours.
    static let leastFiles = 256

    private let folder: String
    private let descriptor: Int32

    /// - Returns: `nil` if it can't replace the sync of each file.
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

    /// Syncs the file system. Never tried again, because the kernel may have dropped the pages.
    ///
    /// - Throws: `PublishError` if anything written since `of` could not reach the disk.
    func sync() throws(PublishError) {
        guard settle_sync_file_system(descriptor) == 0 else { throw PublishError.last(.failed, folder, "syncing") }
    }

    /// The magic numbers of ext2 to ext4, XFS, Btrfs, F2FS and tmpfs.
    private static let fileSystems: Set<Int64> = [0xEF53, 0x5846_5342, 0x9123_683E, 0xF2F5_2010, 0x0102_1994]

    /// Before Linux 5.8, `syncfs` did not report failed writes.
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
