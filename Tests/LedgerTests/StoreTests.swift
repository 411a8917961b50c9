import Documents
import Foundation
import Ledger
import Rules
import RulesFile
import Simulation
import Store
import Testing
import Vocabulary

@testable import SettleCommands

extension LedgerTests {
    /// Tests the interface between storing calls and billing them: a store of plain values must give the same files as
    /// the ledger.
    @Suite struct StoreTests {
        private let scratch: Scratch

        init() throws { scratch = try Scratch() }

        private static let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../..")
        private static let october = Period("2026-10")
        private static let version = "of a test"

        /// The ledger and a store of plain values, filled from the same logs.
        private struct Pair {
            let rules: Rules
            let rulesBytes: [UInt8]
            let ledger: Ledger
            let memory: MemoryStore
            let folder: String

            init(_ rules: String, _ scratch: Scratch) throws {
                rulesBytes = Array(rules.utf8)
                let reading = RulesReader.read(bytes: rulesBytes, name: "test")
                self.rules = try #require(reading.rules, "\(reading.faults)")
                folder = URL(filePath: scratch.path).deletingLastPathComponent().path
                ledger = try Ledger(path: scratch.path)
                try ledger.adopt(self.rules)
                memory = MemoryStore(folder: folder, calendar: self.rules.calendar)
            }

            func read(_ path: String) throws {
                try ledger.ingest([path], rules: rules, threads: 2, rehash: false)
                memory.read(try PlainLog(path: path, rules: rules))
            }

            func read(_ lines: some Sequence<ArraySlice<UInt8>>, as name: String) throws {
                let path = "\(folder)/\(name)"
                try Data(lines.flatMap { $0 + [10] }).write(to: URL(filePath: path))
                try read(path)
            }

            private func draft(of period: Period, from store: any PeriodStore) throws -> [String: [UInt8]] {
                let report = try PeriodAssembly(store: store, rules: rules).drafts(of: period).report
                let provenance = try ReportPublishing.provenance(
                    ofDraftUnder: rulesBytes, store, version: StoreTests.version)
                let files = try ReportPublishing.folder(report, provenance).files
                return Dictionary(uniqueKeysWithValues: try files.map { ($0.name, try $0.bytes()) })
            }

            private func close(_ period: Period, in store: any PeriodStore, _ output: String) throws -> String {
                try Closer(
                    store: store, rules: rules, rulesBytes: rulesBytes, period: period,
                    today: CivilDate(daysSinceEpoch: 25_000),
                    allowUnrated: true, allowRejected: true, output: "\(folder)/\(output)", version: StoreTests.version
                ).close().manifestSHA256
            }

            /// Expects every file of a period's draft to be the same for both.
            ///
            /// - Returns: the ledger's files.
            @discardableResult
            func expectSameDraft(
                of period: Period, _ comment: Comment, at place: SourceLocation = #_sourceLocation
            ) throws -> [String: [UInt8]] {
                let expected = try draft(of: period, from: ledger)
                let found = try draft(of: period, from: memory)
                #expect(found.keys.sorted() == expected.keys.sorted(), comment, sourceLocation: place)
                for (name, bytes) in expected {
                    #expect(
                        found[name].map { String(decoding: $0, as: UTF8.self) }
                            == String(decoding: bytes, as: UTF8.self),
                        "\(name), \(comment)", sourceLocation: place)
                }
                return expected
            }

            /// Closes a month in both, and expects the same folder with the same seal.
            func closeAlike(_ period: Period, _ comment: Comment) throws {
                #expect(
                    try close(period, in: memory, "memory") == close(period, in: ledger, "ledger"), comment)
            }
        }

        private static func sampleRules() throws -> String {
            String(decoding: try Data(contentsOf: root.appending(path: "samples/settle.yaml")), as: UTF8.self)
        }

        @Test func theSampleMonthComesOutTheSame() throws {
            let pair = try Pair(Self.sampleRules(), scratch)
            let folder = Self.root.appending(path: "samples/logs").path
            for name in ["coverage.ndjson", "onepipe.ndjson", "paylink.ndjson.gz"] {
                try pair.read("\(folder)/\(name)")
            }
            let files = try pair.expectSameDraft(of: try #require(Self.october), "the samples")
            #expect(files.count > 10 && files["exceptions.csv"]?.isEmpty == false)
        }

        /// The rules lack a provider. October is closed after two thirds of its lines; the rest is late.
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

            let rules = try Self.sampleRules().replacing("naijatext", with: "unheard")
            let pair = try Pair(rules, scratch)
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
}
