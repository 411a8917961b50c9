package import Money
package import Rating
package import Rules
package import Vocabulary

/// The type of a document (S4.21, S4.49). Raw values are the words in the files.
package enum InvoiceType: String, Sendable, Hashable {
    case invoice
    case creditNote = "credit_note"
    case debitNote = "debit_note"

    init(_ cause: DocumentCause, subtotalMinor: Int64, totalMinor: Int64) {
        switch cause {
        case .supplies, .otherIssuer: self = subtotalMinor < 0 ? .creditNote : .invoice
        case .correcting:
            // A correction of the tax alone has no subtotal.
            let decides = subtotalMinor == 0 ? totalMinor : subtotalMinor
            self = decides < 0 ? .creditNote : .debitNote
        }
    }

    /// The type in words.
    package var words: String {
        switch self {
        case .invoice: "invoice"
        case .creditNote: "credit note"
        case .debitNote: "debit note"
        }
    }
}

/// The status of a document. Only `close` makes one final.
package enum InvoiceStatus: String, Sendable, Hashable {
    case draft, final
}

/// A line of an invoice. Lines are numbered from 1.
package struct InvoiceLine: Hashable, Sendable {
    package var number: Int
    /// The id of the tariff or fee.
    package var tariff: Identifier
    /// The period that the line is about; for an adjustment, the closed period.
    package var period: Period
    package var description: String
    package var charge: ChargeLine
    package var tax: LineTax
}

/// The lines of an invoice that bear one tax at one rate, together: their tax is rounded once (S4.19).
package struct TaxGroup: Hashable, Sendable {
    package var tax: Identifier
    package var name: String
    package var rate: Rate
    /// The sum of the lines.
    package var baseMinor: Int64
    package var amountMinor: Int64
}

/// The document that bills one app in one currency for a period.
package struct Invoice: Hashable, Sendable {
    /// `DRAFT-<app>-<currency>` until `close` numbers it; of a further document of the app, with its part.
    package var number: String
    /// Of the app's documents in the currency, from 1; 1 is that of the supplies.
    package var part: Int
    package var cause: DocumentCause
    package var type: InvoiceType
    package var status: InvoiceStatus
    package var issuer: Party
    package var app: App
    package var currency: Currency
    package var lines: [InvoiceLine]
    package var subtotalMinor: Int64
    /// By tax, then rate.
    package var taxes: [TaxGroup]
    /// The sum of `taxes`.
    package var taxMinor: Int64
    package var totalMinor: Int64
    /// The day after the period.
    package var issueDate: CivilDate
    /// The issue date plus the `due_days` of the rules.
    package var dueDate: CivilDate
    /// The numbers of earlier documents that carried the adjusted charges, in the order of closing.
    package var adjusts: [String]
}

/// A document, numbered by a closing, that carried a charge.
package struct CarryingDocument: Hashable, Sendable {
    /// The position of its closing among all closings.
    package var closing: Int64
    package var number: String

    package init(closing: Int64, number: String) {
        self.closing = closing
        self.number = number
    }
}

/// Makes invoices from charges (S4.17 to S4.22).
package enum Invoicing {
    /// Returns the documents of each app and currency with at least one line, by app in byte order, then currency.
    ///
    /// Its lines are the tariffs in the order of the rules, then fees, then adjustments by period and tariff order. Tax
    /// is rounded once for all lines that bear one tax at one rate.
    ///
    /// - Parameters:
    ///   - names: apps and taxes, including those that the rules no longer have.
    ///   - documents: those that have carried an adjustment's charge so far, as billed or as a correction.
    package static func drafts(
        of charges: [SettledCharge], period: Period, under rules: Rules, names: KnownNames,
        documents: [SettledCharge: [CarryingDocument]] = [:]
    ) throws(AmountOverflow) -> [Invoice] {
        struct Key: Hashable {
            let app: Identifier
            let currency: Currency
        }
        let maker = InvoiceMaker(period: period, rules: rules, names: names, documents: documents)
        let invoiced = charges.filter { $0.key.stream == .invoice && !$0.lines.isEmpty }
        let groups = Dictionary(grouping: invoiced) { Key(app: $0.key.app, currency: $0.currency) }
        let keys = groups.keys.sorted { ($0.app, $0.currency) < ($1.app, $1.currency) }
        var invoices: [Invoice] = []
        for key in keys { invoices += try maker.drafts(of: groups[key, default: []]) }
        return invoices
    }

    /// The placeholder for the number of an app's document until `close` numbers it.
    package static func draftNumber(_ app: Identifier, _ currency: Currency, part: Int = 1) -> String {
        "DRAFT-\(app)-\(currency)" + (part == 1 ? "" : "-\(part)")
    }

    static func draft(
        of charges: [SettledCharge], part: Int, cause: DocumentCause, issuer: Party, app: App, currency: Currency,
        period: Period, under rules: Rules, names: KnownNames, carriedBy: (SettledCharge) -> [CarryingDocument]
    ) throws(AmountOverflow) -> Invoice {
        let number = draftNumber(app.id, currency, part: part)
        var lines: [InvoiceLine] = []
        var subtotal: Int64 = 0
        for charge in charges {
            for line in charge.lines {
                lines.append(
                    InvoiceLine(
                        number: lines.count + 1, tariff: charge.key.tariff, period: charge.period,
                        description: charge.isAdjustment
                            ? AdjustmentDescription(charge.period, charge.description).text : charge.description,
                        charge: line, tax: line.tax ?? names.tax(of: charge, on: period)))
                subtotal = try subtotal.adding(line.amountMinor, "subtotal of \(number)")
            }
        }
        let taxes = try taxes(of: lines, rules.rounding, names, "tax of \(number)")
        var taxMinor: Int64 = 0
        for group in taxes { taxMinor = try taxMinor.adding(group.amountMinor, "tax of \(number)") }
        let adjusted = Set(charges.filter(\.isAdjustment).flatMap(carriedBy))
            .union(charges.compactMap(\.byHand?.document))
            .sorted { ($0.closing, Identifier($0.number)) < ($1.closing, Identifier($1.number)) }
        let total = try subtotal.adding(taxMinor, "total of \(number)")
        return Invoice(
            number: number, part: part, cause: cause,
            type: InvoiceType(cause, subtotalMinor: subtotal, totalMinor: total), status: .draft, issuer: issuer,
            app: app,
            currency: currency, lines: lines, subtotalMinor: subtotal, taxes: taxes, taxMinor: taxMinor,
            totalMinor: total, issueDate: period.dayAfter,
            dueDate: period.dayAfter.adding(days: rules.invoice.dueDays),
            adjusts: adjusted.map(\.number))
    }

    /// Adds up the lines by tax and rate. Rates that are equal, however they are written, are one; the first line's
    /// writing counts.
    private static func taxes(
        of lines: [InvoiceLine], _ rounding: Rounding, _ names: KnownNames, _ what: String
    ) throws(AmountOverflow) -> [TaxGroup] {
        var groups: [TaxGroup] = []
        for line in lines {
            let place = groups.firstIndex { line.tax.isSame(as: LineTax(id: $0.tax, rate: $0.rate)) }
            if let place {
                groups[place].baseMinor = try groups[place].baseMinor.adding(line.charge.amountMinor, what)
            } else {
                groups.append(
                    TaxGroup(
                        tax: line.tax.id, name: names.taxName(line.tax.id), rate: line.tax.rate,
                        baseMinor: line.charge.amountMinor, amountMinor: 0))
            }
        }
        for index in groups.indices {
            let exact = ExactAmount(minor: groups[index].baseMinor, rate: groups[index].rate)
            groups[index].amountMinor = try exact.rounded(rounding, what)
        }
        return groups.sorted { ($0.tax, $0.rate.scaled) < ($1.tax, $1.rate.scaled) }
    }
}

extension SettledCharge {
    /// The order of lines: own charges in the order of the rules, then adjustments by period and tariff order, then entries
    /// by hand by id.
    static func inInvoiceOrder(_ a: SettledCharge, _ b: SettledCharge) -> Bool {
        if (a.byHand == nil) != (b.byHand == nil) { return a.byHand == nil }
        if a.byHand != nil { return a.key.tariff < b.key.tariff }
        if a.isAdjustment != b.isAdjustment { return b.isAdjustment }
        if a.period != b.period { return a.period < b.period }
        if a.order != b.order { return a.order < b.order }
        return a.key.tariff < b.key.tariff
    }
}
