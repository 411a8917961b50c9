/// The keys that are read in each object.
private enum Keys {
    static let request = ["request_ref", "request_type", "auth", "transaction"]
    static let auth = ["type", "auth_provider", "route_mode"]
    static let transaction = ["mock_mode", "transaction_ref", "amount", "customer", "details"]
    static let customer = ["mobile_no"]
    static let details = ["type", "message"]
    static let queryRequest = ["request_ref", "request_type", "transaction"]
    static let queryTransaction = ["transaction_ref"]
    static let response = ["status", "data"]
    static let data = ["provider_response_code", "provider", "provider_response"]
    static let providerResponse = ["delivery_status", "cost", "reference"]
    static let paylinkRequest = ["stcpayMobileCountryCode", "stcpayMobile", "orderNumber", "total"]
    static let paylinkResponse = ["paymentSessionId"]
}

/// The parts of the envelope that every kind of record has.
private struct Head {
    let time: Int64
    let app: ByteString
    let id: ByteString
    let environment: ByteString

    init(_ envelope: Fields) throws {
        guard let text = try envelope.text("time") else { throw Rejection(code: "missing_field", path: "time") }
        guard let time = instant(text) else { throw Rejection(code: "bad_field", path: "time") }
        self.time = time
        app = try envelope.required("app")
        id = try envelope.stored("id")
        environment = try envelope.stored("environment").lowercasedASCII
        if !["", "live", "test"].contains(environment.text) { throw Rejection(code: "bad_field", path: "environment") }
    }

    /// The mode of a record whose body states none.
    func mode(_ rules: ReadingRules, path: String) throws -> ByteString {
        if !environment.isEmpty { return environment }
        if rules.unsetMode == "reject" { throw Rejection(code: "mode_unset", path: path) }
        return ByteString(rules.unsetMode)
    }
}

/// Reads OnePipe's `/transact`.
func readTransact(_ envelope: Fields, _ rules: ReadingRules) throws -> Outcome {
    let request = try envelope.requiredBody("request", reading: Keys.request)
    guard let type = try request.text("request_type"), rules.services.contains(ByteString(type)) else { return .other }
    let head = try Head(envelope)
    let response = try envelope.body("response", reading: Keys.response)

    var call = Call(
        source: "onepipe", app: head.app, reference: try request.required("request_ref"), time: head.time,
        service: ByteString(type))
    let auth = try request.object("auth", reading: Keys.auth)
    call.authType = try auth.stored("type")
    call.provider = try auth.stored("auth_provider")
    call.routeMode = try auth.stored("route_mode")

    let transaction = try request.object("transaction", reading: Keys.transaction)
    if let mode = try transaction.text("mock_mode") {
        call.mode = ByteString(mode).lowercasedASCII == "live" ? "live" : "test"
    } else {
        call.mode = try head.mode(rules, path: transaction.place("mock_mode"))
    }
    call.transactionReference = try transaction.stored("transaction_ref")
    call.amount = try transaction.minorUnits("amount") ?? 0
    let customer = try transaction.object("customer", reading: Keys.customer)
    call.destination = destination(try customer.text("mobile_no") ?? [], rules.onepipe.countryCode)
    let details = try transaction.object("details", reading: Keys.details)
    call.channel = try details.stored("type")
    let message = try details.text("message") ?? []
    if call.channel == "sms" { call.segments = segments(of: message, otpLength: rules.onepipe.otpLength) }

    if let response {
        call.hasResponse = true
        let answer = try Answer(response)
        call.status = answer.status
        call.providerCode = answer.providerCode
        if !answer.provider.isEmpty { call.provider = answer.provider }
        call.delivery = answer.delivery
        call.cost = answer.cost ?? 0
        call.providerReference = answer.reference
    }
    return .call(call)
}

/// Reads OnePipe's `/transact/query`.
func readQuery(_ envelope: Fields, _ rules: ReadingRules) throws -> Outcome {
    let request = try envelope.body("request", reading: Keys.queryRequest)
    if let type = try request?.text("request_type"), !rules.services.contains(ByteString(type)) { return .other }
    let head = try Head(envelope)
    guard let request else { throw Rejection(code: "missing_field", path: "request") }
    let response = try envelope.body("response", reading: Keys.response)
    _ = try request.required("request_ref")
    let transaction = try request.object("transaction", reading: Keys.queryTransaction)
    let reference = try transaction.required("transaction_ref")
    let answer = try response.map { try Answer($0) }
    return .query(
        Query(
            app: head.app, transactionReference: reference, time: head.time, status: answer?.status ?? "Pending",
            providerCode: answer?.providerCode ?? "", provider: answer?.provider ?? "",
            delivery: answer?.delivery ?? "none",
            cost: answer?.cost, providerReference: answer?.reference ?? ""))
}

/// The content of OnePipe's response.
private struct Answer {
    var status: ByteString = "Pending"
    let providerCode: ByteString
    let provider: ByteString
    var delivery: ByteString = "none"
    let cost: Int64?
    let reference: ByteString

    init(_ response: Fields) throws {
        let word = ByteString(try response.text("status") ?? []).lowercasedASCII
        if word == "successful" { status = "Successful" }
        if word == "failed" { status = "Failed" }
        let data = try response.object("data", reading: Keys.data)
        providerCode = try data.stored("provider_response_code")
        provider = try data.stored("provider")
        let detail = try data.object("provider_response", reading: Keys.providerResponse)
        if let word = try detail.text("delivery_status") {
            delivery = ByteString(word)
            if !["delivered", "failed", "pending", "logged"].contains(delivery) {
                throw Rejection(code: "unknown_delivery", path: detail.place("delivery_status"))
            }
        }
        cost = try detail.minorUnits("cost")
        reference = try detail.stored("reference")
    }
}

/// Reads Paylink's `sendOtp`.
func readPaylink(_ envelope: Fields, _ line: [UInt8], _ rules: ReadingRules) throws -> Outcome {
    guard rules.sources.contains("paylink"), rules.services.contains("stcpay_send_otp") else { return .other }
    let head = try Head(envelope)
    guard let httpStatus = try envelope.integer("http_status", in: 0...999) else {
        throw Rejection(code: "missing_field", path: "http_status")
    }
    let request = try envelope.requiredBody("request", reading: Keys.paylinkRequest)
    let response = try envelope.body("response", reading: Keys.paylinkResponse)

    var call = Call(
        source: "paylink", app: head.app, reference: head.id.isEmpty ? ByteString(sha256(line)) : head.id,
        time: head.time, service: "stcpay_send_otp")
    call.mode = try head.mode(rules, path: "environment")
    call.channel = "stcpay"
    call.provider = "stcpay"

    let country = withoutLeadingZeros(digits(try request.text("stcpayMobileCountryCode") ?? []))
    let number = withoutLeadingZeros(digits(try request.text("stcpayMobile") ?? []))
    let code = country.isEmpty ? Array(rules.paylink.countryCode.utf8) : country
    call.destination = ByteString(number.isEmpty ? [] : Array((code + number).prefix(6)))
    call.transactionReference = try request.stored("orderNumber")
    call.amount = try request.majorUnits("total", decimals: 2, minorDigits: minorDigits(rules.paylink.currency))

    if let response {
        call.hasResponse = true
        let session = try response.text("paymentSessionId") ?? []
        if httpStatus == 200, !session.isEmpty {
            call.status = "Successful"
        } else {
            call.status = "Failed"
            call.providerCode = ByteString(String(httpStatus))
        }
    }
    return .call(call)
}

private func digits(_ text: [UInt8]) -> [UInt8] { text.filter { (0x30...0x39).contains($0) } }

private func withoutLeadingZeros(_ text: [UInt8]) -> [UInt8] { Array(text.drop { $0 == 0x30 }) }

/// The first six digits of a number in its international form.
private func destination(_ number: [UInt8], _ countryCode: String) -> ByteString {
    var result = digits(number)
    if result.starts(with: [0x30, 0x30]) { result.removeFirst(2) }
    if result.first == 0x30, result.dropFirst().first != 0x30 { result = Array(countryCode.utf8) + result.dropFirst() }
    return ByteString(Array(result.prefix(6)))
}
