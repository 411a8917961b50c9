import Foundation

/// The source files below a folder, with one folder for each module. All are checked; there is no list of modules.
struct SourceTree {
    struct File: Sendable {
        /// The path relative to that folder: `Money/Price.swift`.
        let path: String
        let lines: [Substring]
    }

    let files: [File]

    init(_ folder: URL) throws {
        let kinds = [".swift", ".c", ".h", ".cpp"]
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        files = try names.filter { name in kinds.contains { name.hasSuffix($0) } }.map { name in
            let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            return File(path: name, lines: text.split(separator: "\n", omittingEmptySubsequences: false))
        }
    }

    /// Returns the places that break a rule, and the exceptions that exempt nothing.
    func places(of rule: HouseRule) throws -> (broken: [String], idle: [String]) {
        let expression = try Regex(rule.pattern)
        var broken: [String] = []
        var idle = Set(rule.exceptions.keys)
        for file in files {
            let found = file.lines.enumerated().filter { _, line in
                !line.drop { $0 == " " }.hasPrefix("//") && line.contains(expression)
            }
            guard !found.isEmpty else { continue }
            let exceptions = rule.exceptions.keys.filter { file.path == $0 || file.path.hasPrefix($0 + "/") }
            if exceptions.isEmpty { broken += found.map { "\(file.path):\($0.offset + 1)" } }
            idle.subtract(exceptions)
        }
        return (broken, idle.sorted())
    }
}
