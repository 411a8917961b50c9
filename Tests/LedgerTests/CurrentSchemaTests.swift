import Foundation
import TestSupport
import Testing

@testable import LedgerFile

/// `Schema.current` makes what the steps make together, so that a ledger which was brought up to date is the same as a
/// new one.
///
/// `SETTLE_RECORD=1 bin/test --filter CurrentSchemaTests` writes it anew after a step has changed; read the difference
/// before you commit it.
@Suite(.usesSQLite) struct CurrentSchemaTests {
    private static let file = "Sources/LedgerFile/Schema+Current.swift"

    @Test func theStepsMakeTheCurrentSchema() throws {
        let stepped = try Soundness.objects(madeBy: Schema.steps)
        if Repository.isRecording { return try record(stepped) }
        let current = try Soundness.objects(madeBy: [Schema.current])
        #expect(stepped.keys.sorted() == current.keys.sorted())
        for (name, text) in stepped where current[name] != text {
            Issue.record("Schema.current makes another \(name) than the steps, which make\n\(text)")
        }
    }

    /// Writes the file anew: tables and views in the order that they have there, new ones after them, views last.
    private func record(_ objects: [String: String]) throws {
        var comments = Self.comments(in: Schema.steps.joined(separator: "\n"))
        let known = Self.comments(in: Schema.current)
        for (name, comment) in known { comments.append((name, comment)) }
        var names: [String] = []
        for name in (known + comments).map(\.name) where !names.contains(name) { names.append(name) }
        let tables = names.filter { objects["table \($0)"] != nil } + names.filter { objects["view \($0)"] != nil }
        let statements = tables.map { name in
            let comment = comments.last { $0.name == name }?.comment ?? ""
            let indexes = objects.filter { $0.key.hasPrefix("index ") && $0.value.hasPrefix("\(name)\n") }
                .sorted { $0.key < $1.key }
            // An index that SQLite makes by itself, for a key, has no text.
            let own = [objects["table \(name)"] ?? objects["view \(name)"]] + indexes.map(\.value)
            return comment
                + own.compactMap { $0?.drop { $0 != "\n" }.dropFirst() }.filter { !$0.isEmpty }.map { $0 + ";" }
                .joined(separator: "\n")
        }
        let lines = statements.joined(separator: "\n\n").split(separator: "\n", omittingEmptySubsequences: false)
        let body = lines.map { $0.isEmpty ? "" : "        " + $0 }.joined(separator: "\n")
        let source = try Repository.text(Self.file)
        let quotes = source.ranges(of: "\"\"\"\n")
        let (begin, end) = (try #require(quotes.first), try #require(quotes.last))
        let text = source[..<begin.upperBound] + body + "\n        " + source[end.lowerBound...]
        try Data(text.utf8).write(to: Repository.root.appending(path: Self.file))
    }

    /// The tables and views that a text makes, in its order, with the lines of comment before each.
    private static func comments(in sql: String) -> [(name: String, comment: String)] {
        var found: [(String, String)] = []
        var comment = ""
        for line in sql.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("--") {
                comment += line + "\n"
                continue
            }
            let words = line.split(separator: " ")
            if words.count > 2, words[0] == "CREATE", ["TABLE", "VIEW"].contains(words[1]) {
                // A step makes a table under this name before the old one goes.
                let name = String(words[2]).replacing("\"", with: "")
                found.append((name.hasSuffix("_now") ? String(name.dropLast(4)) : name, comment))
            }
            comment = ""
        }
        return found
    }
}
