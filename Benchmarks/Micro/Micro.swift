import Benchmark
import Foundation
import GatewayLog
import Ledger
import LineParsing
import Rating
import Rules
import RulesFile
import Vocabulary

/// The parts of a run, each measured alone on one thread. A sample is one log; throughput counts its calls.
let benchmarks: @Sendable () -> Void = {
    let calls = 5_000
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], warmupIterations: 2, maxDuration: .seconds(1))

    do {
        let rules = try sampleRules()
        let reading = ReadingRules(
            services: rules.services, onePipe: .init(countryCode: "234"), paylink: .init(countryCode: "966"),
            unsetMode: rules.unsetMode)
        let regular = try SimulatedLog(calls: calls, named: "regular")
        let variants: [(String, SimulatedLog)] = [
            ("regular", regular),
            ("shuffled keys", try SimulatedLog(calls: calls, named: "shuffled") { $0.shuffledKeys = true }),
            ("random meta", try SimulatedLog(calls: calls, named: "meta") { $0.randomMeta = true }),
            ("STC Pay", try SimulatedLog(calls: calls, named: "paylink") { $0.onePipePerMille = 0 }),
        ]

        for (name, log) in variants {
            Benchmark("Parsing, \(name): 5,000 calls") { benchmark in
                var parser = LogParser(rules: reading)
                var chunk = ParsedChunk()
                log.bytes.withUnsafeBytes { parser.parse($0, into: &chunk) }  // The parser learns the shapes here.
                benchmark.startMeasurement()
                log.bytes.withUnsafeBytes { parser.parse($0, into: &chunk) }
                benchmark.stopMeasurement()
                precondition(chunk.calls.count >= calls, "only \(chunk.calls.count) calls were read")
            }
        }

        Benchmark("Hashing: the log of 5,000 calls, SHA-256") { benchmark in
            blackHole(must { try LogReader.digest(ofFileAt: regular.path) })
        }

        Benchmark("Inserting: 5,000 calls into a new ledger, reading included") { benchmark in
            let path = NSTemporaryDirectory() + "settle-micro-\(getpid()).db"
            let ledger = must { try Ledger(path: path) }
            must { try ledger.adopt(rules) }
            benchmark.startMeasurement()
            blackHole(must { try ledger.ingest([regular.path], rules: rules, threads: 1, rehash: false) })
            benchmark.stopMeasurement()
            unlink(path)
        }

        let usage = try usage(of: variants.map(\.1.path), under: rules)
        Benchmark("Rating: a month of 20,000 calls, from its roll-ups") { benchmark in
            blackHole(must { try Rater(rules).rate(usage, period: october) })
        }
    } catch {
        fatalError("the benchmarks can't be prepared: \(error)")
    }
}

/// Returns the result, or ends the process if it throws. The benchmark package reports a thrown error only to its own
/// tool, and `Benchmarks/micro --check` runs without that tool.
private func must<Result>(_ body: () throws -> Result) -> Result {
    do { return try body() } catch { fatalError("\(error)") }
}

private let october = Period("2026-10")!

/// The rules of `samples/settle.yaml`, which has every charge model, including percentage and cost-plus.
private func sampleRules() throws -> Rules {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples/settle.yaml")
    let reading = RulesReader.read(bytes: Array(try Data(contentsOf: file)), name: "settle.yaml")
    guard let rules = reading.rules else { throw CocoaError(.fileReadCorruptFile) }
    return rules
}

/// The usage that a ledger has after reading these logs.
private func usage(of logs: [String], under rules: Rules) throws -> Usage {
    let path = NSTemporaryDirectory() + "settle-micro-\(getpid())-usage.db"
    defer { unlink(path) }
    let ledger = try Ledger(path: path)
    try ledger.adopt(rules)
    try ledger.ingest(logs, rules: rules, threads: 2, rehash: false)
    return try ledger.usage(of: october, under: rules)
}
