import Money
import Rules
import Vocabulary

/// The keys of `settle.yaml` (S3.8 to S3.19). Both the reader and the schema are made from these tables.
extension Shape {
    static let rules = Shape(
        name: "rules", label: "the rules", doc: "The rules by which settle invoices and settles.",
        keys: [
            .required("version", .word(["1"]), "The form of this file."),
            .required(
                "time_zone", .timeZone, "The IANA time zone whose days and months count, for instance Africa/Lagos."),
            .required(
                "services", .list(.scalar(.identifier), least: 1),
                "The services that are billed; calls of all others are counted as other and not stored."),
            .optional(
                "unset_mode", .word(UnsetMode.allCases.map(\.rawValue)),
                "What a call is that says neither live nor test; reject unless said."),
            .optional(
                "rounding", .word(Rounding.allCases.map(\.rawValue)),
                "How amounts are rounded to the minor unit; half_up (away from zero) unless said."),
            .required("sources", .object(.sources), "The interfaces through which calls come."),
            .required("invoice", .object(.invoice), "Who invoices, and how."),
            .required("taxes", .map(key: .identifier, value: .object(.tax)), "The taxes there are, by id."),
            .required(
                "parties", .map(key: .identifier, value: .object(.party)), "Who takes part in the settlement, by id."),
            .required(
                "apps", .map(key: .identifier, value: .object(.app)), "The calling apps, by the id that the log has."),
            .optional(
                "tariffs", .list(.object(.tariff), least: 0),
                "What the host invoices; each call takes the first that matches."),
            .optional(
                "income", .list(.object(.tariff), least: 0),
                "What a provider collected itself, per call; the same form as tariffs, never invoiced."),
            .optional(
                "fees", .list(.object(.fee), least: 0), "Recurring fees, owed whether or not an app calls."),
            .optional(
                "splits", .map(key: .identifier, value: .listOf(.splitEntry, or: .splitVersion)),
                "How charges are divided among the parties, by id."),
        ])

    static let invoice = Shape(
        name: "invoice", label: "the invoice", doc: "Who invoices, and how.",
        keys: [
            .required("issuer", .identifier, "The party that issues invoices and collects what they bring."),
            .required(
                "number", .numberFormat,
                "The form of invoice numbers, with {year} of the period and {sequence} or {sequence:6}, once each."),
            .required(
                "credit_note_number", .numberFormat, "The form of credit note numbers, which have their own sequence."),
            .optional(
                "adjustments", .word(AdjustmentForm.allCases.map(\.rawValue)),
                "Where adjustments of closed months stand: line (the default), on the next invoice; document, on a credit note "
                    + "or debit note of their own for each document concerned."),
            .optional(
                "debit_note_number", .numberFormat,
                "The form of debit note numbers, which have their own sequence; needed with adjustments: document."),
            .required("due_days", .integer(0...3650), "Days from the issue date to the due date."),
            .optional(
                "every", .word(Rhythm.allCases.map(\.rawValue)),
                "How long a period is: half months end on the 15th, weeks are ISO weeks; month unless said."),
            .required(
                "tax", .map(key: .currency, value: .scalar(.identifier)),
                "The tax of each currency; one for each that a tariff or a fee uses."),
        ])

    static let tax = Shape(
        name: "tax", label: "a tax",
        doc: "A tax, worked out once for all lines of an invoice that bear it at one rate.",
        keys: [
            .required("name", .text, "As the invoice shows it."),
            .optional("rate", .rate(0...1000), "The percentage of the lines."),
            .optional("rates", .list(.object(.datedRate), least: 1), "Rates that followed each other, oldest first."),
        ], exactlyOne: ["rate", "rates"])

    static let datedRate = Shape(
        name: "dated_rate", label: "a rate with its date", doc: "A rate, in force until the next one.",
        keys: [
            .required("rate", .rate(0...1000), "The percentage of the lines."),
            .optional("from", .date, "The first day it is in force; left out of a first rate that always was."),
        ])

    static let party = Shape(
        name: "party", label: "a party", doc: "Somebody who takes part in the settlement.",
        keys: [
            .required("role", .word(Role.allCases.map(\.rawValue)), "What the party is in the settlement."),
            .required("name", .text, "As documents show it."),
            .optional("tax_id", .text, "Its tax number."),
            .optional("address", .list(.scalar(.text), least: 1), "The lines of its address."),
            .optional("account", .text, "Its bank account."),
            .optional(
                "aliases", .list(.scalar(.identifier), least: 1),
                "Other names of a provider in the log, in any letter case."),
            .optional("statement", .object(.statement), "How a provider's own statement is read by settle reconcile."),
        ])

    static let statement = Shape(
        name: "statement", label: "a statement",
        doc: "The columns of a provider's statement, where they are not named as here; none: it has no such column.",
        keys: [
            .optional("reference", .text, "The provider's own reference of a message."),
            .optional("request_ref", .text, "The request_ref of the call."),
            .optional("time", .text, "When: RFC 3339, or a day or time of the rules' time_zone."),
            .optional("status", .text, "Successful, Failed or Pending, or a word that statuses explains."),
            .optional("cost", .text, "What the provider charges."),
            .optional(
                "unit", .word(StatementRules.Unit.allCases.map(\.rawValue)),
                "Whether costs are in major or minor units; major unless said."),
            .optional(
                "statuses", .map(key: .identifier, value: .scalar(.word(Status.allCases.map(\.rawValue)))),
                "What the provider's own words for a status mean."),
        ])

    static let app = Shape(
        name: "app", label: "an app", doc: "A calling app, the customer of invoices.",
        keys: [
            .required("name", .text, "As invoices show it."),
            .optional(
                "iso", .scalarOr(.identifier, listOf: .datedISO),
                "The independent sales organisation that brought the app, or those that followed each other."),
            .optional("tax_id", .text, "Its tax number."),
            .optional("address", .list(.scalar(.text), least: 1), "The lines of its address."),
            .optional(
                "tax", .scalarOr(.identifier, listOf: .datedTax),
                "The tax that this app bears in place of that of invoice.tax, or those that followed each other."),
        ])

    static let datedISO = Shape(
        name: "dated_iso", label: "an ISO with its date", doc: "An ISO of an app, until the next one.",
        keys: [
            .required("to", .identifier, "The independent sales organisation."),
            .optional(
                "from", .date,
                "The first day on which it counts, in time_zone; left out of a first one that always did."),
        ])

    static let datedTax = Shape(
        name: "dated_tax", label: "a tax with its date", doc: "A tax of an app, until the next one.",
        keys: [
            .required("to", .identifier, "The tax."),
            .optional(
                "from", .date, "The first day it is in force, in time_zone; left out of a first one that always was."),
        ])
}
