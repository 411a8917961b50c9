import Foundation
import GatewayLog
import LineParsing
import TestSupport
import Testing

@testable import Simulation

@Suite("The sample logs")
struct SamplesTests {
    private func sample(_ name: String) throws -> Data {
        let reader = try LogReader(path: "\(SampleFiles.logs)/\(name)")
        var bytes = Data()
        while let chunk = try reader.next() { chunk.withBytes { bytes.append(contentsOf: $0) } }
        return bytes
    }

    static let onePipe: SimulationPlan = {
        var plan = SimulationPlan(.samples, seed: 2026, calls: 1300, year: 2026, month: 10)
        plan.apps = 8
        plan.onePipePerMille = 1000
        plan.malformedPerTenThousand = 0
        return plan
    }()

    static let paylink: SimulationPlan = {
        var plan = onePipe
        plan.calls = 520
        plan.onePipePerMille = 0
        plan.blankPerTenThousand = 0
        return plan
    }()

    @Test("are what the simulator makes", arguments: [("onepipe.ndjson", onePipe), ("paylink.ndjson.gz", paylink)])
    func made(name: String, plan: SimulationPlan) throws {
        #expect(try sample(name).elementsEqual(Log(plan).bytes))
    }

    @Test("have nothing among the kept fields that looks like personal data")
    func needles() throws {
        for name in ["onepipe.ndjson", "paylink.ndjson.gz", "coverage.ndjson"] {
            for line in try sample(name).split(separator: 0x0A) {
                guard let object = try? Log.object(ArraySlice(line)) else { continue }
                let request = try Log.body(object["request"]) ?? [:]
                let response = try Log.body(object["response"]) ?? [:]
                let kept: [Any?] = [
                    object["id"], object["app"], request["request_ref"], request["orderNumber"],
                    request[path: "transaction", "transaction_ref"], response[path: "data", "provider"],
                    response[path: "data", "provider_response", "reference"],
                ]
                for case let text as String in kept {
                    #expect(!personalData.contains { text.contains($0) }, "\(text)")
                }
            }
        }
    }

    @Test("have only made-up numbers")
    func numbers() throws {
        for line in try sample("coverage.ndjson").split(separator: 0x0A) {
            guard let object = try? Log.object(ArraySlice(line)) else { continue }
            let request = try Log.body(object["request"]) ?? [:]
            let number = request[path: "transaction", "customer", "mobile_no"] ?? request["stcpayMobile"]
            guard let digits = (number as? String)?.filter(\.isNumber) else { continue }
            #expect(PersonalData.numbers.contains { digits.contains($0) }, "\(digits)")
        }
    }
}
