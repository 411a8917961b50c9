import Foundation

@testable import Simulation

/// A log made in memory, and its lines.
struct Log {
    let plan: SimulationPlan
    let bytes: [UInt8]
    let tally: SimulationTally

    init(_ plan: SimulationPlan) throws {
        self.plan = plan
        let simulator = try Simulator(plan)
        var buffer = LineBuffer()
        var tally = SimulationTally()
        for number in 0..<simulator.blocks { tally.add(simulator.block(number, into: &buffer)) }
        bytes = buffer.bytes
        self.tally = tally
    }

    static func plan(
        _ profile: SimulationPlan.Profile = .samples, seed: UInt64 = 2026, calls: Int = 3000
    ) -> SimulationPlan {
        SimulationPlan(profile, seed: seed, calls: calls, year: 2026, month: 10)
    }

    /// The lines without their line ends.
    var lines: [ArraySlice<UInt8>] { bytes.split(separator: 0x0A, omittingEmptySubsequences: false).dropLast() }

    /// Every line that is not blank, as an object. The plan must have no malformed lines.
    func objects() throws -> [[String: Any]] { try lines.filter { !$0.isEmpty }.map(Self.object) }

    static func object(_ line: ArraySlice<UInt8>) throws -> [String: Any] {
        guard let object = try JSONSerialization.jsonObject(with: Data(line)) as? [String: Any] else {
            throw NoObject()
        }
        return object
    }

    /// A body that is an object, or a string that contains one.
    static func body(_ value: Any?) throws -> [String: Any]? {
        if let text = value as? String { return try object(ArraySlice(text.utf8)) }
        return value as? [String: Any]
    }

    struct NoObject: Error {}
}

extension [String: Any] {
    subscript(path names: String...) -> Any? {
        var value: Any? = self
        for name in names { value = (value as? [String: Any])?[name] }
        return value is NSNull ? nil : value
    }
}
