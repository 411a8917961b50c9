import CPlatform
import Glibc

/// A lock that allows one writing run at a time. It is an advisory lock on a file beside the ledger; the kernel
/// releases it when the process ends, however it ends.
///
/// The lock has a file of its own, because closing any descriptor of the database would release SQLite's own locks.
package final class LedgerLock {
    private let descriptor: Int32

    /// - Throws: `LedgerError.locked` if another run holds the lock; `LedgerError.lock` if the file can't be created or
    ///   locked.
    package init(database: String) throws(LedgerError) {
        let path = database + ".lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw .lock(path: path, errno: errno) }
        guard settle_lock(descriptor) == 0 else {
            let code = errno
            close(descriptor)
            throw code == EWOULDBLOCK ? .locked(path: path) : .lock(path: path, errno: code)
        }
    }

    deinit {
        close(descriptor)
    }
}
