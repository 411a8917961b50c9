import Foundation

/// A shell in a temporary folder that contains the samples, with the built program as `settle` and `bin/settle`.
///
/// Each command runs in its own process, and begins in the working folder in which the previous one ended.
final class Shell {
    struct Outcome {
        /// Standard output and standard error as one stream in the order written, as a terminal shows them.
        var output: String
        var exitCode: Int32
    }

    let folder: URL
    private var current: URL

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "settle-pages-\(UUID().uuidString)")
        current = folder
        let bin = folder.appending(path: "bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: bin.appending(path: "settle"), withDestinationURL: Shell.program)
        try FileManager.default.copyItem(
            at: Repository.root.appending(path: "samples"), to: folder.appending(path: "samples"))
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The built program, which is beside the test bundle.
    private static var program: URL {
        let bundle = try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        return URL(filePath: bundle ?? Bundle.main.bundlePath).deletingLastPathComponent().appending(path: "settle")
    }

    func run(_ command: String) throws -> Outcome {
        let whereabouts = folder.appending(path: "cwd")
        let process = Process()
        process.executableURL = URL(filePath: "/bin/bash")
        process.arguments = ["-c", "\(command)\ncode=$?; pwd >'\(whereabouts.path)'; exit $code"]
        process.currentDirectoryURL = current
        var environment = ProcessInfo.processInfo.environment
        environment["PATH"] = "\(folder.appending(path: "bin").path):\(environment["PATH"] ?? "/usr/bin:/bin")"
        environment["LC_ALL"] = "C.UTF-8"
        // No rules name this time zone, so a day calculated in the machine's zone is noticed at once.
        environment["TZ"] = "America/New_York"
        process.environment = environment
        let pipe = Pipe()
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = try pipe.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        if let path = try? String(contentsOf: whereabouts, encoding: .utf8) {
            current = URL(filePath: path.trimmingCharacters(in: .newlines))
        }
        return Outcome(output: String(decoding: output, as: UTF8.self), exitCode: process.terminationStatus)
    }
}
