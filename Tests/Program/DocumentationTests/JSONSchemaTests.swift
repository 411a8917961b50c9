import Testing

@Suite("The validator of the tests")
struct JSONSchemaTests {
    /// A schema with documents that it accepts and documents that it refuses.
    struct Sample: CustomTestStringConvertible, Sendable {
        var schema: String
        var valid: [String]
        var invalid: [String]

        init(_ schema: String, takes valid: [String], refuses invalid: [String]) {
            self.schema = schema
            self.valid = valid
            self.invalid = invalid
        }

        var testDescription: String { schema }
    }

    static let values: [Sample] = [
        Sample(#"{"type": "integer"}"#, takes: ["1", "1.0", "10e-1"], refuses: ["1.5", "\"1\"", "true"]),
        Sample(#"{"type": ["string", "null"]}"#, takes: ["\"a\"", "null"], refuses: ["1", "{}"]),
        Sample(#"{"const": 10}"#, takes: ["10", "1e1"], refuses: ["11", "\"10\""]),
        Sample(#"{"enum": ["a", null]}"#, takes: ["\"a\"", "null"], refuses: ["\"b\""]),
        Sample(#"{"minimum": 0}"#, takes: ["0", "1e-9", "\"x\""], refuses: ["-1", "-0.1"]),
        Sample(
            #"{"maximum": 9223372036854775807}"#, takes: ["9223372036854775807", "-1"],
            refuses: ["9223372036854775808", "1e19"]),
        Sample(#"{"minLength": 2}"#, takes: ["\"ab\"", "1"], refuses: ["\"a\""]),
        Sample(#"{"pattern": "^[a-z]+$"}"#, takes: ["\"ab\"", "1"], refuses: ["\"A\"", "\"\""]),
        Sample(
            #"{"not": {"type": "string", "pattern": "[\\u0000-\\u001f\\u007f-\\u009f]"}}"#, takes: ["\"a\"", "null"],
            refuses: [#""a\u0001""#, #""\u0000""#, #""\u0085""#]),
    ]

    static let structures: [Sample] = [
        Sample(#"{"required": ["a"]}"#, takes: [#"{"a": null}"#, "[]"], refuses: ["{}", #"{"b": 1}"#]),
        Sample(#"{"properties": {"a": {"type": "null"}}}"#, takes: ["{}", #"{"a": null}"#], refuses: [#"{"a": 1}"#]),
        Sample(
            #"{"properties": {"a": true}, "additionalProperties": false}"#, takes: ["{}", #"{"a": 1}"#],
            refuses: [#"{"b": 1}"#]),
        Sample(#"{"propertyNames": {"enum": ["a"]}}"#, takes: ["{}", #"{"a": 1}"#], refuses: [#"{"b": 1}"#]),
        Sample(#"{"items": {"type": "null"}}"#, takes: ["[]", "[null]", "1"], refuses: ["[null, 1]"]),
        Sample(#"{"minItems": 1}"#, takes: ["[1]", "1"], refuses: ["[]"]),
        Sample(#"{"allOf": [{"minimum": 1}, {"maximum": 2}]}"#, takes: ["1", "2"], refuses: ["0", "3"]),
        Sample(#"{"anyOf": [{"const": 1}, {"const": 2}]}"#, takes: ["1", "2"], refuses: ["3"]),
        Sample(#"{"oneOf": [{"minimum": 1}, {"maximum": 2}]}"#, takes: ["0", "3"], refuses: ["1", "2"]),
        Sample(#"{"if": {"minimum": 5}, "then": {"const": 5}}"#, takes: ["5", "4"], refuses: ["6"]),
        Sample(##"{"$ref": "#/$defs/a", "$defs": {"a": {"const": 1}}}"##, takes: ["1"], refuses: ["2"]),
        Sample(
            #"{"contentMediaType": "application/json", "contentSchema": {"const": 1}}"#, takes: ["\"1\"", "1"],
            refuses: ["\"2\"", "\"x\""]),
    ]

    @Test("accepts and refuses by each keyword", arguments: values + structures)
    func keyword(sample: Sample) throws {
        let schema = try JSONSchema(sample.schema)
        for document in sample.valid {
            let faults = schema.faults(of: try JSONValue(document))
            #expect(faults.isEmpty, "\(document): \(faults)")
        }
        for document in sample.invalid {
            let faults = schema.faults(of: try JSONValue(document))
            #expect(!faults.isEmpty, "\(document) is let through")
        }
    }

    @Test(
        "refuses a schema with something that it can't check",
        arguments: [
            #"{"format": "date"}"#, #"{"multipleOf": 2}"#, #"{"properties": {"a": {"maxLength": 2}}}"#,
            #"{"$ref": "other.schema.json"}"#, ##"{"$ref": "#/$defs/a"}"##, #"{"type": "text"}"#,
            #"{"required": "a"}"#, #"{"then": {}}"#, #"{"anyOf": []}"#, #"{"minLength": "2"}"#,
            #"{"title": "a", "title": "b"}"#, "1",
        ])
    func unknown(schema: String) {
        #expect(throws: (any Error).self) { try JSONSchema(schema) }
    }

    @Test(
        "refuses text that is not JSON",
        arguments: [
            "", "{", "{}x", "[1,]", #"{"a"}"#, "01", "1.", "+1", "nul", "\"a", "\"\u{1}\"", #""\x""#, #""\u12""#, "{,}",
            "- 1",
        ])
    func noJSON(text: String) {
        #expect(throws: (any Error).self) { try JSONValue(text) }
    }

    @Test("keeps numbers exact")
    func numbers() throws {
        func number(_ text: String) throws -> ExactNumber { try #require(ExactNumber(text)) }
        #expect(try number("1.50") == number("15e-1"))
        #expect(try number("-0") == number("0.0"))
        #expect(try number("9223372036854775807") < number("9223372036854775808"))
        #expect(try number("-2") < number("-1"))
        #expect(try number("-1") < number("0"))
        #expect(try number("0.09") < number("0.1"))
        #expect(try number("99") < number("1e2"))
        #expect(try number("1e2").isWhole)
        #expect(try !number("1.01").isWhole)
        #expect(ExactNumber("1e") == nil)
    }
}
