import Foundation
import TestSupport
import Testing

@Suite("The log format as documented")
struct LogFormatTests {
    private static let page = "docs/log-format.md"

    private func schema() throws -> JSONSchema {
        try JSONSchema(try Repository.text("docs/schemas/log-line.schema.json"))
    }

    /// Returns the examples of the page, each joined to one line as in a log, without comments.
    private func examples() throws -> [String] {
        var examples: [String] = []
        var isInside = false
        for line in try Repository.text(Self.page).split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                isInside = line == "```jsonc"
                if isInside { examples.append("") }
            } else if isInside {
                let plain = line.firstRange(of: " // ").map { line[..<$0.lowerBound] } ?? line
                examples[examples.count - 1] += plain.trimmingCharacters(in: .whitespaces) + " "
            }
        }
        return examples
    }

    @Test("Every example is a line that settle can read and that the schema accepts")
    func read() throws {
        let examples = try examples()
        #expect(examples.count == 3)
        let schema = try schema()
        for example in examples {
            let faults = schema.faults(of: try JSONValue(example))
            #expect(faults.isEmpty, "\(faults)")
        }
        let shell = try Shell()
        try shell.folder.write(examples.map { $0 + "\n" }.joined(), to: "page.ndjson")
        let outcome = try shell.run("settle ingest --rules samples/settle.yaml page.ndjson")
        #expect(
            outcome.output
                == "page.ndjson: 3 lines: 2 transactions, 0 duplicates, 1 query, 0 other, 0 rejected, 0 blank\n")
    }

    @Test("The schema accepts every valid line of the samples, and refuses faults that a schema can express")
    func samples() throws {
        let schema = try schema()
        let rejected = try rejections()
        #expect(rejected.count == 17)
        let shell = try Shell()
        var refused = 0
        for (name, reader) in [("coverage.ndjson", "cat"), ("onepipe.ndjson", "cat"), ("paylink.ndjson.gz", "zcat")] {
            // Read through a file, because a line may not be UTF-8.
            let unpacked = try shell.run("\(reader) samples/logs/\(name) > log.ndjson")
            #expect(unpacked.exitCode == 0)
            let bytes = try Data(contentsOf: shell.folder.url.appending(path: "log.ndjson"))
            for (position, line) in bytes.split(separator: 10, omittingEmptySubsequences: false).enumerated() {
                if line.allSatisfy({ $0 == 0x20 || $0 == 0x0D }) { continue }
                let document = try? JSONValue(bytes: line)
                let isTaken = document.map { schema.faults(of: $0).isEmpty } ?? false
                let rejection = rejected["samples/logs/\(name):\(position + 1)"]
                let isSeen = rejection.map(Self.isSeen) ?? false
                // A faulty line is accepted if a schema can't express its fault.
                #expect(isTaken == !isSeen, "\(name):\(position + 1): \(rejection ?? "good")")
                if isSeen { refused += 1 }
            }
        }
        #expect(refused == 13)
    }

    /// Whether a schema can express the fault: not one of repeated keys, depth, decimals of a number or digits of a
    /// string.
    private static func isSeen(_ rejection: String) -> Bool {
        let unseen = [
            "duplicate_key,", "too_deep,", "mode_unset,",
            "bad_field,request.total: finer than the currency's minor unit",
            "out_of_range,response.data.provider_response.cost",
        ]
        return !unseen.contains { rejection.hasPrefix($0) }
    }

    /// Returns code and detail of the sample report's rejected lines, by file and line.
    private func rejections() throws -> [String: String] {
        var rejections: [String: String] = [:]
        let codes = try #require(Table(under: "| code | reason |", of: try Repository.text(Self.page))).names
        for row in try Repository.text("reports/2026-10/exceptions.csv").split(separator: "\n").dropFirst() {
            let cells = row.split(separator: ",", maxSplits: 5, omittingEmptySubsequences: false)
            guard codes.contains(String(cells[0])) else { continue }
            let detail = cells[5].hasPrefix("\"") ? cells[5].dropFirst().dropLast() : cells[5]
            rejections["\(cells[1]):\(cells[2])"] = "\(cells[0]),\(detail)"
        }
        return rejections
    }
}
