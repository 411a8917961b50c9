package import Foundation

/// A running process. Its output is read all the time, so it never waits for its reader.
package final class RunningProgram {
    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    /// Standard input, if it is fed.
    private let input: Pipe?
    private let output = Drain()
    private let errors = Drain()

    /// - Parameter hasInput: whether standard input is a pipe to be fed; if not, it is empty.
    package init(
        _ executable: URL, _ arguments: [String], in folder: URL, environment: [String: String] = Program.environment,
        hasInput: Bool = false
    ) throws {
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = environment
        input = hasInput ? Pipe() : nil
        process.standardInput = input ?? FileHandle.nullDevice
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        process.terminationHandler = { [ended] _ in ended.signal() }
        // A thread of the test runner blocks signals, and a child inherits that: it would never receive Ctrl-C.
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        // Foundation keeps each process, and what it holds, until the tests end; so pipes are closed as soon as they are
        // done with. Its `run` reads the list of open files, and can crash when there are more than a thousand.
        try? input?.fileHandleForReading.close()
        output.start()
        errors.start()
    }

    deinit { try? input?.fileHandleForWriting.close() }

    /// Starts settle with a pipe for standard input.
    package convenience init(settle arguments: [String], in folder: URL) throws {
        try self.init(Program.url, arguments, in: folder, hasInput: true)
    }

    /// Writes to standard input, as much as the program takes.
    package func feed(_ data: Data, andClose: Bool = true) {
        try? input?.fileHandleForWriting.write(contentsOf: data)
        if andClose { try? input?.fileHandleForWriting.close() }
    }

    /// Sends Ctrl-C.
    package func interrupt() { process.interrupt() }

    /// Waits until the program is ready for Ctrl-C and has read everything written to its standard input.
    ///
    /// - Returns: whether that happened within a minute.
    package func isIdle() -> Bool {
        let status = URL(filePath: "/proc/\(process.processIdentifier)/status")
        for _ in 0..<6_000 {
            let lines = (try? String(contentsOf: status, encoding: .utf8))?.split(separator: "\n") ?? []
            let caught = lines.first { $0.hasPrefix("SigCgt:") }.flatMap { UInt64($0.suffix(16), radix: 16) } ?? 0
            var waiting: Int32 = 0
            let isAsked =
                input.map { ioctl($0.fileHandleForWriting.fileDescriptor, UInt(FIONREAD), &waiting) == 0 } ?? true
            if isAsked, caught & (1 << UInt64(SIGINT - 1)) != 0, waiting == 0 { return true }
            usleep(10_000)
        }
        return false
    }

    /// Kills the process as `kill -9` does.
    package func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// Waits for the end. A process that takes longer is killed, and its exit code is 137.
    package func wait(atMost seconds: Int = 120) -> Program.Outcome {
        if ended.wait(timeout: .now() + .seconds(seconds)) == .timedOut {
            kill()
            ended.wait()
        }
        let code = process.terminationStatus
        return Program.Outcome(
            exitCode: process.terminationReason == .uncaughtSignal ? 128 + code : code, stdout: output.data(),
            stderr: errors.data())
    }
}

/// Reads a pipe to its end on a queue.
private final class Drain: @unchecked Sendable {
    let pipe = Pipe()
    private var read = Data()
    private let group = DispatchGroup()

    func start() {
        DispatchQueue.global().async(group: group) { [self] in
            read = (try? pipe.fileHandleForReading.readToEnd()) ?? Data()
            try? pipe.fileHandleForReading.close()
        }
    }

    func data() -> Data {
        group.wait()
        return read
    }
}
