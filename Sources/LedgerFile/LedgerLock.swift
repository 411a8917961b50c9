import CPlatform
import Glibc

/// One writing run at a time: an advisory lock on a file beside the ledger, which the kernel drops at any death.
///
/// It is a file of its own, since closing any descriptor of the database would drop SQLite's own locks on it.
public final class LedgerLock {
    private let descriptor: Int32

    /// - Throws: `LedgerError.locked` where another run holds it; `LedgerError.lock` where it can't be made.
    public init(database: String) throws(LedgerError) {
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
