import Foundation
import Recomputation
import SeededRandom
import Simulation
import TestSupport
import Testing

/// Half months, weeks and quarters: closed one after the other by the program, and worked out again by `verify` and by
/// the independent re-computation.
@Suite struct RhythmTests {
    /// Three periods in a row: each with its first day and its number of days.
    struct Row: CustomTestStringConvertible, Sendable {
        var every: String
        var periods: [(name: String, year: Int, month: Int, day: Int, days: Int)]

        var testDescription: String { every }
    }

    static let rows = [
        // The tax of every-model.yaml changes on 15 September and on 20 October.
        Row(
            every: "half_month",
            periods: [
                ("2026-09-H2", 2026, 9, 16, 15), ("2026-10-H1", 2026, 10, 1, 15), ("2026-10-H2", 2026, 10, 16, 16),
            ]),
        // The second lies in two years.
        Row(
            every: "week",
            periods: [
                ("2020-W52", 2020, 12, 21, 7), ("2020-W53", 2020, 12, 28, 7), ("2021-W01", 2021, 1, 4, 7),
            ]),
        Row(
            every: "quarter",
            periods: [("2026-Q1", 2026, 1, 1, 90), ("2026-Q2", 2026, 4, 1, 91), ("2026-Q3", 2026, 7, 1, 92)]),
    ]

    static let rules = ["samples/settle.yaml", "Tests/Program/ProgramTests/Rules/every-model.yaml"]

    /// The lines of each period's log; some come a period or two late.
    private func batches(_ row: Row, seed: UInt64) throws -> [[Data]] {
        var generator = Seeded(seed: seed)
        var batches: [[Data]] = [[], [], []]
        for (index, period) in row.periods.enumerated() {
            let plan = SimulationPlan(
                .samples, seed: seed &* 100 &+ UInt64(index), calls: 500, year: period.year, month: period.month,
                day: period.day, days: period.days)
            for line in try SimulatedMonths.lines(of: plan) {
                var batch = index
                while batch < 2, Int.random(in: 0..<8, using: &generator) == 0 { batch += 1 }
                batches[batch].append(line)
            }
        }
        return batches.map { $0.shuffled(using: &generator) }
    }

    @Test(arguments: rows, rules)
    func threeWaysAgree(_ row: Row, _ path: String) throws {
        let written = try String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
        let rules = written.replacing("\n  due_days:", with: "\n  every: \(row.every)\n  due_days:")
        try #require(rules.contains("every: \(row.every)"))
        let folder = try TemporaryFolder()
        try folder.write(Data(rules.utf8), to: "settle.yaml")
        var model = try Recomputation(rules: Array(rules.utf8))
        for (period, batch) in zip(row.periods, try batches(row, seed: 7)) {
            let log = Data(batch.joined())
            try folder.write(log, to: "\(period.name).ndjson")
            let closed = try Program.settle(
                ["close", "--period", period.name, "--allow-unrated", "--allow-rejected", "\(period.name).ndjson"],
                in: folder.url)
            #expect(closed.exitCode == 0, "\(closed.stderrText)")
            model.read(name: "\(period.name).ndjson", bytes: Array(log))
            for (name, bytes) in try model.report(period: period.name, closing: true)
            where !["exceptions.csv", "waiting.csv"].contains(name) {
                let file = try Data(contentsOf: folder.url.appending(path: "reports/\(period.name)/\(name)"))
                if file != Data(bytes) {
                    Issue.record("\(period.name)/\(name):\n\(LineDifference.text(expected: Data(bytes), got: file))")
                }
            }
        }
        // Late records make adjustments, or the test would show little.
        let last = try text("reports/\(row.periods[2].name)/settlement.csv", folder)
        #expect(last.contains(",\(row.periods[0].name),") && last.contains(",\(row.periods[1].name),"))

        let audit = try Program.settle(["verify", "reports"], in: folder.url)
        #expect(audit.exitCode == 0, "\(audit.stdoutText)\(audit.stderrText)")
        let logs = row.periods.map { "\($0.name).ndjson" }
        let again = try Program.settle(["verify", "reports", "--logs"] + logs, in: folder.url)
        #expect(again.exitCode == 0, "\(again.stdoutText)\(again.stderrText)")
    }

    @Test("verify finds a period of another rhythm in a folder's files")
    func auditKnowsTheRhythm() throws {
        let folder = try weekly()
        for (file, check) in [("manifest.json", "manifest"), ("settlement.csv", "form"), ("controls.json", "controls")]
        {
            let spoilt = try TemporaryFolder(copying: folder.url)
            let path = "reports/2020-W53/\(file)"
            let other = try text(path, spoilt).replacing("2020-W53", with: "2020-12")
            try spoilt.write(Data(other.utf8), to: path)
            let audit = try Program.settle(["verify", "reports/2020-W53"], in: spoilt.url)
            #expect(audit.exitCode == 65)
            let lines = audit.stdoutText.split(separator: "\n")
            #expect(lines.contains { $0.hasPrefix(check) && $0.contains(file) }, "\(file): \(audit.stdoutText)")
        }
    }

    /// What the words mean depends on the clock, so this only shows that they are taken, and by which rhythm.
    @Test func wordsMeanPeriodsOfTheRhythm() throws {
        let folder = try weekly()
        for word in ["last-period", "this-period"] {
            let run = try Program.settle(["run", "--period", word], in: folder.url)
            #expect(run.exitCode == 0, "\(run.stderrText)")
            #expect(run.stdoutText.contains(/^20\d\d-W\d\d \(Africa\/Lagos\)/), "\(run.stdoutText)")
        }
        for word in ["last-month", "this-month"] {
            let run = try Program.settle(["run", "--period", word], in: folder.url)
            #expect(run.exitCode == 64 && run.stderrText.contains("\(word) is a month"), "\(run.stderrText)")
        }
        let months = try TemporaryFolder(copying: Repository.programTests.appending(path: "Cases/charge-per-unit"))
        for word in ["last-period", "this-period", "last-month", "this-month"] {
            let run = try Program.settle(["run", "--period", word, "log.ndjson"], in: months.url)
            #expect(run.exitCode == 0, "\(run.stderrText)")
            #expect(run.stdoutText.contains(/(?m)^20\d\d-\d\d \(Africa\/Lagos\)/), "\(run.stdoutText)")
        }
    }

    @Test("the shell is offered words and periods of the ledger's rhythm")
    func completions() throws {
        let asked = ["---completion", "run", "--", "--period", "2", "0", "settle", "run", "--period"]
        let weeks = try weekly()
        #expect(
            try Program.settle(asked, in: weeks.url).stdoutText.split(separator: "\n")
                == ["last-period", "this-period", "2020-W53"])
        let nothing = try TemporaryFolder()
        #expect(
            try Program.settle(asked, in: nothing.url).stdoutText.split(separator: "\n")
                == ["last-month", "this-month", "last-period", "this-period"])
    }

    /// A ledger of weeks, with one closed: the case of New Year, closed once.
    private func weekly() throws -> TemporaryFolder {
        let source = Repository.programTests.appending(path: "Cases/week-over-new-year")
        let folder = try TemporaryFolder(copying: source)
        let closed = try Program.settle(
            ["close", "--quiet", "--period", "2020-W53", "new-year.ndjson"], in: folder.url)
        try #require(closed.exitCode == 0, "\(closed.stderrText)")
        return folder
    }

    private func text(_ path: String, _ folder: TemporaryFolder) throws -> String {
        try String(contentsOf: folder.url.appending(path: path), encoding: .utf8)
    }
}
