import Money
import Rules
import Vocabulary

/// The fees that apps owe in a period (S4.16). The charges of an app are made when they are asked for.
struct OwedFees: Sendable {
    private struct Owed: Sendable {
        /// Without an app.
        let charge: Charge
        /// How often each app is listed; `nil` if every app of the rules owes the fee.
        let listed: [Identifier: Int]?
    }

    /// In the order of the rules.
    private let fees: [Owed]
    private let rules: Rules

    init(_ rules: Rules, _ period: Period) {
        self.rules = rules
        fees = rules.fees.enumerated().filter { $0.element.window.overlaps(period) }.map { position, fee in
            let amount = fee.amountMinor(in: period, rules.rounding)
            let line = ChargeLine(
                kind: .fee, quantity: 1, unit: "period", unitPrice: fee.amount.text, amountMinor: amount,
                exact: ExactAmount(minor: amount))
            let charge = Charge(
                key: ChargeKey(stream: .invoice, app: .none, tariff: fee.id), currency: fee.currency,
                order: rules.tariffs.count + position, description: fee.description, lines: [line],
                amountMinor: amount, units: 0, parts: [], split: fee.split, day: period.lastDay)
            return Owed(charge: charge, listed: fee.apps.map { Dictionary($0.map { ($0, 1) }, uniquingKeysWith: +) })
        }
    }

    /// The apps that owe a fee.
    var apps: Set<Identifier> {
        var apps: Set<Identifier> = []
        for fee in fees {
            if let listed = fee.listed { apps.formUnion(listed.keys) } else { apps.formUnion(rules.apps.map(\.id)) }
        }
        return apps
    }

    /// Appends the fees of an app in the order of the rules.
    func append(of app: Identifier, to charges: inout [Charge]) {
        for fee in fees {
            var charge = fee.charge
            charge.key.app = app
            let times = fee.listed.map { $0[app] ?? 0 } ?? (rules.hasApp(app) ? 1 : 0)
            for _ in 0..<times { charges.append(charge) }
        }
    }
}
