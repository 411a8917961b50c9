import JSONFormat
import Money

/// The part of the schema for single values.
///
/// The reader takes the text of a scalar, quoted or not. An editor may see the same scalar as a number or a truth
/// value, so the schema allows these if the text allows them.
enum SchemaScalars {
    static func members(of kind: ScalarKind) -> [(String, JSONText)] {
        switch kind {
        case .text, .identifier:
            [anyScalar, ("minLength", .integer(1)), ("pattern", .string(#"^[^\x00-\x1f\x7f-\x9f]*$"#))]
        case .identifierOrNone:
            [anyScalar, ("pattern", .string(#"^[^\x00-\x1f\x7f-\x9f]*$"#))]
        case .word(let words):
            [("enum", .inline(words.flatMap { asRead($0) }))]
        case .currency:
            [("type", .string("string")), ("enum", .strings(Currency.codes))]
        case .timeZone:
            [("type", .string("string")), ("minLength", .integer(1))]
        case .integer(let range):
            [("type", .strings(["integer", "string"])), ("pattern", .string("^[0-9]+$"))] + bounds(range)
        case .price(let mayBeNegative):
            [
                ("type", .strings(["string", "number"])),
                ("pattern", .string((mayBeNegative ? "^-?" : "^") + "[0-9]+(\\.[0-9]{1,8}0*)?$")),
            ] + (mayBeNegative ? [] : [("minimum", .integer(0))])
        case .rate(let range):
            [
                ("type", .string("string")),
                ("pattern", .string((range.lowerBound < 0 ? "^-?" : "^") + "[0-9]+(\\.[0-9]{1,6}0*)?%$")),
            ]
        case .date:
            [("type", .string("string")), ("pattern", .string("^[0-9]{4}-[0-9]{2}-[0-9]{2}$"))]
        case .digits(let most):
            [
                ("type", .strings(["string", "integer"])), ("pattern", .string("^[0-9]{1,\(most)}$")),
                ("minimum", .integer(0)),
            ]
        case .countryCode:
            [
                ("type", .strings(["string", "integer"])), ("pattern", .string("^[1-9][0-9]{0,5}$")),
                ("minimum", .integer(1)),
            ]
        case .numberFormat:
            [
                ("type", .string("string")),
                ("allOf", .array([has(#"\{year\}"#), has(#"\{sequence(:[0-9]{1,2})?\}"#)])),
            ]
        }
    }

    /// The schema of a key, without a type: to a schema, every key is a string.
    static func members(ofKey kind: ScalarKind) -> [(String, JSONText)] {
        members(of: kind).filter { $0.0 != "type" }
    }

    private static let anyScalar: (String, JSONText) = ("type", .strings(["string", "number", "boolean"]))

    private static func has(_ pattern: String) -> JSONText { .object([("pattern", .string(pattern))]) }

    /// The values as which an editor may see a word: `1` is a number too, and `true` a truth value.
    private static func asRead(_ word: String) -> [JSONText] {
        if let number = Int(word) { return [.string(word), .integer(number)] }
        return word == "true" ? [.bool(true), .string(word)] : [.string(word)]
    }

    private static func bounds(_ range: ClosedRange<Int64>) -> [(String, JSONText)] {
        [("minimum", .integer(Int(range.lowerBound)))]
            + (range.upperBound == .max ? [] : [("maximum", .integer(Int(range.upperBound)))])
    }
}
