import Foundation
import Testing

/// One after the other: SQLite is told that no two threads of the process use it at a time.
@Suite(.serialized) enum LedgerTests {
    /// A path for a ledger in a folder of its own, which is removed with the value.
    final class Scratch {
        private let folder = FileManager.default.temporaryDirectory.appending(path: "settle-ledger-\(UUID())").path
        var path: String { folder + "/settle.db" }

        init() throws {
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        }

        deinit { try? FileManager.default.removeItem(atPath: folder) }
    }
}
