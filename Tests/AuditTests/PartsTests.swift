import Money
import Rules
import Testing
import Vocabulary

@testable import Audit

@Suite("Parts of the audit")
struct PartsTests {
    private let naira = Currency(code: "NGN")!
    private let yen = Currency(code: "JPY")!
    private let dinar = Currency(code: "KWD")!

    @Test("halves of both signs", arguments: [(5, 1, 0), (15, 2, 2), (25, 3, 2), (-5, -1, 0), (-15, -2, -2)])
    func halves(tenths: Int, up: Int, even: Int) {
        #expect(Arithmetic.rounded(Int128(tenths), 10, .halfUp) == Int128(up))
        #expect(Arithmetic.rounded(Int128(tenths), 10, .halfEven) == Int128(even))
    }

    @Test("shares add up, and each is less than a unit from its exact part")
    func shares() throws {
        for total in 0...40 {
            for a in 0...4 {
                for b in 0...4 {
                    for c in 1...4 {
                        let shares = try Arithmetic.shares(of: Int128(total), [Int128(a), Int128(b), Int128(c)])
                        #expect(shares.reduce(0, +) == Int128(total))
                        for (share, weight) in zip(shares, [a, b, c]) {
                            let scaled = share * Int128(a + b + c) - Int128(total * weight)
                            #expect(abs(scaled) < Int128(a + b + c))
                        }
                    }
                }
            }
        }
    }

    @Test("amounts are read only in the form in which they are written")
    func amounts() {
        for (text, minor) in [("0.00", 0), ("-0.05", -5), ("1234.50", 123_450), ("92233720368547758.07", Int64.max)] {
            #expect(Arithmetic.minor(text, naira) == minor)
            #expect(Arithmetic.text(Int128(minor), naira) == text)
        }
        #expect(Arithmetic.minor("12", yen) == 12 && Arithmetic.minor("-1.001", dinar) == -1001)
        for text in [
            "", "1", "1.0", "1.000", "01.00", "+1.00", "-0.00", "1,00", " 1.00", ".50", "1e2", "92233720368547758.08",
        ] {
            #expect(Arithmetic.minor(text, naira) == nil, "\(text)")
        }
    }

    @Test("a fraction that does not end is shown with 12 decimals")
    func fractions() throws {
        #expect(try Ratio(100, 3).text(naira) == "0.333333333333")
        #expect(try Ratio(-10, 4).text(naira) == "-0.025")
        #expect(try Ratio(7).text(yen) == "7")
        #expect(Ratio(1, 3).plus(Ratio(1, 6)) == Ratio(1, 2))
        #expect(Ratio(9, 4).times(2, of: 3) == Ratio(3, 2))
    }

    @Test("fractions are exact up to 128 bits, and nil or an error beyond")
    func largeFractions() throws {
        let franc = Currency(code: "XOF")!
        let moved = Ratio(445_566_013_529_947_676_710_588_101, 930_887_559_200_000_000_000_000_000)
        #expect(try moved.text(franc) == "0.478646437077")
        #expect(try Ratio(.max, .max - 1).text(franc) == "1.000000000000")
        #expect(try Ratio(.max - 1, .max).text(naira) == "0.010000000000")
        #expect(try Ratio(-(.max / 3), .max - 5).text(franc) == "-0.333333333333")
        #expect(try Ratio(.max, 3_000_000_000_000_000_001).text(yen) == "56713727820156410558.324525298576")
        #expect(throws: Unworkable.self) { try Ratio(.max).text(franc) }
        #expect(Ratio(1, .max).plus(Ratio(1, .max - 1)) == nil)
        #expect(Ratio(.max, 7).times(1_000_003, of: 1_000_033) == nil)
    }

    @Test("CSV is read strictly, with the line of each row")
    func csv() throws {
        let file = try CSVFile(Array("a,b\n\"x\ny\",\"say \"\"z\"\"\"\n,é\n".utf8))
        #expect(file.rows.map(\.line) == [2, 4])
        #expect(file.rows.map(\.cells) == [["x\ny", "say \"z\""], ["", "é"]])
        for text in ["", "a,b\n1\n", "a\n1", "a\n\"1\n", "a\n\"1\"2\n", "a\n1\"\n", "a\r\n"] {
            #expect(throws: Unworkable.self, "\(text)") { try CSVFile(Array(text.utf8)) }
        }
        #expect(throws: Unworkable.self) { try CSVFile([97, 10, 0xFF, 10]) }
        #expect(CSVFile.unguarded("'=x") { _ in false } == "=x")
        #expect(CSVFile.unguarded("'=x") { $0 == "'=x" } == "'=x")
        #expect(CSVFile.unguarded("'x") { _ in false } == "'x")
    }

    @Test("JSON is read strictly and written in one form")
    func json() throws {
        let text = "{\n  \"a\": [\n    1,\n    \"\\u0001\\\"é\"\n  ],\n  \"b\": {},\n  \"c\": null\n}\n"
        #expect(try JSONReader.read(Array(text.utf8)).written == Array(text.utf8))
        for text in [
            "", "{", "[1,]", "{\"a\":1,\"a\":2}", "1.0", "1e2", "01", "-0", "nul", "\"\\x\"", "\"\\u00e9\"", "[1] 2",
            "{a:1}",
            "99999999999999999999", String(repeating: "[", count: 99),
        ] {
            #expect(throws: Unworkable.self, "\(text)") { try JSONReader.read(Array(text.utf8)) }
        }
        let (one, other) = (
            try JSONReader.read(Array("[{\"a\": 1}]".utf8)), try JSONReader.read(Array("[{\"a\": 2}]".utf8))
        )
        #expect(one.differences(from: other).map(\.path) == ["[0].a"])
    }

    @Test("the sequence is read from a number")
    func numbers() {
        let format = NumberFormat("INV-{year}-{sequence:6}")!
        #expect(Folder.sequence(of: "INV-2026-000012", in: format, year: 2026) == 12)
        #expect(Folder.sequence(of: "INV-2026-1000000", in: format, year: 2026) == 1_000_000)
        for text in [
            "INV-2025-000012", "INV-2026-00012", "INV-2026-000000", "INV-2026-0000012", "INV-2026-", "CN-2026-000012",
        ] {
            #expect(Folder.sequence(of: text, in: format, year: 2026) == nil, "\(text)")
        }
        #expect(Folder.sequence(of: "7/2026", in: NumberFormat("{sequence}/{year}")!, year: 2026) == 7)
    }

    @Test("a finding is one line, whatever the file contains")
    func finding() {
        let finding = Finding(.split, "f\n", "1", "what", found: "\u{1B}[31m\u{202E}", expected: "")
        #expect(finding.description == "split: f\\u{a}:1: what: \\u{1b}[31m\\u{202e}, worked out nothing")
    }
}
