import Money
import Testing

@Suite("Decimals in the rules")
struct DecimalTests {
    @Test(
        arguments: [
            ("4.00", 400_000_000), ("4", 400_000_000), ("0.00000001", 1), ("-12.5", -1_250_000_000), ("0", 0),
            ("007", 700_000_000),
            ("1.1000000000", 110_000_000),
        ] as [(String, Int64)])
    func prices(text: String, scaled: Int64) throws {
        #expect(try Price(text).scaled == scaled)
        #expect(try Price(text).text == text)
    }

    @Test(arguments: ["", "-", ".5", "5.", "1e3", "+4", "4,00", "1_000", " 4", "0x10", "NaN", "٤", "1.2.3", "--1"])
    func whatIsNoDecimal(_ text: String) {
        #expect(throws: DecimalFault.notADecimal) { try Price(text) }
    }

    @Test func limits() {
        #expect(throws: DecimalFault.tooManyDecimals(most: 8)) { try Price("0.000000001") }
        #expect(throws: DecimalFault.tooLarge) { try Price("92233720369") }
        #expect(throws: DecimalFault.tooManyDecimals(most: 6)) { try Rate("0.0000001%") }
        #expect(throws: DecimalFault.notADecimal) { try Rate("7.5") }
    }

    @Test func rates() throws {
        #expect(try Rate("7.5%").scaled == 7_500_000)
        #expect(try Rate("100%").scaled == Rate.oneScaled)
        #expect(try Rate("0.000001%").scaled == 1)
    }

    /// Minor units by ISO 4217.
    @Test(arguments: [("NGN", 2), ("SAR", 2), ("USD", 2), ("KWD", 3), ("BHD", 3), ("JPY", 0), ("XOF", 0)])
    func minorUnits(code: String, digits: Int) {
        #expect(Currency(code: code)?.minorDigits == digits)
    }

    @Test func unknownCurrencies() {
        for code in ["XXX", "ngn", "", "NG", "NGNN", "XAU"] { #expect(Currency(code: code) == nil, "\(code)") }
    }

    @Test func amountsAsText() throws {
        let naira = try #require(Currency(code: "NGN"))
        let yen = try #require(Currency(code: "JPY"))
        let dinar = try #require(Currency(code: "KWD"))
        let amounts: [Int64] = [0, 5, -5, 123_450, -123_450]
        #expect(
            amounts.map { naira.text(minor: $0) } == ["0.00", "0.05", "-0.05", "1234.50", "-1234.50"])
        #expect(yen.text(minor: Int64(-12)) == "-12")
        #expect(dinar.text(minor: Int64(7)) == "0.007")
        #expect(naira.text(minor: Int64.min) == "-92233720368547758.08")
    }

    @Test func wholeMinorUnits() throws {
        let naira = try #require(Currency(code: "NGN"))
        #expect(try Price("20000.00").wholeMinor(naira) == 2_000_000)
        #expect(try Price("0.005").wholeMinor(naira) == nil)
    }
}
