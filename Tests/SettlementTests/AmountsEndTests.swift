import Comparison
import Money
import Rules
import SeededRandom
import Testing
import Vocabulary

@testable import Documents
@testable import Rating
@testable import Settlement

/// Amounts at the end of what 64 bits hold, through all that makes a folder of them: a result that adds up, or
/// `AmountOverflow`, and never the end of the program.
@Suite("The end of amounts")
struct AmountsEndTests {
    static let period = Period("2026-10")!
    static let august = Period("2026-08")!

    /// Figures that are as often at an edge as not.
    struct Extremes {
        var dice: Seeded

        /// Of a log: 0 to 2⁶³ − 1.
        mutating func amount() -> Int64 {
            let edges: [Int64] = [0, 1, 2, .max, .max - 1, .max / 2, .max / 2 + 1, 1 << 62, 100_000_000, 99]
            if Int.random(in: 0..<2, using: &dice) == 0 { return edges.randomElement(using: &dice)! }
            return Int64(dice.next() >> 1) >> Int64.random(in: 0...62, using: &dice)
        }

        /// How many calls; all rows of a case together are fewer than 2⁶³.
        mutating func calls() -> Int64 {
            max(1, min(amount(), .max / 64))
        }

        mutating func segments() -> Int32 { [1, 1, 2, 6_853, .max].randomElement(using: &dice)! }

        mutating func price(from least: Int64 = -1) throws -> Price {
            let texts = [
                "0", "1", "0.00000001", "92233720368.54775807", "10.00", "3", "0.01", "46116860184.27387904",
                "0.33333333",
            ]
            let text = texts.randomElement(using: &dice)!
            return try Price(least < 0 && Int.random(in: 0..<4, using: &dice) == 0 && text != "0" ? "-" + text : text)
        }

        mutating func rate(_ texts: [String]) throws -> Rate { try Rate(texts.randomElement(using: &dice)!) }

        mutating func one(in count: Int) -> Bool { Int.random(in: 0..<count, using: &dice) == 0 }
    }

    /// A case: rules, and usage as it was billed and as it is known later.
    struct Case {
        var rules: Rules
        var before: Usage
        var after: Usage

        init(_ seed: UInt64) throws {
            var dice = Extremes(dice: Seeded(seed: seed))
            let currency = FractionTests.currencies.randomElement(using: &dice.dice)!
            var rules = Making.rules(
                [], shortfall: ["host", "provider"].randomElement(using: &dice.dice)!,
                rounding: Rounding.allCases.randomElement(using: &dice.dice)!)
            rules.sources = [.onepipe: SourceRules(currency: currency, countryCode: "234", otpLength: 6)]
            rules.taxes = [Tax(id: "vat", name: "VAT", rate: try dice.rate(["0%", "7.5%", "1000%", "0.000001%"]))]
            rules.invoice.taxes = [currency: "vat"]
            rules.splits = try (0..<2).map { try Self.split(Identifier("s\($0)"), rules.splits[0].shortfall, &dice) }
            rules.tariffs = try (0..<3).map {
                try Self.tariff(
                    Identifier("t\($0)"), ["sms", "ussd", "voice"][$0], currency, Identifier("s\($0 % 2)"), &dice)
            }
            rules.income = [try Self.tariff("i", nil, currency, "s0", &dice)]
            let fee = try dice.price()
            if let minor = fee.wholeMinor(currency) {
                rules.fees = [
                    Fee(
                        id: "fee", description: "fee", apps: ["with-iso"], amount: fee, amountMinor: minor,
                        currency: currency, window: Window(), split: "flat", line: 1)
                ]
                rules.splits.append(
                    Split(
                        id: "flat", entries: [try Making.share("host", "50%"), try Making.share("onepipe", "50%")],
                        shortfall: .party("host"), line: 1))
            }
            self.rules = rules
            before = Self.usage(&dice)
            after = before
            for index in after.rows.indices where dice.one(in: 3) { after.rows[index].calls = dice.calls() }
            if dice.one(in: 2) { after.rows.append(Self.row(after.profiles.count, &dice)) }
        }

        private static func split(
            _ id: Identifier, _ shortfall: Recipient, _ dice: inout Extremes
        ) throws -> Split {
            var entries: [SplitEntry] = []
            if dice.one(in: 2) { entries.append(SplitEntry(take: .cost, target: .recipient(.provider))) }
            if dice.one(in: 3) {
                let party = Making.recipient(["onepipe", "provider"].randomElement(using: &dice.dice)!)
                entries.append(SplitEntry(take: .perUnit(try dice.price(from: 0)), target: .recipient(party)))
            }
            let parts = ["33.333333%", "66.666667%", "0%", "100%", "0.000001%", "50%"]
            entries.append(
                try Making.share("provider", ["33.333333%", "0%", "0.000001%"].randomElement(using: &dice.dice)!))
            let inner = SplitEntry(
                take: .share(try dice.rate(parts)), target: .recipient(.provider))
            entries.append(
                SplitEntry(take: .remaining, target: .settlement(among: [inner, Making.remaining("iso")])))
            return Split(id: id, entries: entries, shortfall: shortfall, line: 1)
        }

        private static func tariff(
            _ id: Identifier, _ channel: Identifier?, _ currency: Currency, _ split: Identifier, _ dice: inout Extremes
        ) throws -> Tariff {
            func tier(_ upTo: Int64?) throws -> Tier {
                let flat = try dice.price()
                let minor = flat.wholeMinor(currency)
                return Tier(
                    upTo: upTo, price: try dice.price(), flat: minor == nil ? nil : flat, flatMinor: minor ?? 0)
            }
            let upTo = max(1, dice.amount())
            let charge: ChargeModel
            switch Int.random(in: 0..<6, using: &dice.dice) {
            case 0: charge = .perUnit(try dice.price())
            case 1: charge = .graduated([try tier(upTo), try tier(nil)])
            case 2: charge = .volume([try tier(upTo), try tier(nil)])
            case 3: charge = .package(size: upTo, price: try dice.price(), included: dice.amount())
            case 4:
                charge = .percentage(
                    rate: try dice.rate(["0%", "0.000001%", "100%", "1000%"]), fixed: try dice.price(),
                    min: dice.one(in: 3) ? try dice.price() : nil, max: dice.one(in: 3) ? try dice.price() : nil)
            default: charge = .costPlus(rate: try dice.rate(["-100%", "0%", "1000%"]), fixed: try dice.price())
            }
            var match = Match()
            if let channel { match.channels = [channel] }
            let least = try dice.price(from: 0)
            return Tariff(
                id: id, currency: currency, description: id.text, match: match, window: Window(),
                unit: dice.one(in: 2) ? .call : .segment, charge: charge,
                discount: try dice.rate(["0%", "100%", "0.000001%", "50%"]),
                minimumMinor: dice.one(in: 3) ? least.wholeMinor(currency) : nil, split: split, line: 1)
        }

        private static func usage(_ dice: inout Extremes) -> Usage {
            var usage = Usage()
            for app in ["with-iso", "without", "unknown"] as [Identifier] {
                for provider in ["a", "b", "x"] as [Identifier] {
                    for channel in ["sms", "ussd", "voice", "fax"] as [Identifier] where dice.one(in: 2) {
                        usage.profiles.append(
                            CallProfile(
                                source: .onepipe, app: app, service: "send_otp", provider: provider, channel: channel,
                                authType: "", routeMode: "", mode: dice.one(in: 5) ? .test : .live,
                                status: dice.one(in: 5) ? .pending : .successful, delivery: .none, providerCode: "",
                                destination: ""))
                    }
                }
            }
            let count = usage.profiles.count
            if count > 0 { usage.rows = (0..<Int.random(in: 1...8, using: &dice.dice)).map { _ in row(count, &dice) } }
            return usage
        }

        private static func row(_ profiles: Int, _ dice: inout Extremes) -> UsageRow {
            UsageRow(
                day: AmountsEndTests.period.firstDay, profile: Int.random(in: 0..<max(1, profiles), using: &dice.dice),
                segments: dice.segments(), amountMinor: dice.amount(), costMinor: dice.amount(), calls: dice.calls())
        }
    }

    /// What came of the cases: a test that only ever overflows shows nothing.
    struct Tally {
        var charges = 0
        var overflows = 0
        var adjustments = 0
        var folders = 0
    }

    @Test(arguments: [UInt64(1), 2, 3, 4])
    func everythingAddsUpOrIsNamed(_ part: UInt64) throws {
        var tally = Tally()
        for seed in part * 10_000..<part * 10_000 + 400 {
            var made = try Case(seed)
            if made.after.profiles.isEmpty { continue }
            made.after.rows.removeAll { $0.profile >= made.after.profiles.count }
            try check(made, seed, &tally)
        }
        print("end of amounts, part \(part): \(tally)")
        #expect(tally.charges > 400 && tally.overflows > 100 && tally.adjustments > 50 && tally.folders > 50)
    }

    private func check(_ made: Case, _ seed: UInt64, _ tally: inout Tally) throws {
        let rules = made.rules
        let rater = Rater(rules)
        let before = try rater.rateEach(made.before, period: Self.august, fees: false)
        let after = try rater.rateEach(made.after, period: Self.period)
        expectUsage(after, made.after, seed)
        let billed = SettledCharges(before, period: Self.august, under: rules)
        let current = SettledCharges(after, period: Self.period, under: rules)
        for (charges, rated) in [(billed, before), (current, after)] {
            tally.charges += charges.charges.count
            tally.overflows += charges.overflows.count
            for charge in charges.charges {
                #expect(sum(charge.lines.map(\.amountMinor)) == Int128(charge.amountMinor), "seed \(seed)")
                #expect(sum(charge.shares.map(\.amountMinor)) == Int128(charge.amountMinor), "seed \(seed)")
            }
            for charge in rated.charges { expectTrace(charge, rules, seed) }
        }
        let adjustments = adjustments(billed, now: made, seed)
        tally.adjustments += adjustments.charges.count

        let names = KnownNames(rules, frozen: [rules])
        let charges = SettledCharge.inReportOrder(current.charges + adjustments.charges, names)
        if let report = try? report(charges, after, rules, names, seed) {
            tally.folders += 1
            let folder = try? ReportFolder(
                report, controls: Controls(report), Provenance(rules: [], version: "0", previous: nil))
            #expect(folder != nil, "seed \(seed)")
            #expect(Controls(report).breaks.filter { $0.control.contains(":") }.isEmpty, "seed \(seed)")
        }
        // What if: under these rules, and under none.
        if let outcome = try? PeriodOutcome(of: made.after, period: Self.period, under: rules),
            let other = try? PeriodOutcome(of: made.before, period: Self.period, under: rules)
        {
            _ = (try? Comparison(outcome, other)).map { ComparisonDocuments.csv($0) }
        }
    }

    private func sum(_ amounts: [Int64]) -> Int128 { amounts.reduce(0) { $0 + Int128($1) } }

    /// The sums of `usage.csv` are those of the rows, in whatever way these are grouped.
    private func expectUsage(_ rated: Rated, _ usage: Usage, _ seed: UInt64) {
        let totals = rated.usage.map(\.totals)
        #expect(totals.reduce(0) { $0 + $1.transactions } == usage.rows.reduce(0) { $0 + $1.calls }, "seed \(seed)")
        #expect(
            totals.reduce(Int128(0)) { $0 + $1.amountMinor }
                == usage.rows.reduce(Int128(0)) { $0 + Int128($1.amountMinor) * Int128($1.calls) }, "seed \(seed)")
        #expect(
            totals.reduce(Int128(0)) { $0 + $1.costMinor }
                == usage.rows.reduce(Int128(0)) { $0 + Int128($1.costMinor) * Int128($1.calls) }, "seed \(seed)")
    }

    /// The trace of a split names each step that its amounts were made by.
    private func expectTrace(_ charge: Charge, _ rules: Rules, _ seed: UInt64) {
        guard let trace = try? Splitter(rules).trace(of: charge) else { return }
        let top = trace.nodes.filter { $0.depth == 0 }
        #expect(sum(top.map(\.amountMinor)) == Int128(charge.amountMinor), "seed \(seed)")
        for node in trace.nodes { _ = node.exact.text(charge.currency) }
    }

    /// Billed + adjustment = now, charge by charge and party by party, wherever both could be worked out.
    private func adjustments(_ billed: SettledCharges, now made: Case, _ seed: UInt64) -> SettledCharges {
        guard let rated = try? Rater(made.rules).rateEach(made.after, period: Self.august, fees: false) else {
            Issue.record("seed \(seed): the calls can't be counted")
            return SettledCharges()
        }
        let now = SettledCharges(rated, period: Self.august, under: made.rules)
        let adjustments = Adjustments.of(Self.august, current: now, billed: billed.charges.map(AdjustmentTests.billed))
        var sums: [ChargeKey: [Identifier: Int128]] = [:]
        func add(_ charges: [SettledCharge], _ sign: Int128) {
            for charge in charges {
                sums[charge.key, default: [:]][.none, default: 0] += sign * Int128(charge.amountMinor)
                for share in charge.shares {
                    sums[charge.key, default: [:]][share.party, default: 0] += sign * Int128(share.amountMinor)
                }
            }
        }
        add(billed.charges, 1)
        add(adjustments.charges, 1)
        add(now.charges, -1)
        let unknown = Set(adjustments.overflows.map(\.key))
        for (key, parties) in sums where !unknown.contains(key) {
            #expect(parties.values.allSatisfy { $0 == 0 }, "seed \(seed), \(key)")
        }
        return adjustments
    }

    private func report(
        _ charges: [SettledCharge], _ rated: Rated, _ rules: Rules, _ names: KnownNames, _ seed: UInt64
    ) throws(AmountOverflow) -> PeriodReport {
        let invoices = try Invoicing.drafts(
            of: charges, period: Self.period, under: rules, names: names, carriedBy: { _ in [] })
        let positions = try Positions.of(charges, under: rules)
        #expect(sum(positions.map(\.netMinor)) == 0, "seed \(seed)")
        return PeriodReport(
            period: Self.period, status: .draft, rules: rules, invoices: invoices, charges: charges,
            positions: positions, transfers: Positions.transfers(positions), usage: rated.usage, counts: rated.counts,
            exceptions: [],
            postings: Journal.postings(invoices: invoices, charges: charges, period: Self.period, under: rules),
            logs: [], periods: [], roles: names.roles)
    }

    /// The least number of 64 bits is no amount, or its negation would be none.
    @Test func everyAmountHasItsNegation() throws {
        #expect(throws: AmountOverflow("sum")) { try (-Int64.max).adding(-1, "sum") }
        #expect(throws: AmountOverflow("sum")) { try (-Int64.max).subtracting(1, "sum") }
        #expect(throws: AmountOverflow("sum")) { try Int64(fitting: Int128(Int64.min), "sum") }
        #expect(throws: AmountOverflow("sum")) {
            try ExactAmount(minorE8: Int128(Int64.min) * ExactAmount.scale).rounded(.halfUp, "sum")
        }
        #expect(try Int64(fitting: -Int128(Int64.max), "sum") == -.max)
    }
}
