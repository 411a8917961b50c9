import Dispatch
import Glibc
import Synchronization

/// Many small pieces of work, on as many threads as help.
enum SharedWork {
    /// More threads than four wait for each other in the kernel: the files are made in one folder.
    private static let threads = max(1, min(4, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
    /// Taken at a time: a few, so that no thread is left with many while others have none.
    private static let portion = 8

    /// Does `work` for each item, in no particular order.
    ///
    /// - Throws: what `work` throws first; what has not begun by then is left.
    static func forEach<Item: Sendable>(_ items: [Item], _ work: @Sendable (Item) throws -> Void) throws {
        let next = Mutex(0)
        let failure = Mutex<(any Error)?>(nil)
        DispatchQueue.concurrentPerform(iterations: threads) { _ in
            while failure.withLock({ $0 == nil }) {
                let begin = next.withLock { next in
                    defer { next += portion }
                    return next
                }
                guard begin < items.count else { return }
                do {
                    for item in items[begin..<min(begin + portion, items.count)] { try work(item) }
                } catch {
                    failure.withLock { $0 = $0 ?? error }
                }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
    }
}
