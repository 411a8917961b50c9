import Foundation
import TestSupport
import Testing

/// A case as a reader sees it: rules, logs, commands, and the bytes that they produce.
///
/// `README.md` says what the case shows, with the arithmetic. `command` has one shell command per line, with `#exit 65`
/// at its end if the command must fail; without that file the command is `settle run --period 2026-10 log.ndjson`. In
/// `expected/`, `stdout` and `stderr` are the output of all commands in turn, and every other file is a file of
/// `reports/2026-10`, or of another report if it stands in a folder of its name, such as `2026-W41/invoices.csv`.
struct CaseFolder: Sendable, CustomTestStringConvertible {
    struct Command {
        var line: String
        var exitCode: Int32
    }

    let url: URL

    var name: String { url.lastPathComponent }
    var testDescription: String { name }

    /// The cases in a folder of the tests, by name.
    static func all(in folder: String) -> [CaseFolder] {
        let url = Repository.programTests.appending(path: folder)
        let names = (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
        return names.sorted().map { CaseFolder(url: url.appending(path: $0)) }
    }

    func commands() throws -> [Command] {
        let file = url.appending(path: "command")
        guard FileManager.default.fileExists(atPath: file.path) else {
            return [Command(line: "settle run --period 2026-10 log.ndjson", exitCode: 0)]
        }
        return try String(contentsOf: file, encoding: .utf8).split(separator: "\n").map { line in
            let parts = line.components(separatedBy: "#exit ")
            return Command(line: String(line), exitCode: parts.count == 2 ? Int32(parts[1]) ?? -1 : 0)
        }
    }

    /// Runs the case in its own folder.
    ///
    /// - Returns: every difference from what is expected, in words; empty if there is none.
    func differences() throws -> [String] {
        let folder = try TemporaryFolder(copying: url)
        try FileManager.default.removeItem(at: folder.url.appending(path: "expected"))
        var differences: [String] = []
        var stdout = Data()
        var stderr = Data()
        for command in try commands() {
            let outcome = try Program.shell(command.line, in: folder.url)
            stdout += outcome.stdout
            stderr += outcome.stderr
            if outcome.exitCode != command.exitCode {
                differences.append(
                    "exit \(outcome.exitCode), not \(command.exitCode): \(command.line)\n\(outcome.stderrText)")
            }
        }
        if Repository.isRecording { try record(stderr) }
        // Every published report must pass an audit.
        if url.deletingLastPathComponent().lastPathComponent == "Cases" {
            let audit = try Program.settle(["verify", "reports"], in: folder.url)
            if audit.exitCode != 0 {
                differences.append("settle verify: exit \(audit.exitCode)\n\(audit.stdoutText)\(audit.stderrText)")
            }
        }
        for (path, expected) in try FileTree.files(below: url.appending(path: "expected")).sorted(by: {
            $0.key < $1.key
        }) {
            let got =
                switch path {
                case "stdout": stdout
                case "stderr": stderr
                default: (try? Data(contentsOf: folder.url.appending(path: report(path)))) ?? Data()
                }
            if got != expected { differences.append("\(path):\n\(LineDifference.text(expected: expected, got: got))") }
        }
        return differences
    }

    /// Where the program writes the file that is expected under a name.
    private func report(_ path: String) -> String {
        let isOfAnother = path.hasPrefix("20") && path.contains("/")
        return isOfAnother ? "reports/\(path)" : "reports/2026-10/\(path)"
    }

    /// With `SETTLE_RECORD=1` the messages of the `Errors` cases are recorded again. Figures are never recorded.
    private func record(_ stderr: Data) throws {
        let file = url.appending(path: "expected/stderr")
        guard url.deletingLastPathComponent().lastPathComponent == "Errors",
            FileManager.default.fileExists(atPath: file.path)
        else { return }
        try stderr.write(to: file)
    }
}

extension Repository {
    /// The folder of these tests, with their cases, rules and ledgers.
    static let programTests = root.appending(path: "Tests/Program/ProgramTests")
}
