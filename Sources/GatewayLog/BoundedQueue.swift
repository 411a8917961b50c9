import Glibc

/// A queue of limited length between one thread that fills it and one or more that empty it. Whoever is ahead waits.
///
/// `@unchecked Sendable`: all state is accessed only while the mutex is locked.
final class BoundedQueue<Element: Sendable, Ending: Sendable>: @unchecked Sendable {
    /// The outcome of `pop`.
    enum Next {
        case element(Element)
        /// Nothing more will come. The value says why.
        case ended(Ending)
        case cancelled
    }

    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let changed: UnsafeMutablePointer<pthread_cond_t>
    private let places: Int
    private var elements: [Element] = []
    private var ending: Ending?
    private var isCancelled = false

    init(places: Int) {
        self.places = places
        mutex = .allocate(capacity: 1)
        changed = .allocate(capacity: 1)
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(changed, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        pthread_cond_destroy(changed)
        mutex.deallocate()
        changed.deallocate()
    }

    /// Waits until there is room, then adds an element.
    ///
    /// - Returns: `false` if the queue was cancelled, so that nobody will take the element.
    func push(_ element: Element) -> Bool {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while elements.count >= places, !isCancelled { pthread_cond_wait(changed, mutex) }
        if isCancelled { return false }
        elements.append(element)
        pthread_cond_broadcast(changed)
        return true
    }

    /// Says that nothing more will come.
    func finish(_ ending: Ending) {
        pthread_mutex_lock(mutex)
        self.ending = ending
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
    }

    /// Says that nobody will take anything more, and drops what is queued.
    func cancel() {
        pthread_mutex_lock(mutex)
        isCancelled = true
        let dropped = elements
        elements = []
        pthread_cond_broadcast(changed)
        pthread_mutex_unlock(mutex)
        // The elements are released outside the lock.
        _ = dropped
    }

    /// Waits for an element and takes it. Once the queue has ended, every thread is told so.
    func pop() -> Next {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        while elements.isEmpty, ending == nil, !isCancelled { pthread_cond_wait(changed, mutex) }
        if elements.isEmpty {
            if let ending, !isCancelled { return .ended(ending) }
            return .cancelled
        }
        let element = elements.removeFirst()
        pthread_cond_broadcast(changed)
        return .element(element)
    }
}

/// Runs `work` on a new thread, which ends when `work` returns.
///
/// - Returns: whether the system could start a thread.
func startThread(_ work: @escaping @Sendable () -> Void) -> Bool {
    final class Work {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
    let box = Unmanaged.passRetained(Work(work))
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    defer { pthread_attr_destroy(&attributes) }
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    var thread = pthread_t()
    let result = pthread_create(
        &thread, &attributes,
        { argument in
            guard let argument else { return nil }
            Unmanaged<Work>.fromOpaque(argument).takeRetainedValue().run()
            return nil
        }, box.toOpaque())
    if result != 0 { box.release() }
    return result == 0
}
