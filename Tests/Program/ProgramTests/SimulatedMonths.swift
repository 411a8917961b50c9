import Foundation
import Simulation
import Testing

/// Simulated logs for the tests, the same for the same seed.
enum SimulatedMonths {
    /// The lines of a month's log, with many of the things that make reading hard.
    static func lines(month: Int, seed: UInt64, calls: Int) throws -> [Data] {
        try lines(
            of: SimulationPlan(
                .samples, seed: seed &* 100 &+ UInt64(month), calls: calls, year: 2026, month: month))
    }

    /// The lines of a log of any days.
    static func lines(of days: SimulationPlan) throws -> [Data] {
        var plan = days
        plan.apps = 8
        plan.duplicatesPerMille = 60
        plan.conflictsPerMille = 300
        plan.queriesPerMille = 120
        plan.pendingPerMille = 80
        plan.malformedPerTenThousand = 60
        var buffer = LineBuffer()
        let simulator = try Simulator(plan)
        for block in 0..<simulator.blocks { _ = simulator.block(block, into: &buffer) }
        let bytes = buffer.bytes
        return bytes.split(separator: 0x0A).map { Data($0) + [0x0A] }
    }
}
