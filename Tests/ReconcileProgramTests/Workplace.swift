import Foundation

/// A temporary folder in which the built `settle` runs as a user would run it; removed with the value.
final class Workplace {
    struct Outcome {
        var exitCode: Int32
        var output: String
        var errors: String
    }

    let folder: URL

    static let samples = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().appending(path: "samples")

    /// The built program, which is next to the test bundle.
    private static let program: URL = {
        let bundle =
            (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? Bundle.main.bundlePath
        return URL(filePath: bundle).deletingLastPathComponent().appending(path: "settle")
    }()

    init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: "settle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// A workplace where the rules and logs of the samples have been read.
    static func ofSamples() throws -> Workplace {
        let place = try Workplace()
        try place.write(
            try String(contentsOf: samples.appending(path: "settle.yaml"), encoding: .utf8), to: "settle.yaml")
        _ = try place.settle(["ingest", "--quiet", samples.appending(path: "logs").path])
        return place
    }

    func write(_ text: String, to name: String) throws {
        try Data(text.utf8).write(to: folder.appending(path: name))
    }

    func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: folder.appending(path: name)), as: UTF8.self)
    }

    func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: folder.appending(path: name).path)
    }

    func settle(_ arguments: [String]) throws -> Outcome {
        let process = Process()
        process.executableURL = Workplace.program
        process.arguments = arguments
        process.currentDirectoryURL = folder
        // Uses files, because a pipe could fill up.
        var written: [URL] = []
        for name in ["out", "err"] {
            let url = folder.appending(path: ".\(name)")
            try Data().write(to: url)
            written.append(url)
        }
        process.standardOutput = try FileHandle(forWritingTo: written[0])
        process.standardError = try FileHandle(forWritingTo: written[1])
        process.standardInput = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        return Outcome(
            exitCode: process.terminationStatus, output: try read(".out"), errors: try read(".err"))
    }
}
