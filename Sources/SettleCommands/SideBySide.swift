import Dispatch

/// Works two things out at the same time: `aside` on a thread of its own, `here` on this one.
///
/// - Throws: what `aside` throws, else what `here` does: the same, whichever is done first.
func sideBySide<Aside: Sendable, Here>(
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

/// `@unchecked Sendable`: written before the signal, read after it.
private final class ResultBox<Value: Sendable>: @unchecked Sendable {
    var result: Result<Value, any Error>?
}
