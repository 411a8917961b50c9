import Foundation
import Recomputation
import SeededRandom
import TestSupport
import Testing

/// Compares the program with a second, naive implementation of the specification, which shares no code with the engine
/// (`Tests/Recomputation`).
@Suite("Agreement with the independent re-computation")
struct AgreementTests {
    static let rules = [
        Repository.root.appending(path: "samples/settle.yaml"),
        Repository.programTests.appending(path: "Rules/every-model.yaml"),
    ]

    @Test(arguments: rules, [1, 2] as [UInt64])
    func aMonth(_ rules: URL, _ seed: UInt64) throws {
        let log = Data(try SimulatedMonths.lines(month: 10, seed: seed, calls: 3_000).joined())
        let folder = try TemporaryFolder()
        try folder.write(try Data(contentsOf: rules), to: "settle.yaml")
        try folder.write(log, to: "log.ndjson")
        let outcome = try Program.settle(["run", "--period", "2026-10", "log.ndjson"], in: folder.url)
        #expect(outcome.exitCode == 0, "\(outcome.stderrText)")

        var model = try Recomputation(rules: Array(try Data(contentsOf: rules)))
        model.read(name: "log.ndjson", bytes: Array(log))
        try agree(folder, "2026-10", try model.report(period: "2026-10", closing: false), "seed \(seed)")
        try verify(folder)
    }

    /// The third way: the reports by themselves.
    private func verify(_ folder: TemporaryFolder) throws {
        let outcome = try Program.settle(["verify", "reports"], in: folder.url)
        #expect(outcome.exitCode == 0, "\(outcome.stdoutText)\(outcome.stderrText)")
    }

    /// The records of a quarter over three closings; some records are a month or two late.
    @Test(arguments: rules, [1, 2, 3] as [UInt64])
    func aQuarterClosedMonthByMonth(_ rules: URL, _ seed: UInt64) throws {
        let quarter = try Quarter(seed: seed, calls: 700)
        let folder = try TemporaryFolder()
        try folder.write(try Data(contentsOf: rules), to: "settle.yaml")
        var model = try Recomputation(rules: Array(try Data(contentsOf: rules)))
        for (month, batch) in zip(Quarter.periods, quarter.batches) {
            let log = Data(batch.joined())
            try folder.write(log, to: "\(month).ndjson")
            try quarter.close(month, ["\(month).ndjson"], in: folder)
            model.read(name: "\(month).ndjson", bytes: Array(log))
            try agree(folder, month, try model.report(period: month, closing: true), "seed \(seed)")
            try agree(folder, month, adjusts: model.adjusts, "seed \(seed)")
        }
        try verify(folder)
    }

    /// Months that each have other rules: entries that are gone from the newest rules, and which documents carried a
    /// charge.
    @Test(arguments: [
        "adjustments-of-tariffs-that-are-gone", "names-and-tax-of-what-is-gone", "tax-of-a-currency-that-is-gone",
        "documents-that-carried-a-charge", "price-of-a-closed-month-corrected", "tax-of-a-closed-month-corrected",
        "fee-of-a-closed-month-corrected", "calls-let-pass-are-billed-by-a-correction",
        "month-passed-over-is-billed-late", "corrections-on-documents-of-their-own", "issuer-of-then-adjusts",
        "entries-by-hand",
        "entries-on-documents-of-their-own", "close-that-skips-bills-what-is-late",
        "earlier-record-of-a-call-that-waits",
        "adjustments-in-the-order-of-corrected-rules",
    ])
    func rulesThatChange(_ name: String) throws {
        let source = Repository.programTests.appending(path: "Cases/\(name)")
        let folder = try TemporaryFolder(copying: source)
        var model: Recomputation?
        for command in try CaseFolder(url: source).commands() {
            let words = command.line.split(separator: " ").map(String.init)
            func option(_ name: String) -> String? { words.firstIndex(of: name).map { words[$0 + 1] } }
            guard words[0] == "settle", ["ingest", "run", "close", "correct", "book"].contains(words[1]) else {
                continue
            }
            let outcome = try Program.shell(command.line, in: folder.url)
            #expect(outcome.exitCode == command.exitCode, "\(command.line): \(outcome.stderrText)")
            let rules = Array(try Data(contentsOf: source.appending(path: option("--rules") ?? "settle.yaml")))
            var known = try model ?? Recomputation(rules: rules)
            try known.use(rules: rules)
            for log in words where log.hasSuffix(".ndjson") {
                known.read(name: log, bytes: Array(try Data(contentsOf: source.appending(path: log))))
            }
            if words[1] == "book", command.exitCode == 0, !words.contains("--dry-run") {
                // A report's own entries are known already.
                for file in words where file.hasSuffix(".csv") && !file.hasPrefix("reports/") {
                    known.book(try String(contentsOf: source.appending(path: file), encoding: .utf8))
                }
            }
            model = known
            guard command.exitCode == 0, let period = option("--period") else { continue }
            if words[1] == "correct" {
                guard !words.contains("--dry-run"), let with = option("--with") else { continue }
                try known.correct(
                    period: period, rules: Array(try Data(contentsOf: source.appending(path: with))))
            } else {
                // A run of a past month writes no report.
                let reports = folder.url.appending(path: "reports/\(period)")
                guard FileManager.default.fileExists(atPath: reports.path) else { continue }
                let report = try known.report(
                    period: period, closing: words[1] == "close", skipped: Set(option("--skip").map { [$0] } ?? []))
                try agree(folder, period, report, "\(name)")
                try agree(folder, period, adjusts: known.adjusts, "\(name)")
            }
            model = known
        }
        #expect(model != nil)
    }

    /// Compares the documents that each invoice of a period says it adjusts.
    private func agree(
        _ folder: TemporaryFolder, _ period: String, adjusts expected: [String: [String]], _ comment: Comment
    ) throws {
        for (number, documents) in expected {
            // In these tests a document's number is its file name.
            let file = folder.url.appending(path: "reports/\(period)/invoices/\(number).json")
            let json = try JSONSerialization.jsonObject(with: try Data(contentsOf: file)) as? [String: Any]
            #expect(json?["adjusts"] as? [String] == documents, "\(number) of \(period), \(comment)")
        }
    }

    /// Compares every file with the model's, byte for byte; of exceptions all but the detail, which only the program
    /// words.
    private func agree(
        _ folder: TemporaryFolder, _ period: String, _ expected: [String: [UInt8]], _ comment: Comment
    ) throws {
        #expect(expected.count == (expected["parts.csv"] == nil ? 11 : 12))
        for (name, bytes) in expected {
            let written = try Data(contentsOf: folder.url.appending(path: "reports/\(period)/\(name)"))
            if name == "exceptions.csv" || name == "waiting.csv" {
                let columns = name == "waiting.csv" ? 6 : 5
                #expect(first(columns, written) == first(columns, Data(bytes)), comment)
            } else if written != Data(bytes) {
                Issue.record(
                    "\(period)/\(name), \(comment):\n\(LineDifference.text(expected: Data(bytes), got: written))")
            }
        }
    }

    /// The first columns of each row.
    private func first(_ columns: Int, _ file: Data) -> [String] {
        String(decoding: file, as: UTF8.self).split(separator: "\n").map {
            $0.split(separator: ",", omittingEmptySubsequences: false).prefix(columns).joined(separator: ",")
        }
    }
}

/// A simulated quarter whose records come in three batches; some records are a month or two late.
struct Quarter {
    static let periods = ["2026-07", "2026-08", "2026-09"]

    let batches: [[Data]]

    init(seed: UInt64, calls: Int) throws {
        var generator = Seeded(seed: seed)
        var batches: [[Data]] = [[], [], []]
        for (index, month) in [7, 8, 9].enumerated() {
            for line in try SimulatedMonths.lines(month: month, seed: seed, calls: calls) {
                var batch = index
                while batch < 2, Int.random(in: 0..<8, using: &generator) == 0 { batch += 1 }
                batches[batch].append(line)
            }
        }
        self.batches = batches.map { $0.shuffled(using: &generator) }
    }

    /// Closes a month, even if calls can't be billed or lines can't be read.
    func close(_ period: String, _ logs: [String], in folder: TemporaryFolder) throws {
        let outcome = try Program.settle(
            ["close", "--period", period, "--allow-unrated", "--allow-rejected"] + logs, in: folder.url)
        #expect(outcome.exitCode == 0, "\(outcome.stderrText)")
    }
}
