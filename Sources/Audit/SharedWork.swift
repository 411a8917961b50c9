import Dispatch
import Synchronization

/// Many small pieces of work, on all cores.
enum SharedWork {
    /// Taken at a time.
    private static let portion = 64

    /// What `work` makes of each item, in their order.
    static func map<Item: Sendable, Made: Sendable>(_ items: [Item], _ work: @Sendable (Item) -> Made) -> [Made] {
        guard items.count > portion else { return items.map(work) }
        let portions = Mutex([[Made]](repeating: [], count: (items.count + portion - 1) / portion))
        let next = Mutex(0)
        // One for each core is begun; one that finds nothing left is done at once.
        DispatchQueue.concurrentPerform(iterations: 64) { _ in
            while true {
                let number = next.withLock { next in
                    defer { next += 1 }
                    return next
                }
                let begin = number * portion
                guard begin < items.count else { return }
                let made = items[begin..<min(begin + portion, items.count)].map(work)
                portions.withLock { $0[number] = made }
            }
        }
        return portions.withLock { Array($0.joined()) }
    }
}
