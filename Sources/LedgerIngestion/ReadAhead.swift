import GatewayLog
import Synchronization

/// The next log, begun while the last chunks of the one before are parsed and stored: there is not work for all cores then.
final class ReadAhead: Sendable {
    private let begun = Mutex<LogReader?>(nil)

    /// Begins to read a log, from whatever thread. What keeps it from being read is told when it is its turn.
    func begin(_ path: String) {
        guard let reader = try? LogReader(path: path) else { return }
        begun.withLock { $0 = reader }
    }

    /// The reader of a log, where it was begun.
    func take(_ path: String) -> LogReader? {
        begun.withLock { reader in
            defer { reader = nil }
            return reader?.path == path ? reader : nil
        }
    }
}
