import Foundation

/// The files that the documentation speaks of.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
    }

    /// Every file below a folder, by its path within it.
    static func files(below path: String) throws -> Set<String> {
        let folder = root.appending(path: path)
        return Set(
            try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: folder.appending(path: $0).path, isDirectory: &isFolder)
                return !isFolder.boolValue
            })
    }

    /// `SETTLE_RECORD=1`: write the page's transcripts anew.
    static let isRecording = ProcessInfo.processInfo.environment["SETTLE_RECORD"] == "1"
}

/// A Markdown table: the cells of each row, the header left out.
struct Table {
    let rows: [[String]]

    /// - Parameter header: the header row, as written.
    init?(under header: String, of page: String) {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        guard let start = lines.firstIndex(of: Substring(header)) else { return nil }
        rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// What stands between backquotes in a cell.
    static func quoted(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
