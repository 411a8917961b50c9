import Ledger
import Money
import Rating
import Rules
import Settlement
import Store
import Vocabulary

/// The charges of an app in a period, with the usage from which they were worked out.
struct WorkedPeriod {
    let period: Period
    let app: Identifier
    let rules: RulesInForce
    let moment: Moment
    let usage: Usage
    /// The app's charges, including fees.
    let charges: [Charge]
    /// The app's charges that can't be worked out.
    let overflows: [ChargeOverflow]

    func charge(_ key: ChargeKey) -> Charge? { charges.first { $0.key == key } }

    /// The charge with this key if it is in this currency, which a correction can change.
    func charge(_ key: ChargeKey, _ currency: Currency) -> Charge? {
        charges.first { $0.key == key && $0.currency == currency }
    }

    /// The rows of usage that a charge counts.
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
    /// Whether a call with this profile on a day counts in a charge of the profile's app.
    func takes(_ charge: Charge, on day: CivilDate) -> Bool {
        switch charge.key.stream {
        case .invoice: outcome(on: day) == .rated(tariff: charge.order)
        case .income: canTakeIncome && incomeEntry(on: day) == charge.order && provider == charge.key.provider
        }
    }
}

/// An invoice with the data from which it was made.
struct ExplainedInvoice {
    let invoice: Invoice
    let period: Period
    /// The invoice's closing; `nil` for a draft.
    let closing: Closing?
    let rules: RulesInForce
    /// Names for the documents, including those no longer in the rules.
    let names: KnownNames
    let moment: Moment
    /// The adjustments of its app and currency; some may have no line.
    let adjustments: [SettledCharge]
    /// The entries by hand of its app and currency.
    let entries: [SettledCharge]
    /// The period that the invoice was worked out from; `nil` if not worked out yet, because going back to a closing
    /// reads every call.
    let known: WorkedPeriod?

    /// The role of a party in the files of the invoice's period.
    func role(of party: Identifier) -> String { names.roles[party]?.rawValue ?? "" }

    /// The entry by hand that a line shows; `nil` for all other lines.
    func entry(of line: InvoiceLine) -> SettledCharge? {
        guard line.charge.kind == .credit || line.charge.kind == .debit else { return nil }
        return entries.first { $0.key.tariff == line.tariff }
    }

    /// The charge that contains a line; `nil` for an adjustment's line.
    func key(of line: InvoiceLine) -> ChargeKey? {
        line.charge.kind == .adjustment
            ? nil : ChargeKey(stream: .invoice, app: invoice.app.id, tariff: line.tariff)
    }

    /// Whether the app's own charges, and those that providers collected, belong to this document.
    var isOfSupplies: Bool { invoice.part == 1 }

    /// Whether an adjustment or entry by hand of the app stands on this document. An adjustment that only moves shares stands
    /// with the supplies.
    func carries(_ adjustment: SettledCharge) -> Bool {
        guard adjustment.key.stream == .invoice, let kind = adjustment.lines.first?.kind else { return isOfSupplies }
        return invoice.lines.contains {
            $0.charge.kind == kind && $0.tariff == adjustment.key.tariff && $0.period == adjustment.period
        }
    }

    func adjustment(of line: InvoiceLine) -> SettledCharge? {
        adjustments.first {
            $0.key.stream == .invoice && $0.key.tariff == line.tariff && $0.period == line.period && !$0.lines.isEmpty
        }
    }
}
