import Dispatch
import Synchronization

extension Simulator {
    /// A file that could not be written.
    public struct WriteFailure: Error, Equatable {
        /// The system's `errno`.
        public let errno: Int32
    }

    /// Writes the whole log. The bytes are the same for any number of threads.
    ///
    /// Threads take blocks in turn, make them side by side, and write them one after the other, each in one go.
    ///
    /// - Parameters:
    ///   - fileDescriptor: an open file, pipe or terminal; it stays open.
    ///   - threads: how many threads make blocks; less than 1 is taken as 1.
    ///   - progress: told after each block how many calls have been written; called on the threads that write, never on
    ///     two at once.
    /// - Returns: what was written.
    /// - Throws: ``WriteFailure``. What was written until then stays in the file.
    @discardableResult
    public func write(
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

/// Whose turn it is to write. A block is waited for only if a running thread has taken it, so it always comes.
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

    /// The next block that nobody makes yet; `nil` when there is none, or a write has failed.
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
