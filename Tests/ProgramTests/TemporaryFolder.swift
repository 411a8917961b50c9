import Foundation

/// A folder of a test's own, gone with the value.
final class TemporaryFolder: Sendable {
    let url: URL

    /// - Parameters:
    ///   - template: a folder whose content is copied into it.
    ///   - inMemory: where the system has a file system in memory, for tests that sync thousands of times.
    init(copying template: URL? = nil, inMemory: Bool = false) throws {
        let memory = URL(filePath: "/dev/shm")
        let parent =
            inMemory && FileManager.default.isWritableFile(atPath: memory.path)
            ? memory : FileManager.default.temporaryDirectory
        url = parent.appending(path: "settle-tests-\(UUID().uuidString)")
        if let template {
            try FileManager.default.copyItem(at: template, to: url)
        } else {
            try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
        }
    }

    deinit { try? FileManager.default.removeItem(at: url) }

    /// Writes a file, with the folders above it.
    func write(_ data: Data, to path: String) throws {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }
}

extension TemporaryFolder {
    /// The rules and the log of one small month, October 2026, which tests of faults work on.
    enum SmallMonth {
        private static let place = Repository.tests.appending(path: "Errors/publishing-at-once")

        static func rules() throws -> Data { try Data(contentsOf: place.appending(path: "settle.yaml")) }
        static func log() throws -> String {
            try String(contentsOf: place.appending(path: "log.ndjson"), encoding: .utf8)
        }

        /// The same calls under other refs: calls of their own.
        static func log(refsAfter prefix: String) throws -> String {
            try log().replacing("\"request_ref\":\"", with: "\"request_ref\":\"\(prefix)")
        }
    }
}

/// The files below a folder, by their path in it.
enum FileTree {
    static func files(below folder: URL) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let url = folder.appending(path: path)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            files[path] = try Data(contentsOf: url)
        }
        return files
    }
}

/// Where this package's sources, samples and cases stand.
enum Repository {
    static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    static let root = tests.deletingLastPathComponent().deletingLastPathComponent()
}
