import Glibc

/// A mutex with a condition, through which the threads of one ingest meet.
///
/// `@unchecked Sendable`: the state is accessed only within `locked` and `wait`.
final class Monitor<State>: @unchecked Sendable {
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var state: State

    init(_ state: State) {
        self.state = state
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    /// Runs `body` on the state and then wakes all threads that wait.
    func locked<Result>(_ body: (inout State) -> Result) -> Result {
        pthread_mutex_lock(mutex)
        defer {
            pthread_cond_broadcast(condition)
            pthread_mutex_unlock(mutex)
        }
        return body(&state)
    }

    /// Waits until `body` returns a result.
    func wait<Result>(_ body: (inout State) -> Result?) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while true {
            if let result = body(&state) { return result }
            pthread_cond_wait(condition, mutex)
        }
    }
}

/// Runs the same work on several threads and waits for all of them. The calling thread is the first.
enum Workers {
    static func run(_ count: Int, _ work: @escaping @Sendable (Int) -> Void) {
        final class Task: Sendable {
            let index: Int
            let work: @Sendable (Int) -> Void
            init(_ index: Int, _ work: @escaping @Sendable (Int) -> Void) {
                self.index = index
                self.work = work
            }
        }
        var threads: [pthread_t] = []
        for index in 1..<max(1, count) {
            var thread = pthread_t()
            let task = Unmanaged.passRetained(Task(index, work))
            let code = pthread_create(
                &thread, nil,
                { argument in
                    let task = Unmanaged<Task>.fromOpaque(argument!).takeRetainedValue()
                    task.work(task.index)
                    return nil
                }, task.toOpaque())
            // With fewer threads the work takes longer, but the result is the same.
            if code != 0 { task.release() } else { threads.append(thread) }
        }
        work(0)
        for thread in threads { pthread_join(thread, nil) }
    }
}
