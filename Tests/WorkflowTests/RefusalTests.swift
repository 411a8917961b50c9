import Documents
import Ledger
import Money
import Rules
import RulesFile
import TestSupport
import Testing
import Vocabulary
import Workflow

/// What the business process refuses, as values: the words are the command line's.
@Suite(.usesSQLite) struct RefusalTests {
    private let scratch: TemporaryFolder
    private let october: Period
    private let november: Period

    init() throws {
        scratch = try TemporaryFolder()
        october = try #require(Period("2026-10"))
        november = try #require(Period("2026-11"))
    }

    /// A ledger of its own that has read the samples.
    private func ledger(_ name: String, _ loaded: Loaded, logs: [String] = SampleFiles.names) throws -> Ledger {
        let ledger = try Ledger(path: "\(scratch.path)/\(name).db")
        try ledger.adopt(loaded.rules)
        try ledger.ingest(
            logs.map { "\(SampleFiles.logs)/\($0)" }, rules: loaded.rules, threads: 2, rehash: false)
        return ledger
    }

    private struct Loaded {
        let rules: Rules
        let bytes: [UInt8]

        init(_ text: String) throws {
            bytes = Array(text.utf8)
            rules = try #require(RulesReader.read(bytes: bytes, name: "test").rules)
        }
    }

    private func close(
        _ period: Period, _ ledger: Ledger, _ loaded: Loaded, today: String = "2027-01-15", allow: Bool = true,
        output: String = "reports"
    ) throws -> ClosePeriod.Closed {
        let close = ClosePeriod(
            period, in: ledger, rules: loaded.rules, rulesBytes: loaded.bytes,
            today: try #require(CivilDate(today)), allowUnrated: allow, allowRejected: allow,
            output: "\(scratch.path)/\(output)", version: "of a test")
        try close.throwIfPast()
        return try close.close()
    }

    private func refusal(of body: () throws -> Void) -> Refusal? {
        do {
            try body()
            return nil
        } catch {
            return error as? Refusal
        }
    }

    @Test func allThatStandsAgainstClosingIsNamedAtOnce() throws {
        let loaded = try Loaded(SampleFiles.rules().replacing("naijatext", with: "unheard"))
        let ledger = try ledger("open", loaded)
        let refused = refusal { _ = try close(november, ledger, loaded, today: "2026-11-30", allow: false) }
        guard case .closing(.obstacles(let period, let obstacles)) = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(period == november)
        guard obstacles.count >= 3, case .notOver(let day, let zone) = obstacles[0],
            case .earlierOpen(let earlier, let calls) = obstacles[1],
            case .rejected(let lines, let examples)? = obstacles.last
        else {
            Issue.record("\(obstacles)")
            return
        }
        #expect(day == november.dayAfter && zone == "Africa/Lagos")
        #expect(earlier < november && calls > 0)
        #expect(lines == 17 && examples.count == 4)
    }

    @Test func aClosedPeriodIsNotClosedAgain() throws {
        let loaded = try Loaded(SampleFiles.rules())
        let ledger = try ledger("once", loaded)
        for (period, _) in try ledger.transactionsByPeriod() where period <= october {
            _ = try close(period, ledger, loaded)
        }
        guard case .closing(.alreadyClosed(october)) = refusal(of: { _ = try close(october, ledger, loaded) }) else {
            Issue.record("it was closed twice, or refused for another reason")
            return
        }
    }

    /// The ledger is lost, and the sealed folders are not.
    @Test func aSealedFolderIsTakenBackAsItIsOrNotAtAll() throws {
        let loaded = try Loaded(SampleFiles.rules())
        let first = try ledger("first", loaded)
        let periods = try first.transactionsByPeriod().map(\.period).filter { $0 <= october }
        let sealed = try periods.map { try close($0, first, loaded).manifestSHA256 }

        let again = try ledger("again", loaded)
        let taken = try periods.map { try close($0, again, loaded) }
        #expect(taken.allSatisfy(\.isTakenBack) && taken.map(\.manifestSHA256) == sealed)

        let lacking = try ledger("lacking", loaded, logs: ["onepipe.ndjson", "paylink.ndjson.gz"])
        let refused = refusal { for period in periods { _ = try close(period, lacking, loaded) } }
        guard case .closing(.sealedOtherwise(_, let differences)) = refused,
            case .logMissing(let file, _)? = differences.first
        else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(file.hasSuffix("coverage.ndjson") && differences.count == 1)

        let folder = try #require(periods.first)
        try scratch.write("more", to: "reports/\(folder)/usage.csv")
        let other = try ledger("other", loaded)
        guard
            case .closing(.sealedFileChanged(_, "usage.csv", false)) = refusal(of: {
                _ = try close(folder, other, loaded)
            })
        else {
            Issue.record("a changed file went by")
            return
        }
    }

    @Test func aLedgerThatDoesNotKnowAClosedFolderIsNotWrittenTo() throws {
        let rules = try SampleFiles.rules()
        let path = try scratch.write(rules, to: "settle.yaml")
        let loaded = try Loaded(rules)
        let closing = try ledger("closing", loaded)
        let period = try #require(try closing.transactionsByPeriod().first?.period)
        _ = try close(period, closing, loaded)
        let refused = refusal {
            _ = try Workspace(
                Workspace.Paths(
                    rules: path, database: "\(scratch.path)/new.db", output: "\(scratch.path)/reports"),
                published: { _ in })
        }
        guard case .foreignFolders(let faults) = refused, case .notClosedByLedger(let folder)? = faults.first else {
            Issue.record("\(String(describing: refused))")
            return
        }
        #expect(faults.count == 1 && folder.hasSuffix("/\(period)"))
    }

    @Test func rulesWithFaultsAreRefusedWithAllOfThem() throws {
        let path = try scratch.write("version: 2\ntime_zone: Nowhere/Nohow\n", to: "faulty.yaml")
        guard case .rulesFaulty(let reading) = refusal(of: { _ = try LoadedRules(at: path) }) else {
            Issue.record("it was read")
            return
        }
        #expect(reading.faults.count > 2)
        guard case .rulesUnreadable(_, _, isMissing: true) = refusal(of: { _ = try LoadedRules(at: path + ".none") })
        else {
            Issue.record("a file that is not there was read")
            return
        }
    }

    @Test func aStatementNeedsAProviderAndACurrency() throws {
        let loaded = try Loaded(SampleFiles.rules())
        let ledger = try ledger("statement", loaded)
        func refused(_ provider: String, _ currency: String? = nil) -> Refusal? {
            refusal {
                _ = try ReconcileProvider(
                    ledger: ledger, period: october, rules: loaded.rules, provider: provider, currency: currency)
            }
        }
        guard case .reconciling(.unknownProvider("nobody", let providers)) = refused("nobody"),
            case .reconciling(.notAProvider("host", .host)) = refused("host"),
            case .reconciling(.unknownCurrency("USD", let currencies)) = refused("beeceptor", "USD")
        else {
            Issue.record("one of these went by")
            return
        }
        #expect(providers.contains("beeceptor") && currencies.map(\.code) == ["NGN", "SAR"])
        #expect(refused("beeceptor") == nil)
    }

    @Test func rulesThatReadLogsDifferentlyAreNotCompared() throws {
        let a = try Loaded(SampleFiles.rules())
        let b = try Loaded(SampleFiles.rules().replacing("unset_mode: live", with: "unset_mode: test"))
        let refused = refusal { try ComparePeriod.check((a.rules, "a.yaml"), (b.rules, "b.yaml")) }
        guard case .rulesReadDifferently("a.yaml", "b.yaml", setting: "unset_mode") = refused else {
            Issue.record("\(String(describing: refused))")
            return
        }
    }
}
