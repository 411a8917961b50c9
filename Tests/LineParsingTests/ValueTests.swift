import LineParsing
import LineSamples
import Testing
import Vocabulary

/// Numbers, times and segments.
@Suite struct ValueTests {
    private func amount(_ text: String) -> LineOutcome {
        outcome(Samples.call.with(#""amount":0"#, #""amount":"# + text))
    }

    private func total(_ text: String) -> LineOutcome {
        outcome(Samples.paylink.with(#""total":10"#, #""total":"# + text))
    }

    @Test(
        arguments: [
            ("0", 0), ("-0", 0), ("-0.0", 0), ("0e999", 0), ("0.000e-999", 0), ("10", 10), ("10.0", 10), ("1e1", 10),
            ("1E+1", 10), ("100e-1", 10), ("0.1e2", 10), ("1000000e-5", 10), ("0.00001e6", 10), ("\"10\"", 10),
            ("\"0010\"", 10), ("\"00000000000000000000000000000000010\"", 10), (#""\u0031\u0030""#, 10), ("null", 0),
            ("9223372036854775807", Int64.max), ("\"9223372036854775807\"", .max), ("9.223372036854775807e18", .max),
            ("922337203685477580700e-2", .max), ("1e18", 1_000_000_000_000_000_000),
            ("999999999999999999", 999_999_999_999_999_999), ("1000000000000000000", 1_000_000_000_000_000_000),
        ])
    func amountsAreExact(_ text: String, _ value: Int64) {
        #expect(amount(text).call?.amountMinor == value)
    }

    @Test(
        arguments: [
            ("9223372036854775808", RejectionCode.outOfRange), ("1e19", .outOfRange), ("1e400", .outOfRange),
            ("1e999999999999999999999999", .outOfRange), ("-1", .outOfRange), ("-1e400", .outOfRange),
            ("\"99999999999999999999\"", .outOfRange), ("18446744073709551616", .outOfRange),
            ("18446744073709551626", .outOfRange), ("0.5", .badField), ("1e-1", .badField), ("1e-400", .badField),
            ("1e-99999999999999999999", .badField), ("10.01", .badField), ("9223372036854775807.5", .badField),
            ("\"1 0\"", .badField), ("\"+1\"", .badField), ("\"1.0\"", .badField), ("\"１\"", .badField),
            ("\"123456789012345678901x\"", .badField), ("false", .badField), ("[]", .badField), ("{}", .badField),
        ])
    func amountsThatAreNone(_ text: String, _ code: RejectionCode) {
        #expect(amount(text).code == code)
    }

    @Test(
        arguments: [
            ("10", 1000), ("10.5", 1050), ("10.500", 1050), ("10.50000000000000000000000", 1050), ("0.01", 1),
            ("1e-2", 1), ("0", 0), ("-0.00", 0), ("1.10", 110), ("92233720368547758.07", Int64.max), ("4.35", 435),
            ("1.15", 115), ("123456789.29", 12_345_678_929),
        ])
    func totalsAreExact(_ text: String, _ value: Int64) {
        #expect(total(text).call?.amountMinor == value)
    }

    @Test(
        arguments: [
            ("1.005", RejectionCode.badField), ("0.001", .badField), ("1e-3", .badField),
            ("92233720368547758.08", .outOfRange), ("1e17", .outOfRange), ("-10", .outOfRange), ("\"10\"", .badField),
        ])
    func totalsThatAreNone(_ text: String, _ code: RejectionCode) {
        #expect(total(text).code == code)
    }

    @Test func aHugeExponentTakesNoTime() {
        let zeros = String(repeating: "0", count: 500_000)
        let start = ContinuousClock.now
        #expect(amount("1" + zeros).code == .outOfRange)
        #expect(amount("1" + zeros + "e-500000").call?.amountMinor == 1)
        #expect(amount("0." + zeros + "1e500001").call?.amountMinor == 1)
        #expect(amount("1e1000000000").code == .outOfRange)
        #expect(ContinuousClock.now - start < .seconds(5))
    }

    private func time(_ text: String) -> Int64? {
        outcome(Samples.call.with("2026-10-03T11:22:33.123Z", text)).call?.timeNanoseconds
    }

    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("1970-01-01t00:00:00z", 0), ("1970-01-01T01:00:00+01:00", 0),
            ("1969-12-31T23:00:00-01:00", 0), ("1970-01-01T00:00:00-00:00", 0), ("1970-01-01T00:00:00.5Z", 500_000_000),
            ("1970-01-01T00:00:00.123456789Z", 123_456_789), ("1970-01-01T00:00:00.1234567899999Z", 123_456_789),
            ("1969-12-31T23:59:59.9Z", -100_000_000), ("2000-02-29T00:00:00Z", 951_782_400_000_000_000),
            ("2024-02-29T12:00:00+05:30", 1_709_188_200_000_000_000), ("1970-01-01T23:59:00+23:59", 0),
            ("2016-12-31T23:59:60Z", 1_483_228_799_999_999_999),
            ("2017-01-01T00:59:60+01:00", 1_483_228_799_999_999_999),
            ("2016-12-31T23:59:60.25Z", 1_483_228_799_999_999_999),
            ("1678-01-01T00:00:00Z", -9_214_560_000_000_000_000),
            ("2261-12-31T23:59:59.999999999Z", 9_214_646_399_999_999_999),
            ("1677-12-31T23:30:00-01:00", -9_214_558_200_000_000_000),
        ])
    func timesAreTaken(_ text: String, _ nanoseconds: Int64) {
        #expect(time(text) == nanoseconds)
    }

    @Test(
        arguments: [
            "2026-10-03", "2026-10-03T11:22:33", "2026-10-03 11:22:33Z", "2026-10-03T11:22Z", "2026-13-01T00:00:00Z",
            "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
            "2026-01-00T00:00:00Z", "2026-10-03T24:00:00Z", "2026-10-03T11:60:00Z", "2026-10-03T11:22:61Z",
            "2026-10-03T11:22:60Z", "2016-12-31T23:59:60+01:00", "2026-10-03T11:22:33.Z", "2026-10-03T11:22:33,1Z",
            "2026-10-03T11:22:33+1:00", "2026-10-03T11:22:33+0100", "2026-10-03T11:22:33+24:00",
            "2026-10-03T11:22:33+01:60", "2026-10-03T11:22:33ZZ", "2026-10-03T11:22:33Z ", " 2026-10-03T11:22:33Z",
            "+2026-10-03T11:22:33Z", "26-10-03T11:22:33Z", "2026-1O-03T11:22:33Z", "1677-12-31T23:59:59Z",
            "2262-01-01T00:00:00Z", "2261-12-31T23:30:00-01:00", "0000-01-01T00:00:00Z", "9999-12-31T23:59:59Z",
            "2026-10-03T11:22:33.123", "2026-10-03T11:22:33−01:00",
        ])
    func timesThatAreNone(_ text: String) {
        #expect(time(text) == nil)
        #expect(outcome(Samples.call.with("2026-10-03T11:22:33.123Z", text)).code == .badField)
    }

    private func segments(_ message: String, _ channel: String = "sms", otpLength: Int = 6) -> Int? {
        var rules = Samples.rules
        rules.sources[.onepipe]?.otpLength = otpLength
        let line = Samples.call.with(#""sms""#, #""\#(channel)""#)
            .with(#""Use {otp} as your one time password on demo app""#, message.quoted)
        return outcome(line, rules).call?.segments
    }

    /// Figures from the tests of TwilioDevEd/message-segment-calculator.
    @Test func segmentsAsTwilioCountsThem() {
        func a(_ count: Int) -> String { String(repeating: "a", count: count) }
        #expect(segments(a(160)) == 1)
        #expect(segments(a(161)) == 2)
        #expect(segments(a(306)) == 2)
        #expect(segments(a(307)) == 3)
        for extended in ["|", "^", "€", "{", "}", "[", "]", "~", "\\"] {
            #expect(segments(extended + a(158)) == 1)
            #expect(segments(extended + a(159)) == 2)
        }
        #expect(segments("😜" + a(68)) == 1)
        #expect(segments("😜" + a(69)) == 2)
        #expect(segments("😜" + a(133)) == 3)
        for outside in ["Á", "ú", "ç", "í", "ó"] {
            #expect(segments(String(repeating: outside, count: 70)) == 1)
            #expect(segments(String(repeating: outside, count: 71)) == 2)
        }
        for inside in ["Ç", "é", "ù", "ì", "ò"] {
            #expect(segments(String(repeating: inside, count: 160)) == 1)
            #expect(segments(String(repeating: inside, count: 161)) == 2)
        }
        // The flag is 6 code units.
        #expect(segments("🏳️‍🌈" + a(64)) == 1)
        #expect(segments("🏳️‍🌈" + a(65)) == 2)
    }

    @Test func theWholeAlphabetIsKnown() {
        let alphabet =
            "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§"
            + "¿abcdefghijklmnopqrstuvwxyzäöñüà"
        #expect(alphabet.unicodeScalars.count == 127)
        let json = alphabet.quoted.split(separator: "\r", omittingEmptySubsequences: false).joined(separator: "\\r")
        func count(_ body: String) -> Int? {
            outcome(Samples.call.with(#""Use {otp} as your one time password on demo app""#, body)).call?.segments
        }
        let rest = String(repeating: "a", count: 33)
        #expect(count(json.dropLast() + rest + "\"") == 1)
        #expect(count(json.dropLast() + rest + "a\"") == 2)
        for outside in ["`", "\u{7F}", "\u{1B}", "\u{1}", "ÿ", "À", "ā", "α", "–", "’", "\u{A0}"] {
            let escaped = outside.unicodeScalars.map {
                $0.value < 32 ? "\\u00" + ($0.value == 27 ? "1b" : "01") : String($0)
            }
            #expect(count("\"" + escaped.joined() + String(repeating: "a", count: 70) + "\"") == 2, "\(outside)")
        }
        #expect(count(#""\f"# + String(repeating: "a", count: 158) + "\"") == 1)
        #expect(count(#""\f"# + String(repeating: "a", count: 159) + "\"") == 2)
    }

    @Test func anExtensionCharacterIsNeverCutInTwo() {
        // 152 and a two-septet character: the character moves whole to the next segment, as does each after 152 more.
        let unit = String(repeating: "a", count: 152) + "€"
        #expect(segments(unit + String(repeating: "a", count: 151)) == 2)
        #expect(segments(unit + String(repeating: "a", count: 152)) == 3)
        #expect(segments(String(repeating: "€", count: 80)) == 1)
        #expect(segments(String(repeating: "€", count: 81)) == 2)
        #expect(segments(String(repeating: "€", count: 152)) == 2)
        #expect(segments(String(repeating: "€", count: 153)) == 3)
    }

    @Test func thePlaceholderCountsAsItsDigits() {
        func message(_ count: Int) -> String { "{otp}" + String(repeating: "a", count: count) }
        #expect(segments(message(154)) == 1)
        #expect(segments(message(155)) == 2)
        #expect(segments(message(156), otpLength: 4) == 1)
        #expect(segments(message(157), otpLength: 4) == 2)
        #expect(segments("{OTP}" + String(repeating: "a", count: 153)) == 1)
        #expect(segments("{OTP}" + String(repeating: "a", count: 154)) == 2)
        #expect(segments(String(repeating: "{otp}", count: 26) + "aaaa") == 1)
        #expect(segments(String(repeating: "{otp}", count: 26) + "aaaaa") == 2)
        #expect(segments(String(repeating: "{otp}", count: 51)) == 2)
        #expect(segments(String(repeating: "{otp}", count: 51) + "a") == 3)
        #expect(segments("😜" + String(repeating: "{otp}", count: 11) + "aa") == 1)
        #expect(segments("😜" + String(repeating: "{otp}", count: 11) + "aaa") == 2)
        #expect(segments("{otp", otpLength: 400) == 1)
        #expect(segments("{otp}", otpLength: 400) == 3)
    }

    @Test func whatIsNoSMSIsOneSegment() {
        let long = String(repeating: "a", count: 500)
        #expect(segments(long) == 4)
        #expect(segments(long, "ussd") == 1)
        #expect(segments(long, "SMS") == 1)
        #expect(segments(long, "") == 1)
        #expect(segments("") == 1)
        #expect(
            outcome(
                Samples.call.with(#""message":"Use {otp} as your one time password on demo app""#, #""message":null"#)
            ).call?.segments == 1)
    }
}
