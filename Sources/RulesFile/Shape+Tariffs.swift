import Rules
import Vocabulary

/// The keys of tariffs, income and fees. Those of a charge are in `Charges`, a file for each model.
extension Shape {
    static let tariff = Shape(
        name: "tariff", label: "a tariff", doc: "What is charged for calls of one kind.",
        keys: [
            .required("id", .identifier, "Its name in all reports; no other tariff, income or fee has it."),
            .optional(
                "currency", .currency, "Calls of a source with another currency don't match. Left out only if free."),
            .optional("description", .text, "What the invoice line says; the id unless said."),
            .optional("match", .object(.match), "Which calls it is for; all unless said."),
            .optional("from", .date, "The first day it holds, in time_zone."),
            .optional("until", .date, "The first day it no longer holds."),
            .optional("unit", .word(Unit.allCases.map(\.rawValue)), "What is counted; call unless said."),
            .required("charge", .wordOr("free", .object(.charge)), "How units become an amount."),
            .optional("discount", .rate(0...100), "Taken off all its lines together."),
            .optional("minimum", .price(mayBeNegative: false), "The least an app with at least one unit owes."),
            .optional("maximum", .price(mayBeNegative: false), "The most an app owes."),
            .optional("prorate", .word(["days"]), "The minimum is owed only for the days on which the tariff holds."),
            .optional(
                "counter", .identifier,
                "A name that tariffs which follow each other share: units, tiers, included, minimum and maximum run on."
            ),
            .optional("split", .identifier, "How the charge is divided. Left out only if free."),
            .optional(
                "for", .map(key: .identifier, value: .object(.appTerms)),
                "Terms that single apps have in place of these, by app."),
        ])

    static let appTerms = Shape(
        name: "app_terms", label: "the terms of an app",
        doc: "What is different for one app; what is left out is the tariff's.",
        keys: [
            .optional("charge", .wordOr("free", .object(.charge)), "How units become an amount."),
            .optional("discount", .rate(0...100), "Taken off all its lines together."),
            .optional("minimum", .price(mayBeNegative: false), "The least the app owes with at least one unit."),
            .optional("maximum", .price(mayBeNegative: false), "The most the app owes."),
            .optional("split", .identifier, "How the charge is divided."),
        ],
        refused: [
            "id": "the id stays the tariff's; remove it", "currency": "the currency stays the tariff's; remove it",
            "counter": "the counter stays the tariff's; remove it",
            "unit": "the unit stays the tariff's; write a tariff of its own for the app",
            "match": "the calls stay the tariff's; write a tariff of its own for the app",
            "from": "the days stay the tariff's; write a tariff of its own for the app",
            "until": "the days stay the tariff's; write a tariff of its own for the app",
            "prorate": "whether the minimum is by days stays as the tariff says; remove it",
            "description": "the description stays the tariff's; remove it",
        ])

    static let match = Shape(
        name: "match", label: "a match", doc: "Which calls; a value or a list each, and all where a key is left out.",
        keys: [
            .optional("app", .oneOrMore(.identifier), "The calling app."),
            .optional("source", .oneOrMore(.word(Source.allCases.map(\.rawValue))), "The interface it came through."),
            .optional("service", .oneOrMore(.identifier), "One of services."),
            .optional("provider", .oneOrMore(.identifier), "The provider, by id or alias in any letter case."),
            .optional("channel", .oneOrMore(.identifierOrNone), "sms or ussd; stcpay for Paylink."),
            .optional("auth_type", .oneOrMore(.identifierOrNone), "auth.type of the request."),
            .optional("route_mode", .oneOrMore(.identifierOrNone), "auth.route_mode of the request."),
            .optional("status", .oneOrMore(.word(Status.allCases.map(\.rawValue))), "How the call ended."),
            .optional("delivery", .oneOrMore(.word(Delivery.allCases.map(\.rawValue))), "What became of the message."),
            .optional("provider_code", .oneOrMore(.identifierOrNone), "The provider's response code."),
            .optional(
                "destination", .oneOrMore(.digits(most: 6)), "The first digits of the number, with country code."),
        ])

    static let fee = Shape(
        name: "fee", label: "a fee", doc: "Owed in each period that its window overlaps.",
        keys: [
            .required("id", .identifier, "Its name in all reports; no other tariff, income or fee has it."),
            .optional("description", .text, "What the invoice line says; the id unless said."),
            .required(
                "apps", .wordOr("all", .list(.scalar(.identifier), least: 1)), "Who owes it: a list of apps, or all."),
            .required("amount", .price(mayBeNegative: true), "For each period, in whole minor units."),
            .required("currency", .currency, "The currency of the amount."),
            .optional("from", .date, "The first day it holds, in time_zone."),
            .optional("until", .date, "The first day it no longer holds."),
            .optional("prorate", .word(["days"]), "It is owed only for the days on which it holds."),
            .required("split", .identifier, "How the fee is divided."),
        ])
}
