import Foundation
import TestSupport

/// A shell in a temporary folder that contains the samples, with the built program as `settle` and `bin/settle`.
///
/// Each command runs in its own process, and begins in the working folder in which the previous one ended.
final class Shell {
    struct Outcome {
        /// Standard output and standard error as one stream in the order written, as a terminal shows them.
        var output: String
        var exitCode: Int32
    }

    let folder: TemporaryFolder
    private var current: URL

    init() throws {
        folder = try TemporaryFolder()
        current = folder.url
        let bin = folder.url.appending(path: "bin")
        try FileManager.default.createDirectory(at: bin, withIntermediateDirectories: true)
        try FileManager.default.createSymbolicLink(at: bin.appending(path: "settle"), withDestinationURL: Program.url)
        try FileManager.default.copyItem(at: SampleFiles.folder, to: folder.url.appending(path: "samples"))
    }

    func run(_ command: String) throws -> Outcome {
        let outcome = try Program.run(
            URL(filePath: "/bin/bash"),
            ["-c", "exec 2>&1; \(command)\ncode=$?; pwd >'\(folder.path)/cwd'; exit $code"], in: current,
            environment: ["PATH": "\(folder.path)/bin:\(Program.environment["PATH"] ?? "")"])
        if let path = try? folder.read("cwd") { current = URL(filePath: path.trimmingCharacters(in: .newlines)) }
        return Outcome(output: outcome.stdoutText, exitCode: outcome.exitCode)
    }
}
