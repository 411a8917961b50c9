import Rating
import Rules
import RulesFile
import Store
import TestSupport
import Testing
import Vocabulary

/// Two calls of one app, first in one row without their amounts, and then each by itself.
private final class TwoCalls: PeriodCalls {
    struct NotAsked: Error {}

    let folder = ""
    private(set) var rebuilds = 0

    private func usage(_ rows: [(amountMinor: Int64, calls: Int64, sum: Int128)], of period: Period) -> Usage {
        let kind = CallKind(
            source: .onepipe, service: "send_otp", provider: "beeceptor", channel: "sms", authType: "", routeMode: "",
            mode: .live, status: .successful, delivery: .none)
        return Usage(
            apps: ["shop"], kinds: [kind], providerCodes: [.none], destinations: [.none],
            rows: rows.map {
                UsageRow(
                    day: period.firstDay, app: 0, kind: 0, providerCode: 0, destination: 0,
                    amountMinor: $0.amountMinor, costMinor: 0, calls: $0.calls, segments: $0.calls,
                    amountSumMinor: $0.sum, costSumMinor: 0)
            })
    }

    func usage(of period: Period, under rules: Rules) -> Usage {
        usage([(UsageRow.mixed, 2, 30_000)], of: period)
    }

    func rebuiltUsage(of period: Period, under rules: Rules) -> Usage {
        rebuilds += 1
        return usage([(10_000, 1, 10_000), (20_000, 1, 20_000)], of: period)
    }

    func logs() throws -> [LogSummary] { throw NotAsked() }
    func mayHaveWaiting(in period: Period) throws -> Bool { throw NotAsked() }
    func waiting(of period: Period, under rules: Rules) throws -> any PeriodExceptions { throw NotAsked() }
    func transactionsByPeriod() throws -> [(period: Period, transactions: Int64)] { throw NotAsked() }
    func latePeriods() throws -> [Period] { throw NotAsked() }
    func forEachPending(with: Period, calendar: LocalCalendar, _: (PendingCall) throws -> Void) throws {
        throw NotAsked()
    }
    func exceptions(of period: Period, calendar: LocalCalendar) throws -> any PeriodExceptions { throw NotAsked() }
}

/// A roll-up is made again only for rules that tell more apart than it does.
@Suite("Rating what a store holds")
struct RatedEachTests {
    private func rules(_ charge: String) throws -> Rules {
        let text = OneApp.rules("[{id: all, currency: NGN, charge: \(charge), split: host}]")
        let reading = RulesReader.read(bytes: Array(text.utf8), name: "test")
        return try #require(reading.rules, "\(reading.faults)")
    }

    @Test(arguments: [("{per_unit: 1.50}", 300, 0), ("{percentage: {rate: 1%}}", 300, 1)] as [(String, Int64, Int)])
    func isDoneFromTheRollUpWherePossible(charge: String, amountMinor: Int64, rebuilds: Int) throws {
        let calls = TwoCalls()
        let rated = try calls.ratedEach(try #require(Period("2026-10")), under: rules(charge))
        #expect(rated.charges.map(\.amountMinor) == [amountMinor])
        #expect(calls.rebuilds == rebuilds)
    }
}
