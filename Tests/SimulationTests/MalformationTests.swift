import Foundation
import Testing

@testable import Simulation

@Suite("Each malformed line has the fault it should have")
struct MalformationTests {
    private func lines(_ kind: Malformation, onePipePerMille: Int = 1000, shuffled: Bool = false) throws -> Log {
        var plan = Log.plan(seed: 3, calls: 300)
        plan.onePipePerMille = onePipePerMille
        plan.malformations = [kind]
        plan.malformedPerTenThousand = 500
        plan.shuffledKeys = shuffled
        let log = try Log(plan)
        #expect(log.tally.rejectedTotal == log.tally[kind])
        #expect(log.tally[kind] > 0)
        return log
    }

    private func bad(_ log: Log, _ isBad: (ArraySlice<UInt8>) -> Bool) -> Int { log.lines.count(where: isBad) }

    @Test("not_json", arguments: [1000, 0], [false, true])
    func notJSON(onePipePerMille: Int, shuffled: Bool) throws {
        let log = try lines(.notJSON, onePipePerMille: onePipePerMille, shuffled: shuffled)
        // JSONSerialization accepts a comma before a brace.
        let count = bad(log) { line in
            guard !line.isEmpty else { return false }
            return (try? Log.object(line)) == nil || line.suffix(2).elementsEqual(",}".utf8)
        }
        #expect(count == log.tally[.notJSON])
        #expect(log.lines.allSatisfy { String(validating: $0, as: UTF8.self) != nil })
    }

    @Test("not_utf8")
    func notUTF8() throws {
        let log = try lines(.notUTF8)
        #expect(bad(log) { String(validating: $0, as: UTF8.self) == nil } == log.tally[.notUTF8])
    }

    @Test("too_long")
    func tooLong() throws {
        let log = try lines(.tooLong)
        #expect(bad(log) { $0.count > 1 << 20 } == log.tally[.tooLong])
    }

    @Test("too_deep")
    func tooDeep() throws {
        let log = try lines(.tooDeep)
        let deep = [UInt8](repeating: 0x5B, count: 64)
        #expect(bad(log) { String(decoding: $0, as: UTF8.self).contains(String(decoding: deep, as: UTF8.self)) } > 0)
    }

    @Test("duplicate_key")
    func duplicateKey() throws {
        let log = try lines(.duplicateKey)
        let count = bad(log) { String(decoding: $0, as: UTF8.self).ranges(of: "\"app\":").count == 2 }
        #expect(count == log.tally[.duplicateKey])
    }

    @Test("missing_field", arguments: [1000, 0])
    func missingField(onePipePerMille: Int) throws {
        let log = try lines(.missingField, onePipePerMille: onePipePerMille)
        let count = bad(log) { bytes in
            let line = String(decoding: bytes, as: UTF8.self)
            guard line.contains("send") else { return false }
            let members = ["time", "app", onePipePerMille == 0 ? "http_status" : "request_ref"]
            return members.contains { !line.contains("\"\($0)\":") && !line.contains("\\\"\($0)\\\":") }
        }
        #expect(count == log.tally[.missingField])
    }

    @Test("bad_field", arguments: [1000, 0])
    func badField(onePipePerMille: Int) throws {
        let log = try lines(.badField, onePipePerMille: onePipePerMille)
        let count = bad(log) { bytes in
            let line = String(decoding: bytes, as: UTF8.self)
            return ["\"amount\":\"12.50\"", "2026-02-30T25", "\"total\":10.505"].contains { line.contains($0) }
        }
        #expect(count == log.tally[.badField])
    }

    @Test("unknown_delivery, never of Paylink")
    func unknownDelivery() throws {
        let log = try lines(.unknownDelivery)
        #expect(bad(log) { String(decoding: $0, as: UTF8.self).contains("\"queued\"") } == log.tally[.unknownDelivery])
        var plan = Log.plan(calls: 300)
        plan.onePipePerMille = 0
        plan.malformations = [.unknownDelivery]
        plan.malformedPerTenThousand = 500
        #expect(try Log(plan).tally.rejectedTotal == 0)
    }

    @Test("mode_unset")
    func modeUnset() throws {
        let log = try lines(.modeUnset)
        let count = bad(log) { bytes in
            let line = String(decoding: bytes, as: UTF8.self)
            return line.contains("\"mock_mode\":null") && !line.contains("\"environment\"")
        }
        #expect(count == log.tally[.modeUnset])
    }

    @Test("out_of_range", arguments: [1000, 0])
    func outOfRange(onePipePerMille: Int) throws {
        let log = try lines(.outOfRange, onePipePerMille: onePipePerMille)
        let count = bad(log) { bytes in
            let line = String(decoding: bytes, as: UTF8.self)
            return ["\"amount\":-1200", "\"total\":-10", "92233720368547758.08"].contains { line.contains($0) }
        }
        #expect(count == log.tally[.outOfRange])
    }

    @Test("all usual ones take turns")
    func rotation() throws {
        var plan = Log.plan(calls: 20_000)
        plan.malformedPerTenThousand = 100
        let tally = try Log(plan).tally
        for kind in Malformation.allCases { #expect((tally[kind] > 0) == Malformation.usual.contains(kind)) }
    }
}
