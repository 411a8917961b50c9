import Benchmark
import Foundation
import Parts

/// The parts of a run, each measured alone on one thread. A sample is one log; throughput counts its calls.
let benchmarks: @Sendable () -> Void = {
    let calls = 5_000
    Benchmark.defaultConfiguration = .init(
        metrics: [.wallClock, .throughput], warmupIterations: 2, maxDuration: .seconds(1))

    do {
        let rules = try sampleRules()
        let regular = try SimulatedLog(calls: calls, named: "regular")
        let variants: [(String, SimulatedLog)] = [
            ("regular", regular),
            ("shuffled keys", try SimulatedLog(calls: calls, named: "shuffled", shuffledKeys: true)),
            ("random meta", try SimulatedLog(calls: calls, named: "meta", randomMeta: true)),
            ("STC Pay", try SimulatedLog(calls: calls, named: "paylink", onePipePerMille: 0)),
        ]

        for (name, log) in variants {
            Benchmark("Parsing, \(name): 5,000 calls") { benchmark in
                var parsing = Parsing(rules)
                blackHole(parsing.calls(in: log.bytes))  // The parser learns the shapes here.
                benchmark.startMeasurement()
                let found = parsing.calls(in: log.bytes)
                benchmark.stopMeasurement()
                precondition(found >= calls, "only \(found) calls were read")
            }
        }

        Benchmark("Hashing: the log of 5,000 calls, SHA-256") { benchmark in
            blackHole(must { try Parts.digest(ofLogAt: regular.path) })
        }

        Benchmark("Inserting: 5,000 calls into a new ledger, reading included") { benchmark in
            let path = NSTemporaryDirectory() + "settle-micro-\(getpid()).db"
            benchmark.startMeasurement()
            must { try Parts.ingest(logs: [regular.path], ledger: path, threads: 1, rules) }
            benchmark.stopMeasurement()
            unlink(path)
        }

        let ledger = NSTemporaryDirectory() + "settle-micro-\(getpid())-usage.db"
        defer { unlink(ledger) }
        let month = try Parts.month(logs: variants.map(\.1.path), ledger: ledger, rules)
        Benchmark("Rating: a month of 20,000 calls, from its roll-ups") { benchmark in
            blackHole(must { try month.rate() })
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

/// The rules of `samples/settle.yaml`, which has every charge model, including percentage and cost-plus.
private func sampleRules() throws -> MonthRules {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../samples/settle.yaml")
    guard let rules = Parts.rules(Array(try Data(contentsOf: file))) else { throw CocoaError(.fileReadCorruptFile) }
    return rules
}
