import Foundation

/// A folder for one test, removed with the value.
final class TemporaryFolder: Sendable {
    let url: URL

    /// - Parameters:
    ///   - template: a folder whose content is copied into the new one.
    ///   - inMemory: use a file system in memory if there is one, for tests that sync thousands of times.
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

    /// Writes a file, and creates the folders above it.
    func write(_ data: Data, to path: String) throws {
        let file = url.appending(path: path)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try data.write(to: file)
    }

    func write(_ text: String, to path: String) throws { try write(Data(text.utf8), to: path) }
}

extension TemporaryFolder {
    /// The rules and the log of one small month, October 2026, for tests of faults.
    enum SmallMonth {
        private static let place = Repository.tests.appending(path: "Errors/publishing-at-once")

        static func rules() throws -> Data { try Data(contentsOf: place.appending(path: "settle.yaml")) }
        static func log() throws -> String {
            try String(contentsOf: place.appending(path: "log.ndjson"), encoding: .utf8)
        }

        /// The same calls with other references, so that they are other calls.
        static func log(refsAfter prefix: String) throws -> String {
            try log().replacing("\"request_ref\":\"", with: "\"request_ref\":\"\(prefix)")
        }
    }
}

/// The files below a folder, by their relative paths.
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

/// The places of this package's sources, samples and cases.
enum Repository {
    static let tests = URL(filePath: #filePath).deletingLastPathComponent()
    static let root = tests.deletingLastPathComponent().deletingLastPathComponent()
}
