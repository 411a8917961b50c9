import Foundation
import TestSupport

/// The rules in `docs/specification.md` and the tests that it names.
///
/// A rule is a list item that begins with its number in bold. The table at the end names tests that show rules.
struct Specification: Sendable {
    static let path = "docs/specification.md"

    /// The numbers of the rules, in the order of the page.
    let rules: [String]
    /// The rows of the table: a rule, and a test or case that shows it.
    let shown: [(rule: String, test: String)]

    init(_ page: String) {
        var rules: [String] = []
        var shown: [(rule: String, test: String)] = []
        for line in page.split(separator: "\n") {
            if line.hasPrefix("* **S") {
                rules.append(String(line.dropFirst(4).prefix { $0 != "*" }))
            } else if line.hasPrefix("| S") {
                let cells = line.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }
                // Splitting at backquotes puts the quoted texts at the odd positions.
                let parts = (cells.count > 1 ? cells[1] : "").split(separator: "`", omittingEmptySubsequences: false)
                for (position, part) in parts.enumerated() where position % 2 == 1 {
                    shown.append((cells[0], String(part)))
                }
            }
        }
        self.rules = rules
        self.shown = shown
    }

    /// The folders of `Tests/Program`.
    static let programFolders: Set<Substring> = [
        "ProgramTests", "ExplainTests", "ReconcileProgramTests", "DocumentationTests", "BenchmarkTests",
    ]

    /// Returns the path of a test in the table, relative to the repository's root.
    static func place(of test: String) -> String {
        let folder = test.prefix { $0 != "/" }
        if ["Cases", "Errors"].contains(folder) { return "Tests/Program/ProgramTests/\(test)" }
        return programFolders.contains(folder) ? "Tests/Program/\(test)" : "Tests/\(test)"
    }

    /// Returns the rules cited in a text, each with its line, from 1.
    ///
    /// A citation is a capital S, a number, a point and a number. No letter, digit or underscore touches it.
    static func citations(in text: String) throws -> [(rule: String, line: Int)] {
        try matches(of: #"(?<![A-Za-z0-9_])S[0-9]+\.[0-9]+(?![A-Za-z0-9_])"#, in: text)
    }

    /// Returns citations of the earlier document, which had numbered sections. None should be left.
    static func earlierCitations(in text: String) throws -> [(words: String, line: Int)] {
        try matches(of: #"(?i)(?<![a-z])contract(,? section)? [0-9]"#, in: text).map { ($0, $1) }
    }

    private static func matches(of pattern: String, in text: String) throws -> [(String, line: Int)] {
        let expression = try NSRegularExpression(pattern: pattern)
        let all = NSRange(text.startIndex..., in: text)
        return expression.matches(in: text, range: all).compactMap { match in
            guard let range = Range(match.range, in: text) else { return nil }
            let line = text.utf8[..<range.lowerBound].count { $0 == UInt8(ascii: "\n") } + 1
            return (String(text[range]), line)
        }
    }
}

/// The texts of the repository: sources, scripts, pages, rules. Hidden files and files left by benchmarks are excluded.
struct RepositoryTexts {
    struct File: Sendable {
        /// The path relative to the root.
        let path: String
        let text: String
    }

    let files: [File]

    private static let kinds: Set = [
        "", "swift", "c", "cpp", "h", "modulemap", "md", "py", "sql", "sh", "txt", "yaml", "expected",
    ]

    init() throws {
        files = try Self.paths(below: "").map { path in
            let bytes = try Data(contentsOf: Repository.root.appending(path: path))
            return File(path: path, text: String(decoding: bytes, as: UTF8.self))
        }
    }

    private static func paths(below folder: String) throws -> [String] {
        let manager = FileManager.default
        var paths: [String] = []
        for name in try manager.contentsOfDirectory(atPath: Repository.root.appending(path: folder).path).sorted() {
            let path = folder.isEmpty ? name : "\(folder)/\(name)"
            guard !name.hasPrefix(".") || path == ".ci" else { continue }
            let attributes = try manager.attributesOfItem(atPath: Repository.root.appending(path: path).path)
            if attributes[.type] as? FileAttributeType == .typeDirectory {
                paths += try Self.paths(below: path)
            } else if attributes[.type] as? FileAttributeType == .typeRegular,
                kinds.contains(URL(filePath: name).pathExtension)
            {
                paths.append(path)
            }
        }
        return paths
    }
}
