import Rules
import Vocabulary

/// The keys of tariffs, income and fees.
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
            .optional("split", .identifier, "How the charge is divided. Left out only if free."),
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

    static let charge = Shape(
        name: "charge", label: "a charge", doc: "How units become an amount; exactly one of these.",
        keys: [
            .optional("per_unit", .price(mayBeNegative: true), "One price for each unit."),
            .optional(
                "graduated", .list(.object(.tier), least: 1), "Each tier's price for the units that fall in it."),
            .optional("volume", .list(.object(.tier), least: 1), "All units at the price of the tier reached."),
            .optional("package", .object(.package), "A price for each begun package of units."),
            .optional("percentage", .object(.percentage), "A part of each call's amount."),
            .optional("cost_plus", .object(.costPlus), "The provider's cost of each call, and something on top."),
        ], exactlyOne: ["per_unit", "graduated", "volume", "package", "percentage", "cost_plus"],
        refused: ["free": "write `charge: free`"])

    static let tier = Shape(
        name: "tier", label: "a tier", doc: "A step of a graduated or volume charge.",
        keys: [
            .optional("up_to", .integer(1...Int64.max), "The last unit of the tier; left out of the last tier alone."),
            .required("price", .price(mayBeNegative: true), "For each unit."),
            .optional("flat", .price(mayBeNegative: true), "Added once when the tier is reached."),
        ])

    static let package = Shape(
        name: "package", label: "a package", doc: "A price for each begun package of units.",
        keys: [
            .required("size", .integer(1...Int64.max), "Units in a package."),
            .required("price", .price(mayBeNegative: true), "For each package."),
            .optional("included", .integer(0...Int64.max), "Units that cost nothing; 0 unless said."),
        ])

    static let percentage = Shape(
        name: "percentage", label: "a percentage", doc: "A part of each call's amount, rounded for each call.",
        keys: [
            .required("rate", .rate(0...1000), "The part of the amount."),
            .optional("fixed", .price(mayBeNegative: true), "Added for each call."),
            .optional("min", .price(mayBeNegative: false), "The least for a call."),
            .optional("max", .price(mayBeNegative: false), "The most for a call."),
        ])

    static let costPlus = Shape(
        name: "cost_plus", label: "a cost_plus", doc: "The provider's cost of each call, and something on top.",
        keys: [
            .required("rate", .rate(-100...1000), "On top of the cost."),
            .optional("fixed", .price(mayBeNegative: true), "Added for each call."),
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
            .required("split", .identifier, "How the fee is divided."),
        ])
}
