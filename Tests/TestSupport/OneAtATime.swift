package import Testing

extension Trait where Self == OneAtATime {
    /// For tests that open a ledger in the process of the tests.
    ///
    /// SQLite's locks are switched off there, so only one thread of the process may use it at a time, across all
    /// connections. Swift Testing runs all suites of all targets side by side; `.serialized` holds apart only the tests
    /// of one suite.
    package static var usesSQLite: OneAtATime { OneAtATime() }
}

/// Runs a suite's tests while no other test with this trait runs, in whatever suite or target that is.
package struct OneAtATime: SuiteTrait, TestTrait, TestScoping {
    package var isRecursive: Bool { true }

    package func provideScope(
        for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
    ) async throws {
        await Turnstile.shared.enter()
        do {
            try await function()
        } catch {
            await Turnstile.shared.leave()
            throw error
        }
        await Turnstile.shared.leave()
    }
}

/// Lets one in at a time, in the order in which they came.
private actor Turnstile {
    static let shared = Turnstile()

    private var isTaken = false
    private var waiting: [CheckedContinuation<Void, Never>] = []

    func enter() async {
        guard isTaken else {
            isTaken = true
            return
        }
        await withCheckedContinuation { waiting.append($0) }
    }

    /// Whoever waits longest is next, so `isTaken` stays as it is.
    func leave() {
        if waiting.isEmpty { isTaken = false } else { waiting.removeFirst().resume() }
    }
}
