package import Foundation

/// The files of this package: its sources, pages, samples and tests.
package enum Repository {
    package static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Returns the text of a file, by its path from the root.
    package static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
    }

    /// Returns every file below a folder, by its path within it.
    package static func files(below path: String) throws -> Set<String> {
        let folder = root.appending(path: path)
        return Set(
            try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: folder.appending(path: $0).path, isDirectory: &isFolder)
                return !isFolder.boolValue
            })
    }

    /// Whether `SETTLE_RECORD=1` is set, so that messages and transcripts are written again.
    package static let isRecording = ProcessInfo.processInfo.environment["SETTLE_RECORD"] == "1"
}

/// The samples of the repository: the rules that a new user starts from, and a month of logs.
package enum SampleFiles {
    package static let folder = Repository.root.appending(path: "samples")
    /// The path of the folder of the logs.
    package static let logs = folder.appending(path: "logs").path
    /// The names of the logs, in byte order.
    package static let names = ["coverage.ndjson", "onepipe.ndjson", "paylink.ndjson.gz"]

    package static func rules() throws -> String { try Repository.text("samples/settle.yaml") }
}
