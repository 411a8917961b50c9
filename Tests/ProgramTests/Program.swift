import Foundation

/// The built `settle`, run as a person runs it: a process of its own, in a folder, with its output and exit code.
///
/// ```swift
/// let folder = try TemporaryFolder()
/// let outcome = try Program.settle(["status"], in: folder.url)
/// #expect(outcome.exitCode == 66)
/// ```
enum Program {
    /// What a process left behind.
    struct Outcome {
        /// As shells count it: 128 + the signal for one that was killed.
        var exitCode: Int32
        var stdout: Data
        var stderr: Data

        var stdoutText: String { String(decoding: stdout, as: UTF8.self) }
        var stderrText: String { String(decoding: stderr, as: UTF8.self) }
    }

    /// A tool that the tests need is not there.
    struct MissingTool: Error, CustomStringConvertible {
        let description: String
    }

    /// The folder of the running test bundle, in which the build puts the program too.
    static let folder: URL = {
        let bundle =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? Bundle.main.bundlePath
        return URL(filePath: bundle).deletingLastPathComponent()
    }()

    /// The program first in PATH, messages of tools in English, and a time zone that no rules name: a day worked out in
    /// the machine's zone instead of the rules' shows at once.
    static let environment: [String: String] = {
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(folder.path):\(environment["PATH"] ?? "/usr/bin:/bin")"
        environment["LC_ALL"] = "C.UTF-8"
        environment["TZ"] = "America/New_York"
        environment["NO_COLOR"] = nil
        return environment
    }()

    /// Runs settle with arguments.
    static func settle(
        _ arguments: [String], in folder: URL, environment: [String: String] = [:], stdin: Data? = nil
    ) throws -> Outcome {
        try run(
            self.folder.appending(path: "settle"), arguments, in: folder, environment: environment, stdin: stdin)
    }

    /// Runs a line of a `command` file by sh; the word `settle` in it is the built program.
    static func shell(_ line: String, in folder: URL) throws -> Outcome {
        try run(URL(filePath: "/bin/sh"), ["-c", line], in: folder)
    }

    /// Runs a tool of the system, such as hledger.
    ///
    /// - Throws: `MissingTool`: a test that can't check must not pass.
    static func tool(_ name: String, _ arguments: [String], in folder: URL) throws -> Outcome {
        let folders = environment["PATH"]!.split(separator: ":")
        guard let found = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            throw MissingTool(description: "\(name) is not installed; bin/test installs it and runs the tests")
        }
        return try run(URL(filePath: found), arguments, in: folder)
    }

    /// Runs settle under strace, which watches some system calls and answers in their place, or kills, as it is told.
    ///
    /// - Parameters:
    ///   - calls: those watched, by their names and commas.
    ///   - faults: in the words of strace's `inject`.
    ///   - options: further ones of strace's.
    static func settle(
        _ arguments: [String], in folder: URL, watching calls: String, faults: [String], options: [String] = []
    ) throws -> Outcome {
        try tool(
            "strace",
            ["-f", "-o", "/dev/null", "-e", "trace=\(calls)"] + faults.flatMap { ["-e", "inject=\($0)"] } + options
                + [self.folder.appending(path: "settle").path] + arguments, in: folder)
    }

    private static func run(
        _ executable: URL, _ arguments: [String], in folder: URL, environment: [String: String] = [:],
        stdin: Data? = nil
    ) throws -> Outcome {
        let running = try RunningProgram(
            executable, arguments, in: folder, environment: self.environment.merging(environment) { $1 },
            hasInput: stdin != nil)
        if let stdin { running.feed(stdin) }
        return running.wait()
    }
}

/// A process under way; its output is read all the while, so it never waits for its reader.
final class RunningProgram {
    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    private let input = Pipe()
    private let output = Drain()
    private let errors = Drain()

    /// - Parameter hasInput: whether standard input is a pipe to be fed; else there is nothing in it.
    init(
        _ executable: URL, _ arguments: [String], in folder: URL, environment: [String: String] = Program.environment,
        hasInput: Bool = false
    ) throws {
        process.executableURL = executable
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.environment = environment
        process.standardInput = hasInput ? input : FileHandle.nullDevice
        process.standardOutput = output.pipe
        process.standardError = errors.pipe
        process.terminationHandler = { [ended] _ in ended.signal() }
        // A thread of the test runner blocks signals, and a process inherits that: it would never hear Ctrl-C.
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        output.start()
        errors.start()
    }

    /// Writes to standard input, as far as the program takes it.
    func feed(_ data: Data, andClose: Bool = true) {
        try? input.fileHandleForWriting.write(contentsOf: data)
        if andClose { try? input.fileHandleForWriting.close() }
    }

    /// Ctrl-C.
    func interrupt() { process.interrupt() }

    /// Waits until the program is ready for Ctrl-C and has taken everything that was written to its standard input.
    ///
    /// - Returns: whether it came to that within a minute.
    func isIdle() -> Bool {
        let status = URL(filePath: "/proc/\(process.processIdentifier)/status")
        for _ in 0..<6_000 {
            let lines = (try? String(contentsOf: status, encoding: .utf8))?.split(separator: "\n") ?? []
            let caught = lines.first { $0.hasPrefix("SigCgt:") }.flatMap { UInt64($0.suffix(16), radix: 16) } ?? 0
            var waiting: Int32 = 0
            let isAsked = ioctl(input.fileHandleForWriting.fileDescriptor, UInt(FIONREAD), &waiting) == 0
            if isAsked, caught & (1 << UInt64(SIGINT - 1)) != 0, waiting == 0 { return true }
            usleep(10_000)
        }
        return false
    }

    /// As `kill -9`.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// Waits for the end; a process that has none within two minutes is killed, and its exit code is 137.
    func wait() -> Program.Outcome {
        if ended.wait(timeout: .now() + 120) == .timedOut {
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
        }
    }

    func data() -> Data {
        group.wait()
        return read
    }
}
