import Foundation
import Testing

@testable import Simulation

@Suite("The apps, providers and networks of a month")
struct CastTests {
    private func calls(_ change: (inout SimulationPlan) -> Void = { _ in }) throws -> [[String: Any]] {
        var plan = Log.plan(.month, calls: 20_000)
        plan.onePipePerMille = 1000
        plan.malformedPerTenThousand = 0
        plan.duplicatesPerMille = 0
        plan.queriesPerMille = 0
        plan.otherPerMille = 0
        change(&plan)
        return try Log(plan).objects()
    }

    /// The number of times that each value occurs.
    private func counts(_ calls: [[String: Any]], _ value: ([String: Any]) -> Any?) -> [String: Int] {
        calls.reduce(into: [:]) { counts, call in
            if let value = value(call) { counts["\(value)", default: 0] += 1 }
        }
    }

    private func body(_ value: Any?) -> [String: Any]? { try? Log.body(value) }

    @Test("two hundred apps, twelve providers, twenty codes, twelve costs, five auth types")
    func cardinalities() throws {
        let calls = try calls()
        let apps = counts(calls) { $0["app"] }
        #expect(apps.count == 200 && apps["app-011"]! > 18 * apps["app-030"]!)
        let answers = calls.compactMap { body($0["response"])?["data"] as? [String: Any] }
        #expect(counts(answers) { $0["provider"] }.count == 13)  // One of them also occurs under its alias.
        #expect(counts(answers) { $0["provider_response_code"] }.count == 20)
        let costs = counts(answers) { $0[path: "provider_response", "cost"] }
        #expect(Set(costs.keys.map { $0.replacing(".0", with: "") }).subtracting(["0"]).count == 12)
        #expect(counts(calls) { body($0["request"])?[path: "auth", "type"] }.count == 5)
    }

    @Test("apps that take turns call equally often, and not one after the other")
    func turns() throws {
        let calls = try calls { ($0.apps, $0.appsTakeTurns) = (2000, true) }
        let apps = counts(calls) { $0["app"] }
        #expect(apps.count == 2000 && apps.values.allSatisfy { $0 == 10 })
        #expect(apps.keys.contains("app-0011") && apps.keys.contains("app-2010"))
        #expect(calls[0]["app"] as? String == "app-0011" && calls[1]["app"] as? String != "app-0012")
    }

    @Test("rules name every app and provider", arguments: [1, 200, 100_000])
    func rules(apps: Int) throws {
        var plan = Log.plan(.month)
        plan.apps = apps
        let simulator = try Simulator(plan)
        let rules = simulator.rules(timeZone: "Africa/Lagos")
        let lines = Set(rules.split(separator: "\n").map { $0.prefix { $0 != ":" } })
        for app in 0..<apps { #expect(lines.contains("  \(simulator.cast.appID(app))")) }
        for provider in simulator.cast.providers { #expect(lines.contains("  \(provider.name.lowercased())")) }
        // The size limit of a rules file.
        #expect(rules.utf8.count <= 4 << 20)
    }
}
