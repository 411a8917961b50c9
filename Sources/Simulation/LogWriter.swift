import Dispatch
import Synchronization

extension Simulator {
    /// A failure to write a file.
    package struct WriteFailure: Error, Equatable {
        /// The system's `errno`.
        package let errno: Int32
    }

    /// Writes the whole log. The bytes do not depend on the number of threads.
    ///
    /// Threads take blocks in turn, make them in parallel, and write them in order, each with one call.
    ///
    /// - Parameters:
    ///   - fileDescriptor: an open file, pipe or terminal; it stays open.
    ///   - threads: the number of threads that make blocks; less than 1 counts as 1.
    ///   - progress: called after each block with the number of calls written so far. It runs on the writing threads,
    ///     never on two at once.
    /// - Returns: the counts of what was written.
    /// - Throws: ``WriteFailure``. Bytes written before the failure stay in the file.
    @discardableResult
    package func write(
        to fileDescriptor: Int32, threads: Int = 2, progress: @Sendable (_ calls: Int) -> Void = { _ in }
    ) throws(WriteFailure) -> SimulationTally {
        let turns = Turns(count: max(1, threads))
        DispatchQueue.concurrentPerform(iterations: turns.count) { _ in
            var buffer = LineBuffer(capacity: Self.blockCalls * max(1536, plan.onePipeLineBytes * 5 / 4))
            while let number = turns.take(before: blocks) {
                buffer.removeAll()
                let tally = block(number, into: &buffer)
                turns.wait(for: number)
                if turns.failure == 0 {
                    turns.finish(tally, errno: buffer.write(to: fileDescriptor))
                    progress(min((number + 1) * Self.blockCalls, plan.calls))
                }
                turns.pass(from: number)
            }
        }
        if turns.failure != 0 { throw WriteFailure(errno: turns.failure) }
        return turns.tally
    }
}

/// The order in which threads write. A thread only waits for blocks of running threads, so none waits forever.
private final class Turns: Sendable {
    let count: Int
    private let next = Atomic<Int>(0)
    private let gates: [DispatchSemaphore]
    private let result = Mutex((tally: SimulationTally(), errno: Int32(0)))

    init(count: Int) {
        self.count = count
        gates = (0..<count).map { _ in DispatchSemaphore(value: 0) }
        gates[0].signal()
    }

    /// Takes the next block that no thread has taken; `nil` if there is none or a write has failed.
    func take(before end: Int) -> Int? {
        guard failure == 0 else { return nil }
        let number = next.add(1, ordering: .relaxed).oldValue
        return number < end ? number : nil
    }

    func wait(for number: Int) { gates[number % count].wait() }

    func pass(from number: Int) { gates[(number + 1) % count].signal() }

    var failure: Int32 { result.withLock { $0.errno } }

    var tally: SimulationTally { result.withLock { $0.tally } }

    func finish(_ tally: SimulationTally, errno: Int32) {
        result.withLock {
            $0.tally.add(tally)
            $0.errno = errno
        }
    }
}
