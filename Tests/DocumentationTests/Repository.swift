import Foundation

/// The files of the repository that the documentation is about.
enum Repository {
    static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func text(_ path: String) throws -> String {
        String(decoding: try Data(contentsOf: root.appending(path: path)), as: UTF8.self)
    }

    /// Returns every file below a folder, by its path within it.
    static func files(below path: String) throws -> Set<String> {
        let folder = root.appending(path: path)
        return Set(
            try FileManager.default.subpathsOfDirectory(atPath: folder.path).filter {
                var isFolder: ObjCBool = false
                _ = FileManager.default.fileExists(atPath: folder.appending(path: $0).path, isDirectory: &isFolder)
                return !isFolder.boolValue
            })
    }

    /// The paths of the pages whose transcripts and links are tested, including every page under `docs`.
    static let pages: [String] = {
        let docs = (try? files(below: "docs")) ?? []
        return ["README.md", "CONTRIBUTING.md"] + docs.filter { $0.hasSuffix(".md") }.sorted().map { "docs/" + $0 }
    }()

    /// Whether `SETTLE_RECORD=1` is set, so that the transcripts of the pages are written again.
    static let isRecording = ProcessInfo.processInfo.environment["SETTLE_RECORD"] == "1"
}

/// A Markdown table: the cells of each row, without the header.
struct Table {
    let rows: [[String]]

    /// - Parameters:
    ///   - header: the header row, as written.
    ///   - heading: the heading above the table, as written; `nil` if the table may be anywhere on the page.
    init?(under header: String, below heading: String? = nil, of page: String) {
        let lines = page.split(separator: "\n", omittingEmptySubsequences: false)
        var from = lines.startIndex
        if let heading {
            guard let place = lines.firstIndex(of: Substring(heading)) else { return nil }
            from = place
        }
        guard let start = lines[from...].firstIndex(of: Substring(header)) else { return nil }
        rows = lines[(start + 2)...].prefix { $0.hasPrefix("|") }.map { line in
            line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false)
                .map { $0.trimmingCharacters(in: .whitespaces) }
        }
    }

    /// The texts between backquotes in the first cell of each row, in order.
    var names: [String] { rows.flatMap { Table.quoted($0.first ?? "") } }

    /// Returns the texts between backquotes in a cell.
    static func quoted(_ cell: String) -> [String] {
        cell.split(separator: "`", omittingEmptySubsequences: false).enumerated()
            .filter { $0.offset % 2 == 1 }.map { String($0.element) }
    }
}
