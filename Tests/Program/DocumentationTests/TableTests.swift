import TestSupport
import Testing

@Suite("The tables of the pages")
struct TableTests {
    private func table(_ header: String, below heading: String? = nil, in path: String) throws -> Table {
        try #require(
            Table(under: header, below: heading, of: try Repository.text(path)),
            "\(path) has no table '\(header)'\(heading.map { " below '\($0)'" } ?? "")")
    }

    /// Returns the first group of each match of an expression in a source file.
    private func words(_ expression: Regex<(Substring, Substring)>, in path: String) throws -> [String] {
        try Repository.text(path).matches(of: expression).map { String($0.1) }
    }

    @Test("name every file of a report, and no others")
    func files() throws {
        let named = try table("| file | one row for, or what it is |", in: "docs/reports.md").names
        let there = try Repository.files(below: "reports/2026-10").map { path in
            guard path.hasPrefix("invoices/"), let dot = path.lastIndex(of: ".") else { return path }
            return "invoices/<invoice>" + path[dot...]
        }
        #expect(Set(named) == Set(there))
        #expect(Set(named).count == named.count)
    }

    @Test("name every column of a report's tables, in order")
    func columns() throws {
        let files = try Repository.files(below: "reports/2026-10").filter { $0.hasSuffix(".csv") }.sorted()
        let invoice = try #require(files.first { $0.hasPrefix("invoices/") })
        let own = files.filter { !$0.hasPrefix("invoices/") }
        #expect(own.count == 12)
        for file in own + [invoice] {
            let heading = file == invoice ? "### The files of an invoice" : "### \(file)"
            let named = try table("| column | type | meaning |", below: heading, in: "docs/reports.md").names
            let header = try Repository.text("reports/2026-10/\(file)").prefix { $0 != "\n" }
            #expect(named == header.split(separator: ",").map(String.init), "\(file)")
        }
    }

    @Test("name every member of the JSON files, in the order of their schemas", arguments: SchemaTests.reports)
    func members(schema: String) throws {
        let named = try table("| member of `\(schema)` | type | meaning |", in: "docs/reports.md").names
        let root = try JSONSchema(try Repository.text("docs/schemas/\(schema)")).root
        #expect(named == TableTests.members(of: root, below: ""))
    }

    /// Returns paths such as `lines[].tier`. The target of a reference is described elsewhere.
    private static func members(of schema: JSONValue, below path: String) -> [String] {
        (schema["properties"]?.members ?? []).flatMap { member in
            let name = path + member.key
            let items = member.value["items"].map { members(of: $0, below: name + "[].") } ?? []
            return [name] + members(of: member.value, below: name + ".") + items
        }
    }

    @Test("name every key of the rules, in the order of their schema")
    func keys() throws {
        let schema = try JSONValue(try Repository.text("samples/settle.schema.json"))
        let definitions = try #require(schema["$defs"]?.members)
        #expect(definitions.count > 15)
        for (name, shape) in [("settle.yaml", schema)] + definitions.map({ ($0.key, $0.value) }) {
            let named = try table("| key of `\(name)` | type | default | meaning |", in: "docs/rules.md").names
            #expect(named == shape["properties"]?.keys, "\(name)")
        }
    }

    @Test("name the exit codes of the specification and of the help")
    func exitCodes() throws {
        let rows = try table("| exit | means |", in: "docs/guide.md").rows
        #expect(rows.compactMap { Int($0[0]) } == [0, 64, 65, 66, 73, 74, 75, 78, 130])
        let meanings = [
            "done", "usage", "data refused", "input missing", "output can't be written", "I/O error",
            "another run holds the lock", "rules refused",
        ]
        for (row, words) in zip(rows, meanings) {
            #expect(row[1].hasPrefix(words), "\(row)")
        }
        let help = try Shell().run("settle --help").output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for row in rows {
            let words = row[1].prefix { !":;,".contains($0) }
            #expect(help.contains("\(row[0]) \(words)"), "settle --help does not say: \(row[0]) \(words)")
        }
    }

    @Test("name every command, and no others")
    func commands() throws {
        let named = try table("| command | does |", in: "README.md").rows.compactMap {
            Table.quoted($0[0]).first?.split(separator: " ").dropFirst().first.map(String.init)
        }
        let help = try Shell().run("settle --help").output.split(separator: "\n")
        let list = try #require(help.firstIndex(of: "SUBCOMMANDS:"))
        // Names begin in the third column; their descriptions begin further right.
        let commands = help[(list + 1)...].prefix { !$0.contains("See 'settle help") }
            .filter { $0.hasPrefix("  ") && !$0.hasPrefix("   ") }
            .map { String($0.dropFirst(2).prefix { $0 != " " }) }
        #expect(named == commands)
    }

    @Test("name the dependencies and their versions")
    func dependencies() throws {
        let package = try Repository.text("Package.swift")
        let named = try table("| dependency | for |", in: "README.md").rows.map { $0[0] }
        let pinned = package.split(separator: "\n").compactMap { line -> String? in
            guard let match = line.firstMatch(of: /\.package\(url: ".*\/(.+)", exact: "(.+)"\)/) else { return nil }
            return "\(match.1) \(match.2)"
        }
        #expect(pinned.count == 4)
        for dependency in pinned {
            #expect(named.contains { $0.hasPrefix(dependency) }, "\(dependency) is not in the table")
        }
    }

    @Test("name every module after the modules that it imports, and list those")
    func modules() throws {
        let rows = try table("| folder of `Sources` | turns | knows |", in: "docs/architecture.md").rows
        let named = rows.flatMap { Table.quoted($0[0]) }
        let there = Set(
            try Repository.files(below: "Sources").compactMap { $0.split(separator: "/").first.map(String.init) })
        #expect(Set(named) == there)

        let declared = try TableTests.dependencies(of: try Repository.text("Package.swift"))
        var before: Set<String> = []
        for row in rows {
            let modules = Table.quoted(row[0])
            // The last row has the system libraries, which every module may import.
            guard modules.count == 1, let module = modules.first else { continue }
            let known = Table.quoted(row[2])
            #expect(Set(known) == declared[module], "\(module)")
            #expect(Set(known.filter { !$0.hasPrefix("C") || $0 == "Comparison" }).isSubset(of: before), "\(module)")
            before.insert(module)
        }
    }

    /// Returns the targets on which each target of a manifest depends, without products of other packages.
    private static func dependencies(of manifest: String) throws -> [String: Set<String>] {
        let plain = manifest.replacing(/\.product\(name: "[^"]+", package: "[^"]+"\)/, with: "")
            .replacing(/\/\/.*/, with: "")
        var dependencies: [String: Set<String>] = [:]
        for piece in plain.split(separator: /\.(?:target|executableTarget)\(/).dropFirst() {
            guard let name = piece.firstMatch(of: /name: "([^"]+)"/) else { continue }
            let list = piece.firstMatch(of: /dependencies: \[([^\]]*)\]/).map { $0.1 } ?? ""
            dependencies[String(name.1)] = Set(list.matches(of: /"([^"]+)"/).map { String($0.1) })
        }
        return dependencies
    }

    @Test("name every table of the ledger, and every column of its view")
    func ledger() throws {
        let named = try table("| table | holds |", in: "docs/ledger.md").names
        let shell = try Shell()
        let made = try shell.run("settle ingest --quiet --rules samples/settle.yaml samples/logs")
        #expect(made.exitCode == 0, "\(made.output)")
        let there = try shell.run(
            "sqlite3 settle.db \"SELECT name FROM sqlite_schema WHERE type IN ('table', 'view')\"")
        #expect(Set(named) == Set(there.output.split(separator: "\n").map(String.init)))

        let columns = try table("| column of `transactions` | type | meaning |", in: "docs/ledger.md").names
        let shown = try shell.run("sqlite3 settle.db \"SELECT name FROM pragma_table_info('transactions')\"")
        #expect(columns == shown.output.split(separator: "\n").map(String.init))
    }

    @Test("name every check of verify, in order")
    func checks() throws {
        let named = try table("| check | what is checked |", in: "docs/reports.md").names
        let source = try Repository.text("Sources/Audit/Check.swift")
        let cases = source.prefix { $0 != "}" }.split(separator: "\n").compactMap { line -> String? in
            guard let match = line.firstMatch(of: /^    case (\w+)(?: = "(\w+)")?$/) else { return nil }
            return String(match.2 ?? match.1)
        }
        #expect(cases.count > 40)
        #expect(named == cases)
    }

    @Test("name every rejection code, in order")
    func rejections() throws {
        let named = try table("| code | reason |", in: "docs/log-format.md").names
        let source = try Repository.text("Sources/Vocabulary/Words.swift")
        let start = try #require(source.firstRange(of: "enum RejectionCode"))
        let cases = source[start.upperBound...].prefix { $0 != "}" }.matches(of: /case \w+ = "(\w+)"/)
        #expect(named == cases.map { String($0.1) })

        let advised = try table("| code | meaning | what to do |", in: "docs/guide.md").names
        #expect(Set(advised).isSuperset(of: named))
        #expect(advised.count == named.count + 5)
    }

    @Test("name every field that is read from a line, in the order in which faults are looked for")
    func fields() throws {
        let named = try table("| field | read for | type | required | meaning |", in: "docs/log-format.md").names
        #expect(named == (try words(/case \.\w+: "(.+)"/, in: "Sources/LineParsing/Field.swift")))
    }
}
