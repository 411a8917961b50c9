package import Foundation

/// The files below a folder, by their relative paths.
package enum FileTree {
    package static func files(below folder: URL) throws -> [String: Data] {
        var files: [String: Data] = [:]
        for path in try FileManager.default.subpathsOfDirectory(atPath: folder.path) {
            let url = folder.appending(path: path)
            guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else { continue }
            files[path] = try Data(contentsOf: url)
        }
        return files
    }
}

/// Shows the lines in which two texts differ.
package enum LineDifference {
    package static func text(expected: Data, got: Data) -> String {
        let expected = lines(expected)
        let got = lines(got)
        let changes = got.difference(from: expected)
        guard !changes.isEmpty else { return "  they differ in their line ends" }
        return changes.map { change in
            switch change {
            case .remove(let offset, let line, _): "  expected \(offset + 1): \(line)"
            case .insert(let offset, let line, _): "  got      \(offset + 1): \(line)"
            }
        }.joined(separator: "\n")
    }

    /// Lines are compared by their bytes; `String` would compare by Unicode equivalence.
    private static func lines(_ data: Data) -> [String] {
        data.split(separator: 0x0A, omittingEmptySubsequences: false).map { line in
            line.allSatisfy { (0x20..<0x7F).contains($0) }
                ? String(decoding: line, as: UTF8.self)
                : line.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "<\(String($0, radix: 16))>" }
                    .joined()
        }
    }
}
