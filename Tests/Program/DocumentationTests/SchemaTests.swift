import TestSupport
import Testing

@Suite("The JSON Schemas of docs/schemas")
struct SchemaTests {
    /// The schemas of a report's files.
    static let reports = [
        "invoice.schema.json", "settlement.schema.json", "controls.schema.json", "summary.schema.json",
        "manifest.schema.json",
    ]

    private func schema(_ name: String) throws -> JSONSchema {
        try JSONSchema(try Repository.text("docs/schemas/\(name)"))
    }

    /// Returns the files below a report's folder that a schema describes.
    private func files(of schema: String, below folder: String) throws -> [String] {
        let kind = schema.prefix { $0 != "." }
        let all = try Repository.files(below: folder).filter { $0.hasSuffix(".json") }
        return all.filter { kind == "invoice" ? $0.hasPrefix("invoices/") : $0 == "\(kind).json" }.sorted()
    }

    @Test("exist for each JSON file of a report and for a line of a log, and for nothing else")
    func all() throws {
        #expect(try Repository.files(below: "docs/schemas") == Set(Self.reports + ["log-line.schema.json"]))
        let schemed = try Self.reports.reduce(0) { try $0 + files(of: $1, below: "reports/2026-10").count }
        #expect(schemed == (try Repository.files(below: "reports/2026-10").filter { $0.hasSuffix(".json") }.count))
    }

    @Test("match the sample report", arguments: reports)
    func sample(schema name: String) throws {
        let schema = try schema(name)
        for file in try files(of: name, below: "reports/2026-10") {
            let faults = schema.faults(of: try JSONValue(try Repository.text("reports/2026-10/\(file)")))
            #expect(faults.isEmpty, "\(file): \(faults)")
        }
    }

    @Test("match closed months, adjustments and unknown apps")
    func closed() throws {
        let shell = try Shell()
        let late = "--period 2026-10 --seed 7 --calls 300 --profile samples --apps 8"
        for command in [
            "cp samples/settle.yaml settle.yaml",
            "settle close --quiet --period 2026-09 --allow-rejected samples/logs",
            "settle close --quiet --period 2026-10",
            "settle simulate --quiet \(late) late.ndjson",
            "sed -i '/^  app-012/d' settle.yaml",
            "settle run --quiet --period 2026-11 late.ndjson",
            "settle run --quiet --period 2026-10 --database other.db --output others samples/logs",
        ] {
            let outcome = try shell.run(command)
            #expect(outcome.exitCode == 0, "\(command): \(outcome.output)")
        }
        for name in Self.reports {
            let schema = try schema(name)
            let pattern = name == "invoice.schema.json" ? "invoices/*" : String(name.prefix { $0 != "." })
            let list = try shell.run("ls -d reports/2026-*/\(pattern).json others/*/\(pattern).json")
            let files = list.output.split(separator: "\n")
            #expect(files.count >= 4, "\(list.output)")
            for file in files {
                let faults = schema.faults(of: try JSONValue(try shell.run("cat '\(file)'").output))
                #expect(faults.isEmpty, "\(file): \(faults)")
            }
        }
    }

    @Test("define each name in the same way everywhere")
    func definitions() throws {
        var known: [String: JSONValue] = [:]
        for name in Self.reports {
            for member in try schema(name).root["$defs"]?.members ?? [] {
                #expect(known[member.key] == nil || known[member.key] == member.value, "\(name): \(member.key)")
                known[member.key] = member.value
            }
        }
        let controls = try schema("controls.schema.json").root.members ?? []
        #expect(known["controls"]?.members == controls.filter { !["$schema", "title", "$defs"].contains($0.key) })
    }

    @Test("refuse a file that does not match them")
    func refusals() throws {
        let summary = try Repository.text("reports/2026-10/summary.json")
        let schema = try schema("summary.schema.json")
        for (old, new) in [
            ("\"status\": \"draft\"", "\"status\": \"drafted\""), ("\"rated\": 1829", "\"rated\": \"1829\""),
            ("\"rated\": 1829,", ""), ("\"rated\": 1829", "\"rated\": -1"), ("\"40711.67\"", "40711.67"),
            ("\"period\"", "\"month\""), ("\"currency\": \"NGN\"", "\"currency\": \"ngn\""),
            ("\"bad_field\"", "\"worse_field\""), ("\"apps\": []", "\"apps\": [{\"name\": \"a\"}]"),
        ] {
            let spoilt = summary.replacing(old, with: new, maxReplacements: 1)
            #expect(spoilt != summary, "\(old)")
            #expect(!schema.faults(of: try JSONValue(spoilt)).isEmpty, "\(new)")
        }
    }
}
