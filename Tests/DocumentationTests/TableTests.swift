import Testing

@Suite("The tables of README.md")
struct TableTests {
    private let page: String

    init() throws {
        page = try Repository.text("README.md")
    }

    private func table(_ header: String) throws -> Table {
        try #require(Table(under: header, of: page), "README.md has no table '\(header)'")
    }

    @Test("name every file of a report, and no other")
    func files() throws {
        let named = try table("| file | one row for, or what it is |").rows.flatMap { Table.quoted($0[0]) }
        let there = try Repository.files(below: "reports/2026-10").map { path in
            guard path.hasPrefix("invoices/"), let dot = path.lastIndex(of: ".") else { return path }
            return "invoices/<invoice>" + path[dot...]
        }
        #expect(Set(named) == Set(there))
        #expect(Set(named).count == named.count)
    }

    @Test("name the exit codes that the specification and the help have")
    func exitCodes() throws {
        let rows = try table("| exit | means |").rows
        #expect(rows.compactMap { Int($0[0]) } == [0, 64, 65, 66, 73, 74, 75, 78, 130])
        let contract = [
            "done", "usage", "data refused", "input missing", "output can't be written", "I/O error",
            "another run holds the lock", "rules refused",
        ]
        for (row, words) in zip(rows, contract) {
            #expect(row[1].hasPrefix(words), "\(row)")
        }
        let help = try Shell().run("settle --help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for row in rows {
            let words = row[1].prefix { !":;,".contains($0) }
            #expect(help.contains("\(row[0]) \(words)"), "settle --help does not say: \(row[0]) \(words)")
        }
    }

    @Test("name every command, and no other")
    func commands() throws {
        let named = try table("| command | does |").rows.compactMap {
            Table.quoted($0[0]).first?.split(separator: " ").dropFirst().first.map(String.init)
        }
        let help = try Shell().run("settle --help").output.split(separator: "\n")
        let list = try #require(help.firstIndex(of: "SUBCOMMANDS:"))
        // Names stand at the third column; what they do goes on further to the right.
        let commands = help[(list + 1)...].prefix { !$0.contains("See 'settle help") }
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .map { String($0.dropFirst(2).prefix { $0 != " " }) }
        #expect(named == commands)
    }

    @Test("name the dependencies and their versions")
    func dependencies() throws {
        let package = try Repository.text("Package.swift")
        let named = try table("| dependency | for |").rows.map { $0[0] }
        let pinned = package.split(separator: "\n").compactMap { line -> String? in
            guard let match = line.firstMatch(of: /\.package\(url: ".*\/(.+)", exact: "(.+)"\)/) else { return nil }
            return "\(match.1) \(match.2)"
        }
        #expect(pinned.count == 4)
        for dependency in pinned {
            #expect(named.contains { $0.hasPrefix(dependency) }, "\(dependency) is not in the table")
        }
    }

    @Test("name every folder of the sources, and no other")
    func folders() throws {
        let named = try table("| folder of `Sources` | turns |").rows.map { Table.quoted($0[0]) }
        let there = Set(
            try Repository.files(below: "Sources").compactMap { $0.split(separator: "/").first.map(String.init) })
        #expect(Set(named.joined()) == there)
    }

    @Test("name every table of the ledger")
    func ledger() throws {
        let named = try table("| table | holds |").rows.flatMap { Table.quoted($0[0]) }
        let shell = try Shell()
        let made = try shell.run("settle ingest --quiet --rules samples/settle.yaml samples/logs")
        #expect(made.exitCode == 0, "\(made.output)")
        let there = try shell.run(
            "sqlite3 settle.db \"SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')\"")
        #expect(Set(named) == Set(there.output.split(separator: "\n").map(String.init)))
    }
}
