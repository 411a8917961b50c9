import LineParsing
import LineSamples
import Testing
import Vocabulary

/// One changed line, and the rejection it must get.
struct Fault: Sendable, CustomTestStringConvertible {
    var part: String
    var replacement: String
    var code: RejectionCode
    /// The start of the detail.
    var path: String

    init(_ part: String, _ replacement: String, _ code: RejectionCode, _ path: String) {
        self.part = part
        self.replacement = replacement
        self.code = code
        self.path = path
    }

    var testDescription: String { "\(part) -> \(replacement)" }
}

/// Every field with every fault: checks the code, the path in the detail, and that the detail has no value of the log.
@Suite struct RejectionTests {
    static let onePipeFaults: [Fault] = [
        // Missing: absent, null or empty.
        .init(#""time":"2026-10-03T11:22:33.123Z","#, "", .missingField, "time"),
        .init(#""time":"2026-10-03T11:22:33.123Z""#, #""time":null"#, .missingField, "time"),
        .init(#""time":"2026-10-03T11:22:33.123Z""#, #""time":1791026553"#, .badField, "time"),
        .init(#""time":"2026-10-03T11:22:33.123Z""#, #""time":"yesterday""#, .badField, "time"),
        .init(#""time":"2026-10-03T11:22:33.123Z""#, #""time":"""#, .badField, "time"),
        .init(#""app":"app-017","#, "", .missingField, "app"),
        .init(#""app":"app-017""#, #""app":null"#, .missingField, "app"),
        .init(#""app":"app-017""#, #""app":"""#, .missingField, "app"),
        .init(#""app":"app-017""#, #""app":17"#, .badField, "app"),
        .init(#""app":"app-017""#, #""app":"a\u0000b""#, .badField, "app"),
        .init(#""app":"app-017""#, #""app":"a\u0085b""#, .badField, "app"),
        .init(#""app":"app-017""#, "\"app\":\"a\u{7F}b\"", .badField, "app"),
        .init(#""app":"app-017""#, "\"app\":\"a\u{9F}b\"", .badField, "app"),
        .init(#""endpoint":"/transact","#, "", .missingField, "endpoint"),
        .init(#""endpoint":"/transact""#, #""endpoint":null"#, .missingField, "endpoint"),
        .init(#""endpoint":"/transact""#, #""endpoint":["/transact"]"#, .badField, "endpoint"),
        .init(#""id":"ex-000001""#, #""id":1"#, .badField, "id"),
        .init(#""id":"ex-000001""#, #""id":"\n""#, .badField, "id"),
        .init(#""http_status":200"#, #""environment":"prod""#, .badField, "environment"),
        .init(#""http_status":200"#, #""environment":true"#, .badField, "environment"),
        .init(#""request":{"#, #""other":{"#, .missingField, "request"),
        .init(Samples.onePipeRequest, "null", .missingField, "request"),
        .init(Samples.onePipeRequest, "[]", .badField, "request"),
        .init(Samples.onePipeRequest, "1", .badField, "request"),
        .init(Samples.onePipeRequest, #""""#, .badField, "request"),
        .init(Samples.onePipeRequest, #""[]""#, .badField, "request"),
        .init(Samples.onePipeRequest, #""{} {}""#, .badField, "request"),
        .init(Samples.onePipeResponse, #""null""#, .badField, "response"),
        .init(Samples.onePipeResponse, "[]", .badField, "response"),
        .init(Samples.onePipeResponse, "false", .badField, "response"),
        .init(Samples.onePipeResponse, #""{""#, .badField, "response"),
        .init(#""request_ref":"ref-0001","#, "", .missingField, "request.request_ref"),
        .init(#""request_ref":"ref-0001""#, #""request_ref":"""#, .missingField, "request.request_ref"),
        .init(#""request_ref":"ref-0001""#, #""request_ref":7"#, .badField, "request.request_ref"),
        .init(#""request_ref":"ref-0001""#, #""request_ref":"a\tb""#, .badField, "request.request_ref"),
        .init(#""request_type":"send_otp""#, #""request_type":1"#, .badField, "request.request_type"),
        .init(#""auth":{"#, #""auth":[],"x":{"#, .badField, "request.auth"),
        .init(#""type":"bank.account""#, #""type":1"#, .badField, "request.auth.type"),
        .init(#""type":"bank.account""#, #""type":"\u001f""#, .badField, "request.auth.type"),
        .init(#""auth_provider":"Beeceptor""#, #""auth_provider":{}"#, .badField, "request.auth.auth_provider"),
        .init(#""route_mode":null"#, #""route_mode":false"#, .badField, "request.auth.route_mode"),
        .init(#""transaction":{"#, #""transaction":"x","x":{"#, .badField, "request.transaction"),
        .init(#""mock_mode":"live""#, #""mock_mode":1"#, .badField, "request.transaction.mock_mode"),
        .init(#""mock_mode":"live","#, "", .modeUnset, "request.transaction.mock_mode"),
        .init(#""mock_mode":"live""#, #""mock_mode":null"#, .modeUnset, "request.transaction.mock_mode"),
        .init(
            #""transaction_ref":"tx-0001""#, #""transaction_ref":1"#, .badField, "request.transaction.transaction_ref"),
        .init(#""amount":0"#, #""amount":-5"#, .outOfRange, "request.transaction.amount"),
        .init(#""amount":0"#, #""amount":1.5"#, .badField, "request.transaction.amount"),
        .init(#""amount":0"#, #""amount":"-5""#, .badField, "request.transaction.amount"),
        .init(#""amount":0"#, #""amount":"1e3""#, .badField, "request.transaction.amount"),
        .init(#""amount":0"#, #""amount":"""#, .badField, "request.transaction.amount"),
        .init(#""amount":0"#, #""amount":" 5""#, .badField, "request.transaction.amount"),
        .init(#""amount":0"#, #""amount":true"#, .badField, "request.transaction.amount"),
        .init(#""amount":0"#, #""amount":9223372036854775808"#, .outOfRange, "request.transaction.amount"),
        .init(#""amount":0"#, #""amount":"9223372036854775808""#, .outOfRange, "request.transaction.amount"),
        .init(#""amount":0"#, #""amount":1e400"#, .outOfRange, "request.transaction.amount"),
        .init(#""customer":{"#, #""customer":1,"x":{"#, .badField, "request.transaction.customer"),
        .init(
            #""mobile_no":"234802343132""#, #""mobile_no":234802343132"#, .badField,
            "request.transaction.customer.mobile_no"),
        .init(#""details":{"#, #""details":true,"x":{"#, .badField, "request.transaction.details"),
        .init(
            #""type":"sms""#, #""type":null,"message":1,"x":{},"y":"""#, .duplicateKey,
            "request.transaction.details.message"),
        .init(#""type":"sms""#, #""type":[]"#, .badField, "request.transaction.details.type"),
        .init(
            #""message":"Use {otp} as your one time password on demo app""#, #""message":1"#, .badField,
            "request.transaction.details.message"),
        .init(#""status":"Successful""#, #""status":200"#, .badField, "response.status"),
        .init(#""data":{"#, #""data":[],"x":{"#, .badField, "response.data"),
        .init(
            #""provider_response_code":"00""#, #""provider_response_code":0"#, .badField,
            "response.data.provider_response_code"),
        .init(#""provider":"Beeceptor""#, #""provider":"B\u0007""#, .badField, "response.data.provider"),
        .init(
            #""provider_response":{"#, #""provider_response":"","x":{"#, .badField, "response.data.provider_response"),
        .init(
            #""delivered""#, #""Delivered""#, .unknownDelivery, "response.data.provider_response.delivery_status"),
        .init(#""delivered""#, #""""#, .unknownDelivery, "response.data.provider_response.delivery_status"),
        .init(#""delivered""#, #""none""#, .unknownDelivery, "response.data.provider_response.delivery_status"),
        .init(#""delivered""#, "0", .badField, "response.data.provider_response.delivery_status"),
        .init(#""cost":"1200""#, #""cost":-1"#, .outOfRange, "response.data.provider_response.cost"),
        .init(#""cost":"1200""#, #""cost":"12.00""#, .badField, "response.data.provider_response.cost"),
        .init(#""cost":"1200""#, #""cost":[1200]"#, .badField, "response.data.provider_response.cost"),
        .init(
            #""reference":"0000"#, #""reference":"\u00800000"#, .badField, "response.data.provider_response.reference"),
        // Keys that are read and occur twice.
        .init(#""app":"app-017""#, #""app":"app-017","app":"app-017""#, .duplicateKey, "app"),
        .init(#""app":"app-017""#, #""app":"app-017","\u0061pp":"app-017""#, .duplicateKey, "app"),
        .init(#""auth":{"#, #""auth":null,"auth":{"#, .duplicateKey, "request.auth"),
        .init(
            #""cost":"1200""#, #""cost":"1200","cost":"1200""#, .duplicateKey, "response.data.provider_response.cost"),
    ]

    @Test(arguments: onePipeFaults) func onePipeFault(_ fault: Fault) {
        expect(fault, in: Samples.call)
    }

    static let paylinkFaults: [Fault] = [
        .init(#""http_status":200,"#, "", .missingField, "http_status"),
        .init(#""http_status":200"#, #""http_status":"200""#, .badField, "http_status"),
        .init(#""http_status":200"#, #""http_status":200.5"#, .badField, "http_status"),
        .init(#""http_status":200"#, #""http_status":-1"#, .badField, "http_status"),
        .init(#""http_status":200"#, #""http_status":1000"#, .badField, "http_status"),
        .init(#""environment":"live","#, "", .modeUnset, "environment"),
        .init(#""environment":"live""#, #""environment":"""#, .modeUnset, "environment"),
        .init(#""environment":"live""#, #""environment":"staging""#, .badField, "environment"),
        .init(#""966""#, "966", .badField, "request.stcpayMobileCountryCode"),
        .init(#""stcpayMobile":"512345678""#, #""stcpayMobile":512345678"#, .badField, "request.stcpayMobile"),
        .init(#""16791237111116""#, "16791237111116", .badField, "request.orderNumber"),
        .init(#""16791237111116""#, #""1\n""#, .badField, "request.orderNumber"),
        .init(#","total":10"#, "", .missingField, "request.total"),
        .init(#""total":10"#, #""total":null"#, .missingField, "request.total"),
        .init(#""total":10"#, #""total":"10""#, .badField, "request.total"),
        .init(#""total":10"#, #""total":1.005"#, .badField, "request.total"),
        .init(#""total":10"#, #""total":-0.01"#, .outOfRange, "request.total"),
        .init(#""total":10"#, #""total":92233720368547758.08"#, .outOfRange, "request.total"),
        .init(#""total":10"#, #""total":10,"total":10"#, .duplicateKey, "request.total"),
        .init(#""641c1fec04e8e7793c123455""#, "641", .badField, "response.paymentSessionId"),
        .init(Samples.paylinkRequest, "null", .missingField, "request"),
        .init(Samples.paylinkSuccess, "5", .badField, "response"),
    ]

    @Test(arguments: paylinkFaults) func paylinkFault(_ fault: Fault) {
        expect(fault, in: Samples.paylink)
    }

    static let queryFaults: [Fault] = [
        .init(#""request_ref":"q-1","#, "", .missingField, "request.request_ref"),
        .init(#""transaction_ref":"tx-0001""#, "", .missingField, "request.transaction.transaction_ref"),
        .init(#""tx-0001""#, #""""#, .missingField, "request.transaction.transaction_ref"),
        .init(#""tx-0001""#, #""\u0000""#, .badField, "request.transaction.transaction_ref"),
        .init(#"{"transaction_ref":"tx-0001"}"#, "null", .missingField, "request.transaction.transaction_ref"),
        .init(#"{"transaction_ref":"tx-0001"}"#, "[]", .badField, "request.transaction"),
        .init(#""request_type":"send_otp""#, #""request_type":5"#, .badField, "request.request_type"),
        .init(#""delivered""#, #""lost""#, .unknownDelivery, "response.data.provider_response.delivery_status"),
    ]

    @Test(arguments: queryFaults) func queryFault(_ fault: Fault) {
        expect(fault, in: Samples.query)
    }

    private func expect(_ fault: Fault, in sample: String) {
        let result = outcome(sample.with(fault.part, fault.replacement))
        #expect(result.code == fault.code, "\(result)")
        #expect(result.detail.hasPrefix(fault.path + ": "), "\(result)")
        for personal in ["234802343132", "512345678", "Uju", "Usmanu", "gmail", "641c1fec", "ZW5jcnlwdGVk", "demo app"]
        {
            #expect(!result.detail.contains(personal))
        }
    }

    @Test func notUTF8NamesTheByte() {
        var line = Array(Samples.call.utf8)
        line[20] = 0xFF
        #expect(outcome(line) == .rejected(.notUTF8, detail: "byte 21: not UTF-8"))
        // UTF-8 is checked before the grammar, because a line can break both rules.
        #expect(outcome([0x7B, 0x80]).code == .notUTF8)
    }

    @Test func notJSONNamesTheByte() {
        #expect(outcome(#"{"a":1,}"#) == .rejected(.notJSON, detail: "byte 8: not JSON by RFC 8259"))
        #expect(outcome(#"{"a":tru}"#).detail == "byte 6: not JSON by RFC 8259")
        #expect(outcome(#"{"a":1"#).detail == "byte 7: not JSON by RFC 8259")
    }

    @Test func tooLongComesBeforeAllElse() {
        var parser = LogParser(rules: Samples.rules)
        let pad = LineLimits.lengthMax - Samples.call.utf8.count
        let exact = Samples.call.with(#""id":"#, #""pad":"\#(String(repeating: "x", count: pad - 9))","id":"#)
        #expect(exact.utf8.count == LineLimits.lengthMax)
        #expect(parser.parseLine(Array(exact.utf8)).call != nil)
        #expect(parser.parseLine(Array((exact + "\r\n").utf8)).call != nil)
        let tooLong = RejectionCode.tooLong
        #expect(parser.parseLine(Array((exact + " ").utf8)).code == tooLong)
        #expect(parser.parseLine(Array((" " + exact + "\r\n").utf8)).code == tooLong)
        #expect(parser.parseLine([UInt8](repeating: 0xFF, count: LineLimits.lengthMax + 1)).code == tooLong)
        #expect(parser.parseLine([UInt8](repeating: 0x20, count: LineLimits.lengthMax + 1)).code == tooLong)
    }

    @Test func aKeyThatIsNotReadMayOccurTwice() {
        #expect(outcome(Samples.call.with(#""status":"#, #""message":1,"status":"#)).call != nil)
        #expect(outcome(Samples.call.with(#""id":"#, #""method":1,"method":2,"id":"#)).call != nil)
        // OnePipe has no field paymentSessionId, and Paylink has no field auth.
        #expect(
            outcome(Samples.call.with(#""status":"#, #""paymentSessionId":1,"paymentSessionId":1,"status":"#)).call
                != nil)
        #expect(outcome(Samples.paylink.with(#""total":"#, #""auth":1,"auth":{"type":1},"total":"#)).call != nil)
    }

    @Test func theFirstFaultInTheOrderOfTheTestsIsTold() {
        // time comes before app, and app before request, whatever their order in the line.
        let line = #"{"request":[],"endpoint":"/transact","app":1,"time":2}"#
        #expect(outcome(line).detail.hasPrefix("time: "))
        #expect(outcome(line.with(#""time":2"#, #""time":"2026-10-03T11:22:33Z""#)).detail.hasPrefix("app: "))
        // A repeated key comes before all fields.
        #expect(outcome(line.with(#""time":2"#, #""id":"","id":"""#)).code == .duplicateKey)
    }
}
