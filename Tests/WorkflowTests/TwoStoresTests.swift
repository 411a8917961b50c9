import Documents
import Ledger
import Rules
import RulesFile
import Simulation
import Store
import TestSupport
import Testing
import Vocabulary
import Workflow

/// The seam between what holds calls and what bills them: a store of plain values gives the same files as the ledger.
@Suite(.usesSQLite) struct TwoStoresTests {
    private static let october = Period("2026-10")

    @Test func theSampleMonthComesOutTheSame() throws {
        let pair = try StorePair(SampleFiles.rules())
        for name in SampleFiles.names { try pair.read("\(SampleFiles.logs)/\(name)") }
        let files = try pair.expectSameDraft(of: try #require(Self.october), "the samples")
        #expect(files.count > 10 && files["exceptions.csv"]?.isEmpty == false)
    }

    /// A provider is missing from the rules. October is closed after two thirds of its lines; the rest is late.
    @Test(arguments: [1 as UInt64, 20_261_031, 0xB10C])
    func aMonthWithLateKnowledgeComesOutTheSame(seed: UInt64) throws {
        var plan = SimulationPlan(.samples, seed: seed, calls: 1_200, year: 2026, month: 10)
        plan.apps = 8
        plan.conflictsPerMille = 200
        plan.queriesWithoutCallPerMille = 300
        plan.malformedPerTenThousand = 30
        let simulator = try Simulator(plan)
        var buffer = LineBuffer()
        for number in 0..<simulator.blocks { _ = simulator.block(number, into: &buffer) }
        let lines = buffer.bytes.split(separator: 10)
        let parts = (0..<3).map { part in lines.indices.filter { $0 % 3 == part }.map { lines[$0] } }

        let rules = try SampleFiles.rules().replacing("naijatext", with: "unheard")
        let pair = try StorePair(rules)
        let october = try #require(Self.october)
        for part in 0..<2 {
            try pair.read(parts[part], as: "part-\(part).ndjson")
            try pair.expectSameDraft(of: october, "seed \(seed), \(part + 1) parts of 3")
        }
        for period in pair.memory.transactionsByPeriod().map(\.period) where period <= october {
            try pair.closeAlike(period, "seed \(seed), \(period)")
        }
        try pair.read(parts[2], as: "late.ndjson")
        #expect(try pair.ledger.latePeriods() == pair.memory.latePeriods() && !pair.memory.latePeriods().isEmpty)
        let november = try #require(Period("2026-11"))
        let files = try pair.expectSameDraft(of: november, "seed \(seed), with what came late")
        func text(_ file: String) -> String { String(decoding: files[file] ?? [], as: UTF8.self) }
        #expect(text("invoice_lines.csv").contains("adjustment"))
        for code in ["unknown_provider", "conflicting_duplicate", "query_without_call"] {
            #expect(text("exceptions.csv").contains(code))
        }
        try pair.closeAlike(november, "seed \(seed), \(november)")
    }
}
