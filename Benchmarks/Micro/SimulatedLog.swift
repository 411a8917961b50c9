import Foundation
import Simulation

/// A simulated log in the temporary folder, with its bytes in memory.
struct SimulatedLog: Sendable {
    let path: String
    let bytes: [UInt8]

    /// - Parameter change: changes the plan, which is a regular month of OnePipe calls.
    init(calls: Int, named name: String, _ change: (inout SimulationPlan) -> Void = { _ in }) throws {
        var plan = SimulationPlan(.samples, seed: 2026, calls: calls, year: 2026, month: 10)
        plan.apps = 8
        plan.onePipePerMille = 1000
        change(&plan)
        path = NSTemporaryDirectory() + "settle-micro-\(getpid())-\(name).ndjson"
        let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        guard descriptor >= 0 else { throw CocoaError(.fileWriteUnknown) }
        defer { close(descriptor) }
        try Simulator(plan).write(to: descriptor)
        bytes = try Array(Data(contentsOf: URL(filePath: path)))
    }

    func remove() {
        unlink(path)
    }
}
