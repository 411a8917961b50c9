import Foundation
import SeededRandom
import TestSupport
import Testing

/// The same records must give the same bytes of invoices and settlement, however they are ordered, cut into files,
/// repeated within or between files, or spread over several runs (S2.15).
struct SameBytesTests {
    /// Compares a simulated month with itself, rearranged in each of these ways.
    @Test(arguments: SimulatedMonth.seeds)
    func ofOneMonthInAnyForm(seed: UInt64) throws {
        let month = try SimulatedMonth(seed: seed)
        var random = Seeded(seed: seed)
        let plain = try Self.bench()
        try plain.ingest(month.lines.log, as: "log.ndjson", threads: 1)
        try plain.run()
        let expected = try plain.accounts()
        let listed = try plain.listed()
        #expect(expected.keys.contains("journal.journal") && expected.count > 20)

        let shuffled = try Self.bench()
        try shuffled.ingest(month.lines.shuffled(using: &random).log, as: "shuffled.ndjson", threads: 2)
        try shuffled.run()
        expectSame(try shuffled.accounts(), as: expected, "seed \(seed), shuffled, 2 threads")
        #expect(try shuffled.listed() == listed, "seed \(seed), shuffled")

        let cut = try Self.bench()
        for (number, part) in month.lines.shuffled(using: &random).cut(into: 5).enumerated() {
            try cut.folder.write(part.log, to: "logs/\(number % 2)/part-\(number).ndjson")
        }
        try cut.run("2026-10", ["--threads", "3", "logs"])
        expectSame(try cut.accounts(), as: expected, "seed \(seed), cut into 5 files, 3 threads")
        #expect(try cut.listed() == listed, "seed \(seed), cut")

        let repeated = try Self.bench()
        let again = month.lines + month.lines.filter { _ in Int.random(in: 0..<5, using: &random) == 0 }
        try repeated.ingest(again.shuffled(using: &random).log, as: "twice.ndjson", threads: 8)
        try repeated.ingest(month.lines.reversed().log, as: "backwards.ndjson", threads: 8)
        try repeated.ingest(month.lines.reversed().log, as: "backwards-copy.ndjson", threads: 1)
        try repeated.run()
        expectSame(try repeated.accounts(), as: expected, "seed \(seed), lines and files repeated, 8 threads")
        for bench in [plain, shuffled, cut, repeated] { try Self.expectSound(bench, "seed \(seed)") }
    }

    /// The period is also billed between the readings, which must not affect later results.
    @Test(arguments: SimulatedMonth.seeds)
    func spreadOverSeveralRuns(seed: UInt64) throws {
        let month = try SimulatedMonth(seed: seed)
        var random = Seeded(seed: seed &+ 1)
        let plain = try Self.bench()
        try plain.ingest(month.lines.log, as: "log.ndjson", threads: 2)
        try plain.run()

        let spread = try Self.bench()
        for (number, part) in month.lines.shuffled(using: &random).cut(into: 4).enumerated() {
            try spread.ingest(part.log, as: "part-\(number).ndjson", threads: [1, 2, 3, 8][number])
            if number % 2 == 0 { try spread.run() }
        }
        try spread.run()
        expectSame(try spread.accounts(), as: try plain.accounts(), "seed \(seed), spread over several runs")
        #expect(try spread.listed() == plain.listed(), "seed \(seed), spread over several runs")
        try Self.expectSound(spread, "seed \(seed), spread over several runs")
    }

    /// Plain, gzip, several gzip members, zstd, and standard input.
    @Test(arguments: SimulatedMonth.seeds.prefix(1), ["gzip", "members", "zstd", "stdin"])
    func compressedOrPiped(seed: UInt64, form: String) throws {
        let month = try SimulatedMonth(seed: seed)
        let plain = try Self.bench()
        try plain.ingest(month.lines.log, as: "log.ndjson", threads: 2)
        try plain.run()

        let other = try Self.bench()
        let folder = other.folder.url
        switch form {
        case "gzip":
            try other.folder.write(month.lines.log, to: "log.ndjson")
            #expect(try Program.tool("gzip", ["log.ndjson"], in: folder).exitCode == 0)
            try other.run("2026-10", ["log.ndjson.gz"])
        case "members":
            for part in month.lines.cut(into: 3) {
                try other.folder.write(part.log, to: "part")
                #expect(try Program.shell("gzip -c part >> log.ndjson.gz", in: folder).exitCode == 0)
            }
            try other.run("2026-10", ["log.ndjson.gz"])
        case "zstd":
            try other.folder.write(month.lines.log, to: "log.ndjson")
            #expect(try Program.tool("zstd", ["-q", "--rm", "log.ndjson"], in: folder).exitCode == 0)
            try other.run("2026-10", ["log.ndjson.zst"])
        default:
            try other.settle(["run", "--quiet", "--period", "2026-10", "-"], stdin: month.lines.log)
        }
        expectSame(try other.accounts(), as: try plain.accounts(), "seed \(seed), \(form)")
        #expect(try other.listed() == plain.listed(), "seed \(seed), \(form)")
    }

    /// Checks what the bulk path does not check while it writes: every reference points to an existing row, the file is
    /// intact, and the roll-up is the sum of the calls with their answers.
    private static func expectSound(_ bench: Bench, _ comment: Comment) throws {
        let checks = """
            PRAGMA foreign_key_check;
            PRAGMA integrity_check;
            WITH counted AS (
              SELECT c.app, coalesce(a.kind, c.kind), count(*), sum(c.segments), sum(c.amount),
                sum(coalesce(a.cost, c.cost))
              FROM call c LEFT JOIN answer a ON a.call = c.id GROUP BY 1, 2),
            rolled AS (
              SELECT app, kind, sum(calls), sum(segments), sum(amounts), sum(costs) FROM roll_up GROUP BY 1, 2)
            SELECT 'in the calls alone', * FROM (SELECT * FROM counted EXCEPT SELECT * FROM rolled)
            UNION ALL SELECT 'in the roll-up alone', * FROM (SELECT * FROM rolled EXCEPT SELECT * FROM counted);
            """
        let outcome = try Program.tool("sqlite3", ["settle.db", checks], in: bench.folder.url)
        #expect(outcome.exitCode == 0 && outcome.stdoutText == "ok\n", comment)
    }

    private static func bench() throws -> Bench { try Bench(rules: SampleRules.data()) }
}

extension Array {
    /// Cuts the array into `count` slices of about equal length.
    func cut(into count: Int) -> [ArraySlice<Element>] {
        (0..<count).map { self[(self.count * $0 / count)..<(self.count * ($0 + 1) / count)] }
    }
}
