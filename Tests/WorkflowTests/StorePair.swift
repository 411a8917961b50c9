import Documents
import Ledger
import Rules
import RulesFile
import Store
import TestSupport
import Testing
import Vocabulary
import Workflow

/// The ledger and a store of plain values, filled from the same logs.
struct StorePair {
    static let version = "of a test"

    let rules: Rules
    let rulesBytes: [UInt8]
    let ledger: Ledger
    let memory: MemoryStore
    private let scratch: TemporaryFolder
    var folder: String { scratch.path }

    init(_ rules: String) throws {
        scratch = try TemporaryFolder()
        rulesBytes = Array(rules.utf8)
        let reading = RulesReader.read(bytes: rulesBytes, name: "test")
        self.rules = try #require(reading.rules, "\(reading.faults)")
        ledger = try Ledger(path: "\(scratch.path)/settle.db")
        try ledger.adopt(self.rules)
        memory = MemoryStore(folder: scratch.path, calendar: self.rules.calendar)
    }

    func read(_ path: String) throws {
        try ledger.ingest([path], rules: rules, threads: 2, rehash: false)
        memory.read(try PlainLog(path: path, rules: rules))
    }

    func read(_ lines: some Sequence<ArraySlice<UInt8>>, as name: String) throws {
        let bytes: [UInt8] = lines.flatMap { $0 + [10] }
        try read(try scratch.write(bytes, to: name))
    }

    private func draft(of period: Period, from store: any PeriodStore) throws -> [String: [UInt8]] {
        let result = try DraftPeriod(store, rules: rules).drafts(of: period)
        let provenance = try ReportPublishing.provenance(
            ofDraftUnder: rulesBytes, store, result.billedRules, version: StorePair.version)
        let files = try ReportPublishing.folder(result.report, provenance).files
        return Dictionary(uniqueKeysWithValues: try files.map { ($0.name, try $0.bytes()) })
    }

    private func close(_ period: Period, in store: any PeriodStore, _ output: String) throws -> String {
        try ClosePeriod(
            period, in: store, rules: rules, rulesBytes: rulesBytes,
            today: CivilDate(daysSinceEpoch: 25_000),
            allowUnrated: true, allowRejected: true, output: "\(folder)/\(output)", version: StorePair.version
        ).close().manifestSHA256
    }

    /// Expects the drafts of a period to be the same, every file of them.
    ///
    /// - Returns: those of the ledger.
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

    /// Closes a month in both and expects the same folder, sealed alike.
    func closeAlike(_ period: Period, _ comment: Comment) throws {
        #expect(
            try close(period, in: memory, "memory") == close(period, in: ledger, "ledger"), comment)
    }
}
