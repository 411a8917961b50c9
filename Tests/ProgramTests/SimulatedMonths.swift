import Foundation
import Simulation
import Testing

/// Simulated logs for the tests, the same for the same seed.
enum SimulatedMonths {
    /// The lines of a month's log, rich in what makes reading hard.
    static func lines(month: Int, seed: UInt64, calls: Int) throws -> [Data] {
        var plan = SimulationPlan(seed: seed &* 100 &+ UInt64(month), calls: calls, year: 2026, month: month)
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

/// SplitMix64 (Steele, Lea, Flood 2014): the same cuts for the same seed.
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) {
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
