import Foundation

/// A folder with a ledger made by the built `settle`, for tests of `explain`.
struct ExplainFolder: Sendable {
    let url: URL

    struct Outcome {
        var exitCode: Int32
        var stdout: String
        var stderr: String
    }

    /// A step that must succeed failed.
    struct Failed: Error, CustomStringConvertible {
        let description: String
    }

    /// The root of the package's sources.
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The folder of the running test bundle; the build puts the program there too.
    private static let built: URL = {
        let bundle =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? Bundle.main.bundlePath
        return URL(filePath: bundle).deletingLastPathComponent()
    }()

    /// Makes a new folder with a copy of `source`. All tests of the run use it; it stays in the machine's temporary
    /// folder.
    init(copyOf source: String) throws {
        url = FileManager.default.temporaryDirectory.appending(path: "settle-explain-\(UUID().uuidString)")
        try FileManager.default.copyItem(at: Self.root.appending(path: source), to: url)
    }

    /// Runs settle in the folder, in a time zone that no rules use.
    func settle(_ arguments: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = Self.built.appending(path: "settle")
        process.arguments = arguments
        process.currentDirectoryURL = url
        process.environment = ["TZ": "America/New_York", "LC_ALL": "C.UTF-8", "PATH": "/usr/bin:/bin"]
        // A sanitizer's options also apply to the program (`bin/sanitize`).
        process.environment?["ASAN_OPTIONS"] = ProcessInfo.processInfo.environment["ASAN_OPTIONS"]
        process.standardInput = FileHandle.nullDevice
        // Uses files, because a pipe that nobody reads would block the program.
        let names = ["stdout", "stderr"].map { url.appending(path: "\($0)-\(UUID().uuidString)") }
        for name in names { try Data().write(to: name) }
        process.standardOutput = try FileHandle(forWritingTo: names[0])
        process.standardError = try FileHandle(forWritingTo: names[1])
        try process.run()
        process.waitUntilExit()
        let texts = try names.map { String(decoding: try Data(contentsOf: $0), as: UTF8.self) }
        for name in names { try FileManager.default.removeItem(at: name) }
        return Outcome(exitCode: process.terminationStatus, stdout: texts[0], stderr: texts[1])
    }

    func must(_ arguments: [String]) throws {
        let outcome = try settle(arguments)
        guard outcome.exitCode == 0 else {
            throw Failed(description: "settle \(arguments.joined(separator: " ")): \(outcome.stderr)")
        }
    }

    /// The sample month as drafts.
    static let samples = Result {
        let folder = try ExplainFolder(copyOf: "samples")
        try folder.must(["run", "--quiet", "--period", "2026-10", "logs"])
        return folder
    }

    /// A quarter with two closed months and an open one; each log brings something that the logs before it did not
    /// have.
    static let quarter = Result {
        let folder = try ExplainFolder(copyOf: "Tests/ExplainTests/Quarter")
        try folder.must(["close", "--quiet", "--period", "2025-07", "--allow-unrated", "1-july.ndjson"])
        try folder.must(["close", "--quiet", "--period", "2025-08", "2-august.ndjson"])
        try folder.must(["run", "--quiet", "--period", "2025-09", "3-september.ndjson"])
        return folder
    }

    /// The explanation of an id as JSON; the first one if there are several.
    func explained(_ id: String, _ options: [String] = []) throws -> [String: Any] {
        let outcome = try settle(["explain", id, "--json"] + options)
        guard outcome.exitCode == 0 else { throw Failed(description: "\(id): \(outcome.stderr)") }
        let document = try JSONSerialization.jsonObject(with: Data(outcome.stdout.utf8)) as? [String: Any]
        guard let first = (document?["explained"] as? [[String: Any]])?.first else {
            throw Failed(description: "\(id): nothing explained")
        }
        return first
    }
}

/// `"1234.50"` in hundredths, exactly.
func minor(_ text: Any?) throws -> Int {
    guard let text = text as? String, let value = Int(text.filter { $0 != "." }),
        text.split(separator: ".").last?.count == 2
    else { throw ExplainFolder.Failed(description: "\(String(describing: text)) is no amount") }
    return value
}
