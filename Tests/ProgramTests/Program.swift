import Foundation

/// Runs the built `settle` as a user would: as its own process, in a folder, with its output and exit code.
///
/// ```swift
/// let folder = try TemporaryFolder()
/// let outcome = try Program.settle(["status"], in: folder.url)
/// #expect(outcome.exitCode == 66)
/// ```
enum Program {
    /// The exit code and output of a process.
    struct Outcome {
        /// As shells count it: 128 + the signal if the process was killed.
        var exitCode: Int32
        var stdout: Data
        var stderr: Data

        var stdoutText: String { String(decoding: stdout, as: UTF8.self) }
        var stderrText: String { String(decoding: stderr, as: UTF8.self) }
    }

    /// A tool that the tests need is missing.
    struct MissingTool: Error, CustomStringConvertible {
        let description: String
    }

    /// The folder of the running test bundle; the build puts the program there too.
    static let folder: URL = {
        let bundle =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? Bundle.main.bundlePath
        return URL(filePath: bundle).deletingLastPathComponent()
    }()

    /// The program comes first in PATH, and tools print English messages. No rules use this time zone, so a day worked
    /// out in the machine's zone, not in the rules' zone, shows at once.
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

    /// Runs a line of a `command` file in sh; there the word `settle` means the built program.
    static func shell(_ line: String, in folder: URL) throws -> Outcome {
        try run(URL(filePath: "/bin/sh"), ["-c", line], in: folder)
    }

    /// Runs a tool of the system, such as hledger.
    ///
    /// - Throws: `MissingTool`, because a test that can't check must not pass.
    static func tool(_ name: String, _ arguments: [String], in folder: URL) throws -> Outcome {
        let folders = environment["PATH"]!.split(separator: ":")
        guard let found = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            throw MissingTool(description: "\(name) is not installed; bin/test installs it and runs the tests")
        }
        return try run(URL(filePath: found), arguments, in: folder)
    }

    /// Runs settle under strace, which watches system calls and, where told, answers them itself or kills settle.
    ///
    /// - Parameters:
    ///   - calls: the names of the calls to watch, separated by commas.
    ///   - faults: the faults, in the syntax of strace's `inject`.
    ///   - options: further options of strace.
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

/// A running process. Its output is read all the time, so it never waits for its reader.
final class RunningProgram {
    private let process = Process()
    private let ended = DispatchSemaphore(value: 0)
    private let input = Pipe()
    private let output = Drain()
    private let errors = Drain()

    /// - Parameter hasInput: whether standard input is a pipe to be fed; if not, it is empty.
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
        // A thread of the test runner blocks signals, and a child inherits that: it would never receive Ctrl-C.
        var none = sigset_t()
        var before = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, &before)
        defer { pthread_sigmask(SIG_SETMASK, &before, nil) }
        try process.run()
        output.start()
        errors.start()
    }

    /// Writes to standard input, as much as the program takes.
    func feed(_ data: Data, andClose: Bool = true) {
        try? input.fileHandleForWriting.write(contentsOf: data)
        if andClose { try? input.fileHandleForWriting.close() }
    }

    /// Sends Ctrl-C.
    func interrupt() { process.interrupt() }

    /// Waits until the program is ready for Ctrl-C and has read everything written to its standard input.
    ///
    /// - Returns: whether that happened within a minute.
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

    /// Kills the process as `kill -9` does.
    func kill() { Foundation.kill(process.processIdentifier, SIGKILL) }

    /// Waits for the end. After two minutes the process is killed, and its exit code is 137.
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
