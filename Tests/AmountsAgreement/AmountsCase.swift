import Money
package import RandomMonths
import Rating
import Recomputation
import Rules
import RulesFile
import Settlement
import Vocabulary

/// Random rules and calls of a month, charged and split by the engine in this process and by the re-computation; then
/// other rules and more calls, and what they change.
package struct AmountsCase: CustomStringConvertible {
    private let rules: RandomRules
    private let corrected: RandomRules
    private let month: Month
    private let calls: [PlainCalls]
    private let later: [PlainCalls]

    package init(_ dice: inout Dice) {
        let world = World(&dice)
        month = world.months[0]
        var rules = RandomRules(world, &dice)
        for _ in 0..<dice.number(0...3) { rules.edit(&dice) }
        self.rules = rules
        for _ in 0..<dice.number(0...5) { rules.edit(&dice) }
        corrected = rules
        let few = { (most: Int, month: Month, dice: inout Dice) in
            (0..<dice.number(0...most)).map { _ in Self.calls(month, world, &dice) }
        }
        calls = few(12, month, &dice)
        later = few(4, month, &dice)
    }

    private static func calls(_ month: Month, _ world: World, _ dice: inout Dice) -> PlainCalls {
        let isPaylink = dice.isOne(in: 5)
        var calls = PlainCalls(
            count: dice.isOne(in: 3) ? dice.number(1...40) : 1, day: month.day(dice.number(1...month.days)),
            app: dice.pick(World.apps), source: isPaylink ? "paylink" : "onepipe",
            provider: isPaylink ? "stcpay" : dice.pick(World.providers + ["BeeSMS", "naija"]),
            amount: Int64(dice.number(0...500_000)), cost: isPaylink ? 0 : Int64(dice.number(0...900)))
        calls.channel = isPaylink ? "stcpay" : dice.pick(["sms", "ussd", "voice"])
        calls.segments = calls.channel == "sms" ? dice.number(1...4) : 1
        calls.status = dice.pick(["Successful", "Successful", "Failed", "Pending"])
        calls.providerCode = isPaylink ? dice.pick(["", "500"]) : dice.pick(["00", "91", ""])
        calls.delivery = isPaylink ? "none" : dice.pick(["delivered", "failed", "none"])
        calls.authType = isPaylink ? "" : dice.pick(["card", "bank.account", ""])
        calls.routeMode = isPaylink ? "" : dice.pick(["", "fast"])
        calls.destination = dice.pick(["234801", "234802", "966512", "442071", ""])
        calls.mode = dice.isOne(in: 10) ? "test" : "live"
        return calls
    }

    package var description: String {
        "rules:\n\(rules.text)\ncorrected:\n\(corrected.text)\n\(month.text)\ncalls:\n"
            + calls.map { "\($0)\n" }.joined() + "later:\n" + later.map { "\($0)\n" }.joined()
    }

    /// The charges and adjustments on which the two disagree; empty where they agree.
    ///
    /// - Throws: what either of them throws, which is a finding too: amounts are small and rules valid.
    package func disagreements() throws -> [String] {
        let expected = try plainCharges(
            calls, rules: Array(rules.text.utf8), later: later, corrected: Array(corrected.text.utf8),
            period: month.text)
        let got = try engine()
        return differences(got.charges, expected.charges) + differences(got.adjustments, expected.adjustments)
    }

    private func differences(_ got: [String], _ expected: [String]) -> [String] {
        got.filter { !expected.contains($0) }.map { "engine          \($0)" }
            + expected.filter { !got.contains($0) }.map { "re-computation  \($0)" }
    }
}

/// What the engine makes of a case.
extension AmountsCase {
    /// Rules of the generator that are refused, or a period that is none.
    private struct Refused: Error {
        let text: String
    }

    private func engine() throws -> (charges: [String], adjustments: [String]) {
        guard let period = Period(month.text) else { throw Refused(text: month.text) }
        let (first, newest) = (try read(rules.text), try read(corrected.text))
        let own = try charges(usage(calls), first, period)
        let billed = own.map {
            BilledCharge(
                key: $0.key, currency: $0.currency, order: $0.order, description: $0.description,
                amountMinor: $0.amountMinor, shares: $0.shares)
        }
        let tax = { (rules: Rules) in
            { (app: Identifier, currency: Currency) in
                rules.tax(of: app, in: currency, on: period.lastDay).flatMap { tax in
                    tax.rate(on: period.lastDay).map { LineTax(id: tax.id, rate: $0) }
                }
            }
        }
        let now = try charges(usage(calls + later), newest, period)
        let adjustments = Adjustments(of: period, taxes: PeriodTaxes(first: tax(first), now: tax(newest)))
            .differences(SettledCharges(charges: now), billed: billed)
        return (own.map(text).sorted(), try adjustments.all().map(text).sorted())
    }

    private func read(_ text: String) throws -> Rules {
        let reading = RulesReader.read(bytes: Array(text.utf8), name: "rules")
        guard let rules = reading.rules else { throw Refused(text: "\(reading.faults)") }
        return rules
    }

    private func charges(_ usage: Usage, _ rules: Rules, _ period: Period) throws -> [SettledCharge] {
        try SettledCharges(try Rater(rules).rate(usage, period: period), period: period, under: rules).all()
    }

    private func usage(_ calls: [PlainCalls]) throws -> Usage {
        var usage = Usage()
        for (place, call) in calls.enumerated() {
            guard let source = Source(rawValue: call.source), let mode = Mode(rawValue: call.mode),
                let status = Status(rawValue: call.status), let delivery = Delivery(rawValue: call.delivery),
                let day = CivilDate(call.day)
            else { throw Refused(text: "\(call)") }
            usage.apps.append(Identifier(call.app))
            usage.kinds.append(
                CallKind(
                    source: source, service: Identifier(call.service), provider: Identifier(call.provider),
                    channel: Identifier(call.channel), authType: Identifier(call.authType),
                    routeMode: Identifier(call.routeMode), mode: mode, status: status, delivery: delivery))
            usage.providerCodes.append(Identifier(call.providerCode))
            usage.destinations.append(Identifier(call.destination))
            let (count, at) = (Int64(call.count), Int32(place))
            usage.rows.append(
                UsageRow(
                    day: day, app: at, kind: at, providerCode: at, destination: at, amountMinor: call.amount,
                    costMinor: call.cost, calls: count, segments: count * Int64(call.segments),
                    amountSumMinor: Int128(count * call.amount), costSumMinor: Int128(count * call.cost)))
        }
        return usage
    }

    private func text(_ charge: SettledCharge) -> String {
        let key = charge.key
        let lines = charge.lines.map { "\($0.kind) \($0.amountMinor)\($0.tax.map { " \($0.id)" } ?? "")" }
        let shares = charge.shares.filter { $0.amountMinor != 0 || $0.exact.numerator != 0 }
            .map { "\($0.party) \($0.amountMinor) \($0.exact.text(charge.currency))" }
        return "\(key.stream) \(key.app) \(charge.currency.code) \(key.tariff) \(key.provider?.text ?? ""): "
            + "\(charge.amountMinor) = \(lines.joined(separator: ", ")); \(shares.joined(separator: ", "))"
    }
}
