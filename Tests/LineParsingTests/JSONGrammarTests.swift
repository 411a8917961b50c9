import LineParsing
import LineSamples
import Testing
import Vocabulary

/// RFC 8259, in the spirit of JSONTestSuite (nst/JSONTestSuite): the texts that must be accepted and those that must
/// not, in any place of a line.
@Suite struct JSONGrammarTests {
    static let good = [
        "null", "true", "false", "0", "-0", "1", "-1", "10", "123456789012345678901234567890", "0.0", "1.5", "-0.0",
        "1e1", "1E1", "1e+1", "1e-1", "1E+400", "0e0", "0.1e-10", "1.0E+2", "\"\"", "\"a\"", #""\"""#, #""\\""#,
        #""\/""#, #""\b\f\n\r\t""#, #""\u0000""#, #""\u00e9""#, #""\uABCD""#, #""\uabcd""#, #""\uD83D\uDE00""#,
        #""\ud800\udc00""#, #""\uDBFF\uDFFF""#, #""\uE000""#, #""\uD7FF""#, "\"é\"", "\"e\u{301}\"", "\"😀\"",
        "\"\u{7F}\"", "\"\u{2028}\"", "\"\u{FEFF}\"", "\"\u{10FFFF}\"", "\"/*\"", "\"12345678\"", "\"1234567\"",
        "\"123456789\"", "\"abcdefgh\\nabcdefgh\"", "[]", "[ ]", "[1]", "[1,2]", "[ 1 , 2 ]", "[[]]", "[[],[]]",
        "[{}]", "[null,1,\"a\",{}]", "{}", "{ }", #"{"a":1}"#, #"{ "a" : 1 , "b" : 2 }"#, #"{"a":{"a":{"a":[]}}}"#,
        #"{"a":1,"a":2}"#, #"{"":0}"#, #"{"\u0061":0}"#, #"{"a":[],"b":{},"c":null}"#, " 1 ", " {\"a\" :  1} ",
        #"[[[[[[[[[[]]]]]]]]]]"#, #"{"a":[{"b":[{"c":[]}]}]}"#, #"[true,false,null]"#, "-1.5e+3", "[0,-0,0.5]",
    ]

    static let bad = [
        "nul", "nulll", "True", "TRUE", "tru", "truefalse", "NaN", "Infinity", "-Infinity", "-", "+1", "01",
        "-01", "00", "1.", ".5", "-.5", "1.e1", "1e", "1e+", "1e-", "1e1.5", "0x10", "1_000", "1 2", "1a", "--1", "-a",
        "١", "\"", "\"a", "a\"", "'a'", #""\"#, #""\""#, #""\a""#, #""\x41""#, #""\u""#, #""\u1""#, #""\u12""#,
        #""\u123""#, #""\u123g""#, #""\U0041""#, #""\ud800""#, #""\uD800a""#, #""\uD800\n""#, #""\uD800\u0041""#,
        #""\uD800\uD800""#, #""\uDC00""#, #""\uDC00\uD800""#, #""\uDFFF""#, #""\uDBFF""#, #""\ud83d\"#,
        #""\ud83d\u""#, #""\ud83d\ude0""#, "\"a\tb\"", "\"a\u{0}b\"", "\"a\u{1F}b\"", "\"a\rb\"", "\"1234567\u{1}\"",
        #""\0""#, #""\ ""#, #""\é""#, "[", "]", "[1", "[1,", "[1,]", "[,1]", "[,]", "[1 2]", "[1,,2]", "[1]]", "[[1]",
        "[}", "[\"a\"", "[\"a\":1]", "{", "}", "{]", #"{"a"}"#, #"{"a":}"#, #"{"a":1"#, #"{"a":1,}"#, #"{,"a":1}"#,
        #"{"a":1,,"b":2}"#, #"{"a" 1}"#, #"{"a"::1}"#, #"{a:1}"#, #"{'a':1}"#, #"{1:1}"#, #"{null:1}"#,
        #"{"a":1 "b":2}"#, #"{"a":1}}"#, #"{"a":[1}"#, #"{"a":{]}"#, "[1}", "{\"a\":1]", "// 1", "1 // c", "/* */ 1",
        "[1]x", "{}x", "{}{}", "1,", ",", ":", "\u{FEFF}1", "1\u{A0}", "\u{B}1", "\u{C}[]", "[\u{C}]", "\u{2060}1",
        "*", "&", "<html>", "undefined", "[1e]", "[-]", "[0 ,]", "{\"a\":\"\u{19}\"}", #"{"\uD800":1}"#, #"{"a\":1}"#,
    ]

    @Test(arguments: good) func isTaken(_ text: String) {
        #expect(NaiveJSON.verdict(Array(text.utf8)) == .good)
        for line in Self.lines(text) { #expect(outcome(line) == .other, "\(line)") }
        #expect(embedded(text)?.code != .notJSON)
    }

    @Test(arguments: bad) func isRefused(_ text: String) {
        #expect(NaiveJSON.verdict(Array(text.utf8)) == .bad)
        for line in Self.lines(text) {
            #expect(outcome(line).code == .notJSON, "\(line)")
            #expect(outcome(line).detail.contains("byte "))
        }
    }

    /// Lines with the text as an ignored member, inside one, as a member that is read, and between others.
    static func lines(_ text: String) -> [String] {
        [
            #"{"endpoint":"/x","extra":\#(text)}"#, #"{"endpoint":"/x","extra":\#t\#(text)\#r}"#,
            #"{"endpoint":"/x","extra":[[\#(text)]]}"#,
            #"{"endpoint":"/x","id":\#(text)}"#, #"{"request":\#(text),"endpoint":"/x"}"#,
            #"{"endpoint":"/x","extra":{"a":\#(text),"b":0},"response":{"data":{"cost":\#(text)}}}"#,
        ]
    }

    /// The outcome of a line whose body is a string with this text.
    private func embedded(_ text: String) -> LineOutcome? {
        outcome(Samples.envelope("/transact", Samples.onePipeRequest, text.quoted))
    }

    @Test(arguments: bad) func isRefusedAsABody(_ text: String) {
        // A text that can't be in a string at all makes the line invalid JSON; any other makes the body invalid.
        let code = embedded(text)?.code
        #expect(code == .badField || code == .notJSON, "\(text)")
    }

    @Test func aLineThatIsNoObjectIsABadField() {
        for line in ["[]", "1", "\"a\"", "null", "[{\"endpoint\":\"/transact\"}]", " true "] {
            #expect(outcome(line) == .rejected(.badField, detail: "$: the line is no object"))
        }
        for line in ["[", "1x", "\"a", "nul", "{}{}", "{} x"] { #expect(outcome(line).code == .notJSON) }
    }

    @Test func depth() {
        // The envelope is one level.
        func nested(_ levels: Int) -> String {
            #"{"endpoint":"/x","extra":"#
                + String(repeating: "[", count: levels) + String(repeating: "]", count: levels) + "}"
        }
        #expect(outcome(nested(63)) == .other)
        #expect(outcome(nested(64)).code == .tooDeep)
        #expect(outcome(nested(64)).detail == "byte 89: more than 64 levels")
        #expect(outcome(#"{"extra":"# + String(repeating: "[", count: 64)).code == .tooDeep)
        #expect(outcome(#"{"extra":"# + String(repeating: "[", count: 63)).code == .notJSON)
        #expect(outcome(#"{"extra":"# + String(repeating: #"{"a":"#, count: 70)).code == .tooDeep)
        // A fault before the 65th level opens is reported first.
        #expect(outcome(#"{"extra":x"# + String(repeating: "[", count: 90)).code == .notJSON)
        #expect(outcome(String(repeating: "[", count: 64) + String(repeating: "]", count: 64)).code == .badField)
        #expect(outcome(String(repeating: "[", count: 65)).code == .tooDeep)
    }

    @Test func depthOfABodyCountsFromOne() {
        func body(_ levels: Int) -> String {
            let inner = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
            return Samples.envelope(
                "/transact", Samples.onePipeRequest,
                Samples.onePipeResponse.with(#""errors":null"#, #""errors":"# + inner).quoted)
        }
        #expect(outcome(body(62)).call != nil)
        #expect(outcome(body(63)) == .rejected(.tooDeep, detail: "response: a string that holds more than 64 levels"))
    }
}
