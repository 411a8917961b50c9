/// The keys of splits.
extension Shape {
    static let splitEntry = Shape(
        name: "split_entry", label: "an entry of a split",
        doc: "Who gets how much of a charge: cost and per_unit off the top in order, then shares of what is left.",
        keys: [
            .required("to", .identifier, "A party, a role, or settlement: a pool shared in turn."),
            .optional("cost", .word(["true"]), "The provider's reported cost, off the top."),
            .optional("per_unit", .price(mayBeNegative: false), "An amount for each unit, off the top."),
            .optional("share", .rate(0...100), "A part of what is left."),
            .optional("min", .price(mayBeNegative: false), "The least of a share; 'remaining' gives what is lacking."),
            .optional("max", .price(mayBeNegative: false), "The most of a share; 'remaining' takes what is over."),
            .optional("remaining", .word(["true"]), "What the shares leave of 100%."),
            .optional("among", .list(.object(.innerShare), least: 1), "How settlement is shared in turn."),
            .optional("otherwise", .identifier, "Who takes it where the role is nobody's."),
            .optional(
                "shortfall", .identifier,
                "Who bears what is short where the entries off the top exceed the charge; once in a split, the issuer "
                    + "unless said."),
        ], exactlyOne: ["cost", "per_unit", "share", "remaining"], alone: "shortfall")

    static let splitVersion = Shape(
        name: "split_version", label: "a version of a split",
        doc: "The entries of a split on the days from 'from' to the day before 'until'.",
        keys: [
            .optional("from", .date, "The first day it holds, in time_zone; the 'until' before it unless said."),
            .optional("until", .date, "The first day it no longer holds; the 'from' after it unless said."),
            .required("entries", .list(.object(.splitEntry), least: 1), "Who gets how much on these days."),
        ])

    static let innerShare = Shape(
        name: "inner_share", label: "an entry of 'among'", doc: "A part of what settlement gets.",
        keys: [
            .required("to", .identifier, "A party or a role."),
            .optional("share", .rate(0...100), "A part of what settlement gets."),
            .optional("min", .price(mayBeNegative: false), "The least of a share; 'remaining' gives what is lacking."),
            .optional("max", .price(mayBeNegative: false), "The most of a share; 'remaining' takes what is over."),
            .optional("remaining", .word(["true"]), "What the shares leave of 100%."),
            .optional("otherwise", .identifier, "Who takes it where the role is nobody's."),
        ], exactlyOne: ["share", "remaining"],
        refused: [
            "cost": "'among' has only shares; take the cost off the top, in the split itself",
            "per_unit": "'among' has only shares; take it off the top, in the split itself",
            "among": "settlement is divided only once; write out the shares",
            "shortfall": "write it once, in the split itself",
        ])
}
