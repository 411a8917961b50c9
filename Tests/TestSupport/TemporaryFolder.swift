package import Foundation

/// A folder for one test, removed with the value.
package final class TemporaryFolder: Sendable {
    package let url: URL

    package var path: String { url.path }

    /// - Parameters:
    ///   - template: a folder whose content is copied into the new one.
    ///   - inMemory: use a file system in memory if there is one, for tests that sync thousands of times.
    package init(copying template: URL? = nil, inMemory: Bool = false) throws {
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
    ///
    /// - Returns: the file's path.
    @discardableResult
    package func write(_ bytes: some Sequence<UInt8>, to name: String) throws -> String {
        let file = url.appending(path: name)
        try FileManager.default.createDirectory(
            at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(bytes).write(to: file)
        return file.path
    }

    @discardableResult
    package func write(_ text: String, to name: String) throws -> String { try write(text.utf8, to: name) }

    /// Returns the text of a file.
    package func read(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: url.appending(path: name)), as: UTF8.self)
    }

    package func exists(_ name: String) -> Bool {
        FileManager.default.fileExists(atPath: url.appending(path: name).path)
    }

    /// Runs settle in the folder.
    package func settle(_ arguments: [String]) throws -> Program.Outcome {
        try Program.settle(arguments, in: url)
    }

    /// Runs settle in the folder for a step that the rest of a test builds upon; see ``Program``.
    @discardableResult
    package func settle(_ arguments: [String], exits code: Int32) throws -> Program.Outcome {
        try Program.settle(arguments, in: url, exits: code)
    }
}
