import Testing

@testable import Recomputation

@Suite struct ReadingTests {
    private func outcome(_ line: String) throws -> Outcome { readLine(Array(line.utf8), try rules().reading) }

    private func call(_ line: String) throws -> Call {
        guard case .call(let call) = try outcome(line) else { throw UnreadableRules(description: "no call: \(line)") }
        return call
    }

    private func rejection(_ line: String) throws -> String {
        guard case .rejected(let rejection) = try outcome(line) else { return "" }
        return rejection.path.isEmpty ? rejection.code : rejection.code + " " + rejection.path
    }

    private func onepipe(_ transaction: String, response: String = "null") -> String {
        #"{"time":"2026-10-03T11:22:33.123Z","app":"app-1","endpoint":"/v2/transact/","environment":"LIVE","request":"#
            + #"{"request_ref":"r1","request_type":"send_otp","auth":{"auth_provider":"Bee"},"transaction":{"#
            + transaction
            + #"}},"response":"# + response + "}"
    }

    private func paylink(_ total: String, _ response: String, http: String = "200") -> String {
        #"{"time":"2026-10-03T11:22:33Z","app":"app-1","endpoint":"/rest/pay/stcpay/sendOtp","environment":"live","#
            + #""id":"e1","http_status":\#(http),"request":{"#
            + #""stcpayMobileCountryCode":"966","stcpayMobile":"0512345678","#
            + #""orderNumber":"o1","total":\#(total)},"response":\#(response)}"#
    }

    @Test(arguments: [
        ("10", 10), ("10.0", 10), ("1e1", 10), ("100e-1", 10), ("\"010\"", 10), ("-0", 0),
        ("0e99999999999999999999", 0),
        ("9223372036854775807", Int64.max), ("null", 0),
    ])
    func amounts(_ text: String, _ amount: Int64) throws {
        #expect(try call(onepipe(#""amount":"# + text)).amount == amount)
    }

    @Test(arguments: [
        ("10.5", "bad_field"), ("\"\"", "bad_field"), ("\"-5\"", "bad_field"), ("\"1e1\"", "bad_field"),
        ("true", "bad_field"), ("-5", "out_of_range"), ("9223372036854775808", "out_of_range"),
        ("1e999999999999999999999", "out_of_range"), ("1e-999999999999999999999", "bad_field"),
    ])
    func badAmounts(_ text: String, _ code: String) throws {
        #expect(try rejection(onepipe(#""amount":"# + text)) == code + " request.transaction.amount")
    }

    @Test(arguments: [("10", 1000), ("10.500", 1050), ("1e1", 1000), ("0.01", 1), ("92233720368547758.07", Int64.max)])
    func totals(_ text: String, _ amount: Int64) throws {
        #expect(try call(paylink(text, "null")).amount == amount)
    }

    @Test(arguments: [
        ("10.001", "bad_field"), ("\"10\"", "bad_field"), ("null", "missing_field"), ("-0.01", "out_of_range"),
        ("92233720368547758.08", "out_of_range"),
    ])
    func badTotals(_ text: String, _ code: String) throws {
        #expect(try rejection(paylink(text, "null")) == code + " request.total")
    }

    @Test func paylinkStatus() throws {
        #expect(try call(paylink("1", "null")).status == "Pending")
        let session = #"{"paymentSessionId":"s"}"#
        #expect(try call(paylink("1", session)).status == "Successful")
        #expect(try call(paylink("1", session)).destination == "966512")
        let failed = try call(paylink("1", session, http: "5e2"))
        #expect([failed.status, failed.providerCode] == ["Failed", "500"])
    }

    @Test(arguments: [
        ("+234 802 343", "234802"), ("00234802343", "234802"), ("0802343", "234802"), ("(0)802-343", "234802"),
        ("802", "802"), ("", ""), ("000802", "234802"),
    ])
    func destinations(_ number: String, _ destination: String) throws {
        let call = try call(onepipe(#""customer":{"mobile_no":"\#(number)"}"#))
        #expect(call.destination == ByteString(destination))
    }

    @Test(arguments: [
        ("{", "not_json"), ("[]", "bad_field $"), ("{\"a\":1,}", "not_json"), ("{\"a\":01}", "not_json"),
        ("{\"a\":\"\\ud800\"}", "not_json"), ("{\"a\":1} x", "not_json"), ("\u{FEFF}{}", "not_json"),
        (String(repeating: "[", count: 65), "too_deep"), (String(repeating: "[", count: 64), "not_json"),
        ("{}", "missing_field endpoint"), (#"{"app":1,"\u0061pp":2}"#, "duplicate_key app"),
    ])
    func badLines(_ line: String, _ rejection: String) throws {
        #expect(try self.rejection(line) == rejection)
    }

    @Test(arguments: [
        "2026-13-01T00:00:00Z", "2026-02-29T00:00:00Z", "2026-10-03 11:22:33Z", "2026-10-03T11:22:33",
        "1677-01-01T00:00:00Z",
        "2026-10-03T24:00:00Z", "2026-10-03T11:22:60Z", "2026-10-03T11:22:33.Z", "2026-10-03T11:22:33+24:00",
    ])
    func badTimes(_ text: String) { #expect(instant(Array(text.utf8)) == nil) }

    @Test func times() {
        #expect(instant(Array("1970-01-01t01:00:00.1234567899+01:00".utf8)) == 123_456_789)
        #expect(instant(Array("1970-01-01T00:59:60+01:00".utf8)) == -1)
        #expect(instant(Array("1969-12-31T23:59:59Z".utf8)) == -1_000_000_000)
        for number in stride(from: -110_000, through: 110_000, by: 13) { #expect(Day(number: number).number == number) }
    }

    @Test func linesOfAFile() {
        #expect(lines(of: [0xEF, 0xBB, 0xBF, 0x61, 0x0D, 0x0A, 0x0A, 0x62, 0x0D]) == [[0x61], [], [0x62, 0x0D]])
        #expect(lines(of: [0x61, 0x0A]) == [[0x61]])
        #expect(lines(of: []) == [])
    }

    @Test func ids() throws {
        let composed = "é"
        let decomposed = "e\u{301}"
        #expect(composed == decomposed)
        #expect(ByteString(composed) != ByteString(decomposed))
        let text = rulesText(tariffs: "[]", split: "[]").replacing(
            "app-2: {name: Two}", with: "\(composed): {name: C}\n  \(decomposed): {name: D}")
        let apps = try Rules(yaml: Array(text.utf8)).apps
        #expect(apps[ByteString(composed)]?.name == "C" && apps[ByteString(decomposed)]?.name == "D")
    }
}
