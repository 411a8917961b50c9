import GatewayLog
import Synchronization

/// Opens the next log while the last chunks of the previous one are parsed and stored, when some cores have no work.
final class ReadAhead: Sendable {
    private let begun = Mutex<LogReader?>(nil)

    /// Begins to read a log, from any thread. If it can't be read, the error is reported when its turn comes.
    func begin(_ path: String) {
        guard let reader = try? LogReader(path: path) else { return }
        begun.withLock { $0 = reader }
    }

    /// The reader of a log, if `begin` has opened it.
    func take(_ path: String) -> LogReader? {
        begun.withLock { reader in
            defer { reader = nil }
            return reader?.path == path ? reader : nil
        }
    }
}
