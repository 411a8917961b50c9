import Foundation
import TestSupport
import Testing

@testable import Simulation

@Suite("The same plan gives the same bytes")
struct SameBytesTests {
    private func written(_ plan: SimulationPlan, threads: Int) throws -> (Data, SimulationTally) {
        let folder = try TemporaryFolder()
        let path = try folder.write([], to: "simulated.ndjson")
        let file = try #require(FileHandle(forWritingAtPath: path))
        let tally = try Simulator(plan).write(to: file.fileDescriptor, threads: threads)
        try file.close()
        return (try Data(contentsOf: URL(filePath: path)), tally)
    }

    @Test("whatever the number of threads", arguments: [1, 2, 5])
    func threads(_ count: Int) throws {
        let expected = try Log(Log.plan(.month, calls: 9000))
        let (bytes, tally) = try written(Log.plan(.month, calls: 9000), threads: count)
        #expect(bytes.elementsEqual(expected.bytes))
        #expect(tally == expected.tally)
        #expect(tally.bytes == bytes.count)
    }

    @Test("and another seed gives others")
    func otherSeed() throws {
        #expect(try Log(Log.plan(seed: 1, calls: 50)).bytes != Log(Log.plan(seed: 2, calls: 50)).bytes)
    }

    @Test(
        "these bytes, on every machine and with every compiler: change them knowingly",
        arguments: [
            (SimulationPlan.Profile.samples, UInt64(2_978_104_137_790_839_017)), (.month, 14_370_023_813_673_036_830),
        ])
    func pinned(profile: SimulationPlan.Profile, expected: UInt64) throws {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in try Log(Log.plan(profile)).bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        #expect(hash == expected)
    }

    @Test("no calls give no bytes")
    func empty() throws {
        #expect(try written(Log.plan(calls: 0), threads: 2).0.isEmpty)
    }

    @Test("a file that takes no bytes is reported")
    func full() throws {
        let file = try #require(FileHandle(forWritingAtPath: "/dev/full"))
        #expect(throws: Simulator.WriteFailure(errno: ENOSPC)) {
            try Simulator(Log.plan()).write(to: file.fileDescriptor, threads: 2)
        }
    }

    @Test("a plan that makes no sense is refused")
    func faults() throws {
        var plan = Log.plan()
        plan.month = 13
        plan.apps = 0
        plan.networks = 60
        #expect(plan.faults.map(\.property) == ["month", "apps", "networks"])
        #expect(throws: plan.faults[0]) { try Simulator(plan) }
        #expect("\(plan.faults[0])" == "month is 13, but must be between 1 and 12")
    }
}
