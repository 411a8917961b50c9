package import LineParsing
import Vocabulary

/// Lines of a log to start from; a test changes the part that it is about.
package enum Samples {
    package static let rules = ReadingRules(
        services: ["send_otp", "stcpay_send_otp"],
        sources: [.onepipe: .init(countryCode: "234"), .paylink: .init(countryCode: "966")], unsetMode: .reject)

    /// The request of the OnePipe document (Send OTP, interface specification), with one of its alternatives chosen.
    package static let onePipeRequest = """
        {"request_ref":"ref-0001","request_type":"send_otp",
        "auth":{"type":"bank.account","secure":"ZW5jcnlwdGVk","auth_provider":"Beeceptor","route_mode":null},
        "transaction":{"mock_mode":"live","transaction_ref":"tx-0001","transaction_desc":"A random transaction",
        "transaction_ref_parent":null,"amount":0,
        "customer":{"customer_ref":"c-1","firstname":"Uju","surname":"Usmanu","email":"ujuusmanu@gmail.com",
        "mobile_no":"234802343132"},
        "meta":{"a_key":"a_meta_value_1","another_key":"a_meta_value_2"},
        "details":{"type":"sms","app_name":"My App","expiry_mins":5,
        "message":"Use {otp} as your one time password on demo app"}}}
        """.joined

    /// The response to it.
    package static let onePipeResponse = """
        {"status":"Successful","message":"Please enter the OTP sent to 234*****4656",
        "data":{"provider_response_code":"00","provider":"Beeceptor","errors":null,"error":null,
        "provider_response":{"delivery_status":"delivered","cost":"1200","expires_on":"2026-10-03-11-27-33",
        "ussd_code":"*347*022*2*99312#","prompt_message":"Please enter the OTP sent to 234*****4656",
        "reference":"000022200225154318222333334432",
        "meta":{"field_key":"field_value","field_key":"field_value"}}}}
        """.joined

    package static let call = envelope("/transact", onePipeRequest, onePipeResponse)

    package static let query = envelope(
        "/transact/query",
        #"{"request_ref":"q-1","request_type":"send_otp","transaction":{"transaction_ref":"tx-0001"}}"#,
        onePipeResponse)

    /// The request of the STC Pay document (Sending OTP Code).
    package static let paylinkRequest =
        #"{"stcpayMobileCountryCode":"966","stcpayMobile":"512345678","orderNumber":"16791237111116","total":10}"#

    package static let paylinkSuccess = """
        {"stcMobile":"512345678","paymentSessionId":"641c1fec04e8e7793c123455","signature":"NTkzMjU2MzFhYmIwNGY4****",
        "stcpayMobile":"512345678","signedBase64Data":"NTk5OTI1NDc3NjQxYz****"}
        """.joined

    package static let paylinkFailure = """
        {"timestamp":1679566267336,"status":500,"error":"Internal Server Error","path":"/rest/pay/stcpay/sendOtp"}
        """

    package static let paylink =
        #"{"id":"ex-1","time":"2026-10-03T11:22:33Z","app":"app-017","endpoint":"/rest/pay/stcpay/sendOtp","#
        + #""http_status":200,"environment":"live","request":\#(paylinkRequest),"response":\#(paylinkSuccess)}"#

    package static func envelope(_ endpoint: String, _ request: String, _ response: String) -> String {
        #"{"id":"ex-000001","time":"2026-10-03T11:22:33.123Z","app":"app-017","endpoint":"\#(endpoint)","#
            + #""http_status":200,"request":\#(request),"response":\#(response)}"#
    }
}

extension String {
    /// The lines of a literal joined into one, as a gateway writes it.
    fileprivate var joined: String { split(separator: "\n").joined() }

    /// The text with one part replaced. The part must exist, so that a test can't silently test nothing.
    package func with(_ part: String, _ replacement: String) -> String {
        let text = Array(utf8)
        let wanted = Array(part.utf8)
        for start in 0...(max(0, text.count - wanted.count)) where text[start...].starts(with: wanted) {
            return String(
                decoding: text[..<start] + Array(replacement.utf8) + text[(start + wanted.count)...], as: UTF8.self)
        }
        preconditionFailure("the sample has no \(part)")
    }

    /// The text as a JSON string.
    package var quoted: String {
        var result = "\""
        for scalar in unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
