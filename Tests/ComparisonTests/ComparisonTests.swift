import Comparison
import Money
import Rating
import Rules
import Testing
import Vocabulary

/// One month under two sets of rules, for all small prices.
@Suite("A comparison")
struct ComparisonTests {
    private static let calls: Int64 = 5
    private let naira: Currency
    private let october: Period

    init() throws {
        naira = try #require(Currency(code: "NGN"))
        october = try #require(Period("2026-10"))
    }

    /// Rules that charge each call once, all of it for the host.
    private func rules(_ price: Int, tariff: Identifier = "sms") throws -> Rules {
        let entry = Tariff(
            id: tariff, currency: naira, description: "SMS", match: Match(), window: Window(), unit: .call,
            charge: .perUnit(try Price("\(price)")), discount: .zero, minimumMinor: nil, split: "all", line: 1)
        return Rules(
            calendar: try #require(LocalCalendar(identifier: "Africa/Lagos")), services: ["send_otp"],
            unsetMode: .live, rounding: .halfUp,
            sources: [.onepipe: SourceRules(currency: naira, countryCode: "234", otpLength: 6)],
            invoice: InvoiceRules(
                issuer: "host", number: try #require(NumberFormat("I{year}{sequence}")),
                creditNoteNumber: try #require(NumberFormat("C{year}{sequence}")), dueDays: 14,
                taxes: [naira: "vat"]),
            taxes: [Tax(id: "vat", name: "VAT", rates: [.init(try Rate("10%"))])],
            parties: [Party(id: "host", role: .host, name: "Host"), Party(id: "p", role: .provider, name: "P")],
            apps: [App(id: "app", name: "App")], tariffs: [entry], income: [], fees: [],
            splits: [
                Split(
                    id: "all",
                    entries: [SplitEntry(take: .share(try Rate("100%")), target: .recipient(.party("host")))],
                    shortfall: .party("host"), line: 1)
            ])
    }

    private func outcome(_ rules: Rules) throws -> PeriodOutcome {
        let kind = CallKind(
            source: .onepipe, service: "send_otp", provider: "p", channel: "sms", authType: "", routeMode: "",
            mode: .live, status: .successful, delivery: .none)
        let row = UsageRow(
            day: october.firstDay, app: 0, kind: 0, providerCode: 0, destination: 0, calls: Self.calls,
            segments: Self.calls, amountSumMinor: 0, costSumMinor: 0)
        let usage = Usage(apps: ["app"], kinds: [kind], providerCodes: [.none], destinations: [.none], rows: [row])
        return try PeriodOutcome(of: Rater(rules).rateEach(usage, period: october), period: october, under: rules)
    }

    private func amounts(_ comparison: Comparison, _ level: Comparison.Level) -> [[Int128]] {
        comparison.rows.filter { $0.key.level == level }.map {
            [Int128($0.aMinor), Int128($0.bMinor), $0.differenceMinor]
        }
    }

    @Test func aDifferenceIsBLessA() throws {
        for a in 1...4 {
            for b in 1...4 {
                let comparison = try Comparison(outcome(rules(a)), outcome(rules(b)))
                // Each price is in naira, and each amount in kobo.
                let expected = [Int128(a * 500), Int128(b * 500), Int128((b - a) * 500)]
                for level in [Comparison.Level.tariff, .subtotal, .entitled] {
                    #expect(amounts(comparison, level) == [expected], "\(a), \(b), \(level)")
                }
                #expect(amounts(comparison, .tax) == [expected.map { $0 / 10 }])
                #expect(amounts(comparison, .total) == [expected.map { $0 + $0 / 10 }])
            }
        }
    }

    @Test func theOtherWayRoundEachDifferenceIsNegated() throws {
        let (a, b) = (try outcome(rules(3)), try outcome(rules(7)))
        let there = try Comparison(a, b).rows
        let back = try Comparison(b, a).rows
        #expect(there.map(\.key) == back.map(\.key) && there.contains { $0.differenceMinor != 0 })
        #expect(there.map(\.differenceMinor) == back.map { -$0.differenceMinor })
    }

    /// What only one side has is compared with 0, those of A first.
    @Test func anEntryOfOneSideAloneHasARow() throws {
        let comparison = try Comparison(outcome(rules(3, tariff: "z")), outcome(rules(2, tariff: "b")))
        #expect(comparison.tariffs.map(\.key.tariff) == ["z", "b"])
        #expect(amounts(comparison, .tariff) == [[1500, 0, -1500], [0, 1000, 1000]])
    }

    @Test func sumsAreThoseOfTheRows() throws {
        let comparison = try Comparison(outcome(rules(3)), outcome(rules(2)))
        let sums = comparison.sums(of: .total)
        #expect(sums.map(\.currency) == [naira])
        #expect(sums.first?.aMinor == 1650 && sums.first?.bMinor == 1100)
        #expect(comparison.sums(of: .income).isEmpty)
    }

    @Test func rulesThatReadLogsAlikeMayDifferInAllElse() throws {
        var other = try rules(9)
        let own = try rules(1)
        #expect(own.readingDifference(from: other) == nil)
        other.services = ["send_otp", "collect"]
        #expect(own.readingDifference(from: other) == nil && other.readingDifference(from: own) == nil)
        other.sources[.paylink] = SourceRules(
            currency: try #require(Currency(code: "SAR")), countryCode: "966", otpLength: 0)
        #expect(own.readingDifference(from: other) == nil && other.readingDifference(from: own) == nil)
        other.services = ["collect"]
        #expect(own.readingDifference(from: other) == "services")
        other.unsetMode = .test
        #expect(own.readingDifference(from: other) == "unset_mode")
        other.sources[.onepipe]?.countryCode = "966"
        #expect(own.readingDifference(from: other) == "sources")
        other.calendar.rhythm = .week
        #expect(own.readingDifference(from: other) == "invoice.every")
        other.calendar = try #require(LocalCalendar(identifier: "UTC"))
        #expect(own.readingDifference(from: other) == "time_zone")
    }
}
