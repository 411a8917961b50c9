import Ledger
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary

/// What an app owes in a period, with the usage that it was worked out from.
struct WorkedPeriod {
    let period: Period
    let app: Identifier
    let rules: RulesInForce
    let moment: Moment
    let usage: Usage
    /// The app's, fees among them.
    let charges: [Charge]
    /// The app's that can't be worked out.
    let overflows: [ChargeOverflow]

    func charge(_ key: ChargeKey) -> Charge? { charges.first { $0.key == key } }

    /// The rows of usage that fell into a charge.
    func rows(of charge: Charge) -> [UsageRow] {
        var classes: [CallProfile: Classification] = [:]
        return usage.rows.filter { row in
            let profile = usage.profile(of: row)
            let classification = classes[profile] ?? Classification(of: profile, under: rules.rules)
            classes[profile] = classification
            return classification.takes(charge, on: row.day)
        }
    }
}

extension Classification {
    /// Whether a call of the profile on a day falls into a charge of the profile's app.
    func takes(_ charge: Charge, on day: CivilDate) -> Bool {
        switch charge.key.stream {
        case .invoice: outcome(on: day) == .rated(tariff: charge.order)
        case .income: isSettled && incomeEntry(on: day) == charge.order && provider == charge.key.provider
        }
    }
}

/// An invoice with what it was made from.
struct ExplainedInvoice {
    let invoice: Invoice
    let period: Period
    /// `nil` of a draft.
    let closing: Closing?
    let rules: RulesInForce
    /// Of what is gone from the rules, too.
    let names: KnownNames
    let moment: Moment
    /// Those of its app and currency; some may have no line.
    let adjustments: [SettledCharge]
    /// The period that it was worked out from, where that was done: going back to a closing takes a look at every call.
    let known: WorkedPeriod?

    /// The role of a party in the files of the invoice's period.
    func role(of party: Identifier) -> String { names.roles[party]?.rawValue ?? "" }

    /// The charge that a line belongs to; `nil` where it is an adjustment's.
    func key(of line: InvoiceLine) -> ChargeKey? {
        line.charge.kind == .adjustment
            ? nil : ChargeKey(stream: .invoice, app: invoice.app.id, tariff: line.tariff)
    }

    func adjustment(of line: InvoiceLine) -> SettledCharge? {
        adjustments.first {
            $0.key.stream == .invoice && $0.key.tariff == line.tariff && $0.period == line.period && !$0.lines.isEmpty
        }
    }
}
