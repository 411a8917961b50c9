import Comparison
import Money
import Rules
import SeededRandom
import Testing
import Vocabulary

@testable import Documents
@testable import Rating
@testable import Settlement

/// Tests amounts at the limits of 64 bits through everything that makes a folder of them.
///
/// The result either adds up or is `AmountOverflow`; the program never crashes.
@Suite("The limits of amounts")
struct AmountsEndTests {
    static let period = Period("2026-10")!
    static let august = Period("2026-08")!

    /// Random figures, half of them at a limit.
    struct Extremes {
        var dice: Seeded

        /// Returns an amount of a log: 0 to 2⁶³ − 1.
        mutating func amount() -> Int64 {
            let edges: [Int64] = [0, 1, 2, .max, .max - 1, .max / 2, .max / 2 + 1, 1 << 62, 100_000_000, 99]
            if Int.random(in: 0..<2, using: &dice) == 0 { return edges.randomElement(using: &dice)! }
            return Int64(dice.next() >> 1) >> Int64.random(in: 0...62, using: &dice)
        }

        /// Returns a number of calls. All rows of a case together have fewer than 2⁶³ calls, and fewer segments too.
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

    /// A case: rules, the usage as billed, and the usage as known later.
    struct Case {
        var rules: Rules
        var before: Usage
        var after: Usage

        init(_ seed: UInt64) throws {
            var dice = Extremes(dice: Seeded(seed: seed))
            let currency = FractionTests.currencies.randomElement(using: &dice.dice)!
            let shortfall = ["host", "provider"].randomElement(using: &dice.dice)!
            let made = Making.rules(
                [], shortfall: shortfall, rounding: Rounding.allCases.randomElement(using: &dice.dice)!)
            let taxes = [
                Tax(id: "vat", name: "VAT", rates: [.init(try dice.rate(["0%", "7.5%", "1000%", "0.000001%"]))])
            ]
            var invoice = made.invoice
            invoice.taxes = [currency: "vat"]
            var splits = try (0..<2).map { try Self.split(Identifier("s\($0)"), Making.recipient(shortfall), &dice) }
            let tariffs = try (0..<3).map {
                try Self.tariff(
                    Identifier("t\($0)"), ["sms", "ussd", "voice"][$0], currency, Identifier("s\($0 % 2)"), &dice)
            }
            let income = [try Self.tariff("i", nil, currency, "s0", &dice)]
            let amount = try dice.price()
            var fees: [Fee] = []
            if let minor = amount.wholeMinor(currency) {
                fees = [
                    Fee(
                        id: "fee", description: "fee", apps: ["with-iso"], amount: amount, amountMinor: minor,
                        currency: currency, window: Window(), split: "flat", line: 1)
                ]
                splits.append(
                    Split(
                        id: "flat", entries: [try Making.share("host", "50%"), try Making.share("onepipe", "50%")],
                        shortfall: .party("host"), line: 1))
            }
            rules = Rules(
                calendar: made.calendar, services: made.services, unsetMode: made.unsetMode, rounding: made.rounding,
                sources: [.onepipe: SourceRules(currency: currency, countryCode: "234", otpLength: 6)],
                invoice: invoice, taxes: taxes, parties: made.parties, apps: made.apps, tariffs: tariffs,
                income: income, fees: fees, splits: splits)
            before = Self.usage(&dice)
            after = before
            for index in after.rows.indices where dice.one(in: 3) {
                let row = after.rows[index]
                after.rows[index] = Self.row(row.app, row.kind, &dice)
            }
            if dice.one(in: 2), let last = after.rows.last { after.rows.append(Self.row(last.app, last.kind, &dice)) }
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
                minimumMinor: dice.one(in: 3) ? least.wholeMinor(currency) : nil,
                maximumMinor: dice.one(in: 3) ? least.wholeMinor(currency) : nil, split: split, line: 1)
        }

        private static func usage(_ dice: inout Extremes) -> Usage {
            var usage = Usage(
                apps: ["with-iso", "without", "unknown"], providerCodes: [.none], destinations: [.none])
            for provider in ["a", "b", "x"] as [Identifier] {
                for channel in ["sms", "ussd", "voice", "fax"] as [Identifier] where dice.one(in: 2) {
                    usage.kinds.append(
                        CallKind(
                            source: .onepipe, service: "send_otp", provider: provider, channel: channel, authType: "",
                            routeMode: "", mode: dice.one(in: 5) ? .test : .live,
                            status: dice.one(in: 5) ? .pending : .successful, delivery: .none))
                }
            }
            let kinds = Int32(usage.kinds.count)
            if kinds > 0 {
                usage.rows = (0..<Int.random(in: 1...8, using: &dice.dice)).map { _ in
                    row(
                        Int32.random(in: 0..<3, using: &dice.dice), Int32.random(in: 0..<kinds, using: &dice.dice),
                        &dice)
                }
            }
            return usage
        }

        private static func row(_ app: Int32, _ kind: Int32, _ dice: inout Extremes) -> UsageRow {
            let (segments, amount, cost, calls) = (dice.segments(), dice.amount(), dice.amount(), dice.calls())
            let counted = max(1, calls / Int64(segments))
            return UsageRow(
                day: AmountsEndTests.period.firstDay, app: app, kind: kind, providerCode: 0, destination: 0,
                amountMinor: amount, costMinor: cost, calls: counted, segments: counted * Int64(segments),
                amountSumMinor: Int128(amount) * Int128(counted), costSumMinor: Int128(cost) * Int128(counted))
        }
    }

    /// Counts the results of the cases, because a test in which all cases overflow would show nothing.
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
            let made = try Case(seed)
            if made.after.rows.isEmpty { continue }
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

        let names = KnownNames(rules, frozen: [(Self.august, rules)])
        let charges = SettledCharge.inReportOrder(current.charges + adjustments.charges, names)
        if let report = try? report(charges, after, rules, names, seed) {
            tally.folders += 1
            let folder = ReportFolder(
                report, controls: Controls(report), Provenance(rules: Array("#\n".utf8), version: "0", previous: nil))
            // The bytes of each file are made on request.
            for file in folder.files {
                #expect(try !file.bytes().isEmpty || file.name == "journal.journal", "seed \(seed)")
            }
            #expect(Controls(report).breaks.filter { $0.control.contains(":") }.isEmpty, "seed \(seed)")
        }
        // Compares the usage as known later with the usage as billed, both under these rules.
        if let outcome = try? PeriodOutcome(of: after, period: Self.period, under: rules),
            let other = try? PeriodOutcome(of: before, period: Self.period, under: rules)
        {
            _ = (try? Comparison(outcome, other)).map { ComparisonDocuments.csv($0) }
        }
    }

    private func sum(_ amounts: [Int64]) -> Int128 { amounts.reduce(0) { $0 + Int128($1) } }

    /// Checks that the sums of `usage.csv` are those of the rows, however these are grouped.
    private func expectUsage(_ rated: Rated, _ usage: Usage, _ seed: UInt64) {
        var totals = UsageTotals()
        rated.usage.forEachRow { row in
            totals.transactions += row.totals.transactions
            totals.amountMinor += row.totals.amountMinor
            totals.costMinor += row.totals.costMinor
        }
        var calls: Int64 = 0
        var (amount, cost) = (Int128(0), Int128(0))
        for row in usage.rows {
            calls += row.calls
            amount += Int128(row.amountMinor) * Int128(row.calls)
            cost += Int128(row.costMinor) * Int128(row.calls)
        }
        #expect(totals.transactions == calls, "seed \(seed)")
        #expect(totals.amountMinor == amount, "seed \(seed)")
        #expect(totals.costMinor == cost, "seed \(seed)")
    }

    /// Checks that the top level of a split's trace adds up to the charge, and that every exact amount can be shown.
    private func expectTrace(_ charge: Charge, _ rules: Rules, _ seed: UInt64) {
        guard let trace = try? Splitter(rules).trace(of: charge) else { return }
        let top = trace.nodes.filter { $0.depth == 0 }
        #expect(sum(top.map(\.amountMinor)) == Int128(charge.amountMinor), "seed \(seed)")
        for node in trace.nodes { _ = node.exact.text(charge.currency) }
    }

    /// Checks that billed + adjustment = now, for each charge and party for which neither overflows.
    private func adjustments(_ billed: SettledCharges, now made: Case, _ seed: UInt64) -> SettledCharges {
        guard let rated = try? Rater(made.rules).rateEach(made.after, period: Self.august, fees: false) else {
            Issue.record("seed \(seed): the calls can't be counted")
            return SettledCharges()
        }
        let now = SettledCharges(rated, period: Self.august, under: made.rules)
        let adjustments = Adjustments(of: Self.august, taxes: nil).differences(
            now, billed: billed.charges.map(AdjustmentTests.billed))
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
    ) throws -> PeriodReport {
        let packed = PackedCharges(charges)
        #expect(packed.map(\.unpacked) == charges, "seed \(seed)")
        let invoices = try Invoices(of: packed, period: Self.period, under: rules, names: names)
        let drafts = try Invoicing.drafts(
            of: charges, period: Self.period, under: rules, names: names)
        #expect(Array(invoices) == drafts, "seed \(seed)")
        let positions = try Positions.of(packed, names.issuers)
        #expect(try positions == Positions.of(charges, names.issuers), "seed \(seed)")
        #expect(sum(positions.map(\.netMinor)) == 0, "seed \(seed)")
        return PeriodReport(
            period: Self.period, status: .draft, rules: rules, invoices: invoices, charges: packed,
            positions: positions, transfers: Positions.transfers(positions), usage: rated.usage, counts: rated.counts,
            exceptions: try ExceptionsFile(folder: "/tmp") { _ in }, waiting: try WaitingFile(folder: "/tmp") { _ in },
            pending: try PendingFile(folder: "/tmp", of: Self.period, under: rules) { _ in },
            unknowns: rated.unknowns,
            journal: Journal(invoices: invoices, charges: packed, period: Self.period, under: rules, names.issuers),
            logs: [], periods: [], roles: names.roles, issuers: names.issuers)
    }

    /// Int64.min is not an amount, because its negation would not be one.
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
