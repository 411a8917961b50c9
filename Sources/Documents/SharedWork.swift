import Dispatch
import Glibc
import Synchronization

/// Many small pieces of work, on as many threads as help.
enum SharedWork {
    /// More threads than four wait for each other in the kernel: the files are made in one folder.
    private static let threads = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))

    /// Does `work` for each item, the first of them first: what takes long stands there.
    ///
    /// - Throws: what `work` throws first; what has not begun by then is left.
    static func forEach<Item: Sendable>(_ items: [Item], _ work: @Sendable (Item) throws -> Void) throws {
        let next = Mutex(0)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while failure.withLock({ $0 == nil }) {
                let place = next.withLock { next in
                    defer { next += 1 }
                    return next
                }
                guard place < items.count else { return }
                do {
                    try work(items[place])
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
