package import Foundation

/// Runs the built `settle`, a shell or a tool as a user would: as its own process, in a folder, with its output and exit
/// code. Every test that starts a process comes here.
///
/// ```swift
/// let folder = try TemporaryFolder()
/// let outcome = try Program.settle(["status"], in: folder.url)
/// #expect(outcome.exitCode == 66)
/// ```
package enum Program {
    /// The exit code and output of a process.
    package struct Outcome: Sendable {
        /// As shells count it: 128 + the signal if the process was killed.
        package var exitCode: Int32
        package var stdout: Data
        package var stderr: Data

        package var stdoutText: String { String(decoding: stdout, as: UTF8.self) }
        package var stderrText: String { String(decoding: stderr, as: UTF8.self) }
    }

    /// A tool that the tests need is missing.
    package struct MissingTool: Error, CustomStringConvertible {
        package let description: String
    }

    /// A step that a test builds upon ended with another exit code than it must.
    package struct UnexpectedExit: Error, CustomStringConvertible {
        package let description: String
    }

    /// The folder of the running test bundle; the build puts the program there too.
    package static let folder: URL = {
        let bundle =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? Bundle.main.bundlePath
        return URL(filePath: bundle).deletingLastPathComponent()
    }()

    /// The built program.
    package static let url = folder.appending(path: "settle")

    /// The program comes first in PATH, and tools print English messages. No rules use this time zone, so a day worked
    /// out in the machine's zone, not in the rules' zone, shows at once.
    package static let environment: [String: String] = {
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(folder.path):\(environment["PATH"] ?? "/usr/bin:/bin")"
        environment["LC_ALL"] = "C.UTF-8"
        environment["TZ"] = "America/New_York"
        environment["NO_COLOR"] = nil
        return environment
    }()

    /// Runs settle with arguments.
    ///
    /// - Parameter environment: variables besides those of ``environment``, or instead of them.
    package static func settle(
        _ arguments: [String], in folder: URL, environment: [String: String] = [:], stdin: Data? = nil
    ) throws -> Outcome {
        try run(url, arguments, in: folder, environment: environment, stdin: stdin)
    }

    /// Runs settle for a step that the rest of a test builds upon.
    ///
    /// - Throws: `UnexpectedExit` with all that settle said, if it ends with another exit code.
    @discardableResult
    package static func settle(_ arguments: [String], in folder: URL, exits code: Int32) throws -> Outcome {
        let outcome = try settle(arguments, in: folder)
        guard outcome.exitCode == code else {
            let said = outcome.stdoutText + outcome.stderrText
            throw UnexpectedExit(
                description: "settle \(arguments.joined(separator: " ")): exit \(outcome.exitCode)\n\(said)")
        }
        return outcome
    }

    /// Runs settle under strace, which watches system calls and, where told, answers them itself or kills settle.
    ///
    /// - Parameters:
    ///   - calls: the names of the calls to watch, separated by commas.
    ///   - faults: the faults, in the syntax of strace's `inject`.
    ///   - options: further options of strace.
    package static func settle(
        _ arguments: [String], in folder: URL, watching calls: String, faults: [String], options: [String] = []
    ) throws -> Outcome {
        try tool(
            "strace",
            ["-f", "-o", "/dev/null", "-e", "trace=\(calls)"] + faults.flatMap { ["-e", "inject=\($0)"] } + options
                + [url.path] + arguments, in: folder)
    }

    /// Runs a line of a `command` file in sh; there the word `settle` means the built program.
    package static func shell(_ line: String, in folder: URL) throws -> Outcome {
        try run(URL(filePath: "/bin/sh"), ["-c", line], in: folder)
    }

    /// Runs a tool of the system, such as hledger.
    ///
    /// - Throws: `MissingTool`, because a test that can't check must not pass.
    package static func tool(_ name: String, _ arguments: [String], in folder: URL) throws -> Outcome {
        let folders = environment["PATH"]!.split(separator: ":")
        guard let found = folders.map({ "\($0)/\(name)" }).first(where: FileManager.default.isExecutableFile) else {
            throw MissingTool(description: "\(name) is not installed; bin/test installs it and runs the tests")
        }
        return try run(URL(filePath: found), arguments, in: folder)
    }

    /// Runs any executable to its end, which may take two minutes.
    package static func run(
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
