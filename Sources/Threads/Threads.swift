import Dispatch
import Glibc
import Synchronization

/// Spreads work over several threads without changing its result.
///
/// All parallel code uses it, except pipelines that start threads of their own.
package enum Threads {
    /// The number of cores of the machine.
    package static let cores = max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN)))

    /// The results of `work` for all items, in the order of the items.
    ///
    /// - Parameters:
    ///   - portion: how many items a thread takes at a time; many if each takes almost no time.
    ///   - threads: the most threads to use.
    /// - Throws: the error of the first item, in the order of the items, that fails. Work not begun by then is skipped.
    package static func map<Item: Sendable, Made: Sendable, Failure: Error>(
        _ items: [Item], portion: Int = 1, threads: Int = Threads.cores,
        _ work: @Sendable (Item) throws(Failure) -> Made
    ) throws(Failure) -> [Made] {
        @Sendable func make(_ part: ArraySlice<Item>) throws(Failure) -> [Made] {
            var made: [Made] = []
            made.reserveCapacity(part.count)
            for item in part { made.append(try work(item)) }
            return made
        }
        let portions = (items.count + portion - 1) / portion
        guard min(portions, threads) > 1 else { return try make(items[...]) }
        let results = Mutex([Result<[Made], Failure>?](repeating: nil, count: portions))
        let next = Atomic(0)
        let hasFailed = Atomic(false)
        DispatchQueue.concurrentPerform(iterations: min(portions, threads)) { _ in
            while !hasFailed.load(ordering: .relaxed) {
                let number = next.wrappingAdd(1, ordering: .relaxed).oldValue
                guard number < portions else { return }
                let result: Result<[Made], Failure>
                do throws(Failure) {
                    let begin = number * portion
                    result = .success(try make(items[begin..<min(begin + portion, items.count)]))
                } catch {
                    result = .failure(error)
                    hasFailed.store(true, ordering: .relaxed)
                }
                results.withLock { $0[number] = result }
            }
        }
        // Portions are begun in order, so every portion before the first failure has a result.
        var made: [Made] = []
        made.reserveCapacity(items.count)
        for result in results.withLock({ $0 }) {
            guard let result else { break }
            made += try result.get()
        }
        return made
    }

    /// Does `work` for each item, beginning with the first: put the items that take longest there. See `map`.
    package static func forEach<Item: Sendable, Failure: Error>(
        _ items: [Item], threads: Int = Threads.cores, _ work: @Sendable (Item) throws(Failure) -> Void
    ) throws(Failure) {
        _ = try map(items, threads: threads, work)
    }

    /// Runs two closures at the same time: `aside` on another thread, `here` on this one.
    ///
    /// - Throws: the error of `aside`, else that of `here`, whichever ends first.
    package static func sideBySide<Aside: Sendable, Here>(
        _ aside: @escaping @Sendable () throws -> Aside, _ here: () throws -> Here
    ) throws -> (Aside, Here) {
        let box = ResultBox<Aside>()
        let done = DispatchSemaphore(value: 0)
        DispatchQueue.global().async {
            box.result = Result { try aside() }
            done.signal()
        }
        let second = Result { try here() }
        done.wait()
        guard let first = box.result else { preconditionFailure("signalled without a result") }
        return (try first.get(), try second.get())
    }
}

/// A place for the result of `aside`. `@unchecked Sendable`: it is written before the signal and read after it.
private final class ResultBox<Value: Sendable>: @unchecked Sendable {
    var result: Result<Value, any Error>?
}
