import Foundation
import SeededRandom
import TestSupport
import Testing

/// One command commits several small logs together; the ledger must be the same as if each had had its own command.
struct LogsTogetherTests {
    /// A closed month comes before the logs, and they bring late calls and answers for it.
    @Test(arguments: SimulatedMonth.seeds.prefix(2))
    func asOneByOne(seed: UInt64) throws {
        let september = try SimulatedMonths.lines(month: 9, seed: seed, calls: 400)
        let october = try SimulatedMonths.lines(month: 10, seed: seed, calls: 400)
        var random = Seeded(seed: seed)
        let (early, late) = (september.prefix(300), september.dropFirst(300))
        // Mix the end of September into the days of October, some of it twice.
        let parts = (late + october + late.prefix(20)).shuffled(using: &random).cut(into: 9)

        var benches: [Bench] = []
        for isTogether in [true, false] {
            let bench = try Bench(rules: SampleRules.data())
            try bench.ingest(Array(early).log, as: "early.ndjson", threads: 2)
            try bench.settle(["close", "--quiet", "--period", "2026-09", "--allow-rejected", "--allow-unrated"])
            for (number, part) in parts.enumerated() {
                try bench.folder.write(part.log, to: "logs/\(number).ndjson")
            }
            if isTogether {
                try bench.settle(["ingest", "--quiet", "logs"])
            } else {
                for number in parts.indices { try bench.settle(["ingest", "--quiet", "logs/\(number).ndjson"]) }
            }
            benches.append(bench)
        }
        let dumps = try benches.map(Self.dump)
        #expect(dumps[0] == dumps[1] && dumps[0].contains("INSERT INTO late"), "seed \(seed)")
        for bench in benches { try bench.run() }
        expectSame(try benches[0].accounts(), as: try benches[1].accounts(), "seed \(seed)")
    }

    /// A log that can't be read stops the command. The logs before it are stored, and nothing of it or of those after
    /// it.
    @Test(arguments: [0, 1, 4])
    func thoseBeforeATornOneStand(torn: Int) throws {
        let parts = try SimulatedMonth(seed: 21, calls: 300).lines.cut(into: 5)
        let bench = try Bench(rules: SampleRules.data())
        for (number, part) in parts.enumerated() { try bench.folder.write(part.log, to: "logs/\(number).ndjson") }
        let whole = bench.folder.url.appending(path: "logs/\(torn).ndjson")
        #expect(try Program.shell("gzip \(torn).ndjson", in: bench.folder.url.appending(path: "logs")).exitCode == 0)
        let packed = whole.appendingPathExtension("gz")
        let bytes = try Data(contentsOf: packed)
        try bytes.dropLast(bytes.count / 2).write(to: packed)

        let outcome = try Program.settle(["ingest", "logs"], in: bench.folder.url)
        #expect(outcome.exitCode == 65)
        let said = outcome.stdoutText + outcome.stderrText
        let status = try bench.settle(["status", "--json"]).stdoutText
        for number in parts.indices where number != torn {
            #expect(said.contains("logs/\(number).ndjson: ") == (number < torn), "\(said)")
            #expect(status.contains("logs/\(number).ndjson") == (number < torn), "\(status)")
        }

        try bytes.write(to: packed)
        try bench.run("2026-10", ["logs"])
        let plain = try Bench(rules: SampleRules.data())
        try plain.ingest(parts.flatMap { $0 }.log, as: "log.ndjson", threads: 2)
        try plain.run()
        expectSame(try bench.accounts(), as: try plain.accounts(), "torn at \(torn)")
    }

    /// Dumps all tables except `path`, which has the times of files.
    private static func dump(_ bench: Bench) throws -> String {
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'path' ORDER BY name"
        let names = try Program.tool("sqlite3", ["settle.db", tables], in: bench.folder.url).stdoutText
        let outcome = try Program.tool(
            "sqlite3", ["settle.db"] + names.split(separator: "\n").map { ".dump \($0)" }, in: bench.folder.url)
        #expect(outcome.exitCode == 0)
        return outcome.stdoutText
    }
}
