import Crypto
import LineParsing
import Vocabulary

/// The result that the specification demands for a line, given what simdjson finds in it.
enum Expectation {
    case blank, other, passedOver
    case call(CallFacts)
    case query(QueryFacts)
    /// One of the codes is expected. The detail starts with the path, if there is one.
    case rejected([RejectionCode], path: String?)

    func holds(of facts: LineFacts) -> Bool {
        switch (self, facts) {
        case (.blank, .counted), (.other, .counted), (.passedOver, .counted): true
        case (.call(let wanted), .call(let call)): wanted == call
        case (.query(let wanted), .query(let query)): wanted == query
        case (.rejected(let codes, let path), .rejected(let code, let detail)):
            codes.contains(code) && (path.map { detail.hasPrefix($0 + ": ") } ?? !detail.isEmpty)
        default: false
        }
    }
}

/// Works out expectations, line after line.
final class ExpectedReading {
    struct Fault: Error {
        var codes: [RejectionCode]
        var path: String?

        init(_ code: RejectionCode, _ path: String?) { (codes, self.path) = ([code], path) }
        init(_ codes: [RejectionCode], _ path: String?) { (self.codes, self.path) = (codes, path) }
    }

    /// A record that is not kept.
    private enum Unkept: Error {
        case other, passedOver
    }

    private let rules: ReadingRules
    let line = Oracle(levels: LineLimits.depthMax)
    let request = Oracle(levels: LineLimits.depthMax)
    let response = Oracle(levels: LineLimits.depthMax)
    /// The place of a body's members: in the line, in a text of its own, or nowhere.
    enum Body { case absent, inLine, own, faulty }
    var requestBody = Body.absent
    var responseBody = Body.absent
    /// Whether a second reading would give out the record (`ReadingRules.alreadyRead`).
    private var isFresh = false

    init(_ rules: ReadingRules) {
        self.rules = rules
    }

    /// - Parameter bytes: the line without its line end.
    func read(_ bytes: ArraySlice<UInt8>) -> Expectation {
        isFresh = rules.alreadyRead == nil
        do {
            return try record(bytes)
        } catch let fault as Fault {
            return isFresh ? .rejected(fault.codes, path: fault.path) : .passedOver
        } catch {
            return error as? Unkept == .other ? .other : .passedOver
        }
    }

    private func record(_ bytes: ArraySlice<UInt8>) throws -> Expectation {
        if bytes.count > LineLimits.lengthMax { throw Fault(.tooLong, nil) }
        if bytes.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) { return isFresh ? .blank : .passedOver }
        switch line.read(bytes) {
        case .object: break
        case .noObject: throw Fault(.badField, "$")
        case .notUTF8: throw Fault(.notUTF8, nil)
        case .notJSON: throw Fault(.notJSON, nil)
        case .tooDeep: throw Fault(.tooDeep, nil)
        case .notJSONOrTooDeep: throw Fault([.notJSON, .tooDeep], nil)
        }
        (requestBody, responseBody) = (.absent, .absent)
        try refuseRepeated(Paths.envelope)
        guard let endpoint = try text(Paths.endpoint) else { throw Fault(.missingField, "endpoint") }
        let path = Self.withoutVersion(endpoint)
        switch path {
        case "/transact", "/transact/query":
            guard let source = rules.sources[.onepipe] else { throw Unkept.other }
            takeSource(.onepipe)
            let isQuery = path == "/transact/query"
            let requestFault = body(Paths.request)
            try takeStanding(try onePipeStanding(isQuery: isQuery, isReadable: requestFault == nil))
            let responseFault = body(Paths.response)
            try refuseRepeated(isQuery ? Paths.queryFields : Paths.callFields)
            if isQuery { return .query(try query(requestFault, responseFault)) }
            return .call(try call(source, requestFault, responseFault))
        case "/rest/pay/stcpay/sendOtp":
            guard let source = rules.sources[.paylink] else { throw Unkept.other }
            takeSource(.paylink)
            try takeStanding(standing("stcpay_send_otp"))
            let requestFault = body(Paths.request)
            let responseFault = body(Paths.response)
            try refuseRepeated(Paths.paylinkFields)
            return .call(try paylink(source, bytes, requestFault, responseFault))
        default: throw Unkept.other
        }
    }

    // MARK: What counts at all

    private enum Standing { case other, known, fresh }

    private func standing(_ service: Identifier) -> Standing {
        guard rules.services.contains(service) else { return .other }
        return rules.alreadyRead?.services.contains(service) == true ? .known : .fresh
    }

    private func takeStanding(_ standing: Standing) throws {
        switch standing {
        case .other: throw Unkept.other
        case .known where isFresh: break
        case .known: throw Unkept.passedOver
        case .fresh: isFresh = true
        }
    }

    /// All lines of a source that was left out before are new.
    private func takeSource(_ source: Source) {
        if let before = rules.alreadyRead, !before.sources.contains(source) { isFresh = true }
    }

    /// A call without a service has no listed service; a query need not name one.
    private func onePipeStanding(isQuery: Bool, isReadable: Bool) throws -> Standing {
        let unnamed: Standing = rules.alreadyRead == nil ? .fresh : .known
        guard isReadable, requestBody != .absent else { return unnamed }
        try refuseRepeated([Paths.requestType])
        switch value(Paths.requestType) {
        case nil: return isQuery ? unnamed : .other
        case .string(let name): return standing(Identifier(String(decoding: name, as: UTF8.self)))
        default: return unnamed
        }
    }

    private static func withoutVersion(_ endpoint: [UInt8]) -> String {
        var path = endpoint[...]
        if path.starts(with: Array("/v".utf8)) {
            let digits = path.dropFirst(2).prefix(while: ReadValues.isDigit)
            let rest = path.dropFirst(2 + digits.count)
            if !digits.isEmpty, rest.first == UInt8(ascii: "/") { path = rest }
        }
        if path.last == UInt8(ascii: "/") { path = path.dropLast() }
        return String(decoding: path, as: UTF8.self)
    }

    // MARK: The records

    private func call(_ source: ReadingRules.SourceRules, _ requestFault: Fault?, _ responseFault: Fault?) throws
        -> CallFacts
    {
        let (time, app, environment) = try opening(requestFault, responseFault, isPaylink: false)
        let ref = try requiredName(Paths.requestRef)
        let service = try name(Paths.requestType)
        try object(Paths.auth)
        let authType = try name(Paths.authType)
        let authProvider = try name(Paths.authProvider)
        let routeMode = try name(Paths.routeMode)
        try object(Paths.transaction)
        let mockMode = try text(Paths.mockMode).map { Self.lowered($0) == "live" ? Mode.live : .test }
        let mode = try mockMode ?? environment ?? unsetMode("request.transaction.mock_mode")
        let transactionRef = try name(Paths.transactionRef)
        let amount = try minorUnits(Paths.amount) ?? 0
        try object(Paths.customer)
        let number = try text(Paths.mobileNumber)
        try object(Paths.details)
        let channel = try name(Paths.channel)
        let message = try text(Paths.message)
        let answer = try answer()
        let destination = number.map { ReadValues.destination($0, countryCode: source.countryCode) } ?? ""
        let isMessage = channel == "sms" && message != nil
        return CallFacts(
            timeNanoseconds: time, ref: ref, transactionRef: transactionRef, reference: answer.reference,
            amountMinor: amount, costMinor: answer.cost ?? 0,
            segments: isMessage ? ReadValues.segments(message ?? [], otpLength: source.otpLength) : 1,
            key: Key.call(source: .onepipe, app: app, ref: ref),
            transactionKey: Key.transaction(app: app, ref: transactionRef),
            profile: CallProfile(
                source: .onepipe, app: app, service: service,
                provider: answer.provider.isEmpty ? authProvider : answer.provider, channel: channel,
                authType: authType, routeMode: routeMode, mode: mode, status: answer.status,
                delivery: answer.delivery, providerCode: answer.code, destination: Identifier(destination),
                response: responseBody == .absent ? .absent : .present))
    }

    private func query(_ requestFault: Fault?, _ responseFault: Fault?) throws -> QueryFacts {
        let (time, app, _) = try opening(requestFault, responseFault, isPaylink: false)
        let ref = try requiredName(Paths.requestRef)
        _ = try text(Paths.requestType)
        try object(Paths.transaction)
        let transactionRef = try requiredName(Paths.transactionRef)
        let answer = try answer()
        return QueryFacts(
            timeNanoseconds: time, transactionKey: Key.transaction(app: app, ref: transactionRef),
            app: app, ref: ref, transactionRef: transactionRef, status: answer.status, delivery: answer.delivery,
            providerCode: answer.code, provider: answer.provider, reference: answer.reference, costMinor: answer.cost)
    }

    private func paylink(
        _ source: ReadingRules.SourceRules, _ bytes: ArraySlice<UInt8>, _ requestFault: Fault?, _ responseFault: Fault?
    ) throws -> CallFacts {
        let (time, app, environment) = try opening(requestFault, responseFault, isPaylink: true)
        guard case .number(let digits) = value(Paths.httpStatus),
            case .whole(let httpStatus) = ReadValues.scaled(digits, decimals: 0)
        else { preconditionFailure("the opening has seen to it") }
        let mode = environment ?? .live
        var ref = try name(Paths.id)
        let country = try text(Paths.stcCountryCode)
        let number = try text(Paths.stcMobile)
        let orderNumber = try name(Paths.orderNumber)
        let amount = try majorUnits(Paths.total, decimals: source.minorDigits)
        let hasSession = try text(Paths.paymentSession)?.isEmpty == false
        let status: Status =
            responseBody == .absent ? .pending : httpStatus == 200 && hasSession ? .successful : .failed
        if ref.isEmpty {
            let hex = SHA256.hash(data: Array(bytes)).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
            ref = Identifier(hex.joined())
        }
        let destination = ReadValues.destination(country: country, number: number, countryCode: source.countryCode)
        return CallFacts(
            timeNanoseconds: time, ref: ref, transactionRef: orderNumber, reference: "", amountMinor: amount,
            costMinor: 0, segments: 1, key: Key.call(source: .paylink, app: app, ref: ref), transactionKey: 0,
            profile: CallProfile(
                source: .paylink, app: app, service: "stcpay_send_otp", provider: "stcpay",
                channel: "stcpay", authType: "", routeMode: "", mode: mode, status: status,
                delivery: .none, providerCode: status == .failed ? Identifier(String(httpStatus)) : "",
                destination: Identifier(destination), response: responseBody == .absent ? .absent : .present))
    }

    /// The common beginning of all records, up to the bodies. A Paylink record always gets a mode here.
    private func opening(_ requestFault: Fault?, _ responseFault: Fault?, isPaylink: Bool) throws -> (
        Int64, Identifier, Mode?
    ) {
        guard let time = try text(Paths.time) else { throw Fault(.missingField, "time") }
        guard let nanoseconds = ReadValues.nanoseconds(time) else { throw Fault(.badField, "time") }
        let app = try requiredName(Paths.app)
        if isPaylink { try httpStatus() }
        _ = try name(Paths.id)
        var environment: Mode?
        if let text = try text(Paths.environment), !text.isEmpty {
            switch Self.lowered(text) {
            case "live": environment = .live
            case "test": environment = .test
            default: throw Fault(.badField, "environment")
            }
        }
        if isPaylink, environment == nil { environment = try unsetMode("environment") }
        if let requestFault { throw requestFault }
        if requestBody == .absent { throw Fault(.missingField, "request") }
        if let responseFault { throw responseFault }
        return (nanoseconds, app, environment)
    }

    private struct Answer {
        var status: Status
        var code: Identifier
        var provider: Identifier
        var delivery: Delivery
        var cost: Int64?
        var reference: Identifier
    }

    private func answer() throws -> Answer {
        let word = try text(Paths.status).map(Self.lowered)
        let status: Status = word == "successful" ? .successful : word == "failed" ? .failed : .pending
        try object(Paths.data)
        let code = try name(Paths.providerCode)
        let provider = try name(Paths.provider)
        try object(Paths.providerResponse)
        var delivery = Delivery.none
        if let text = try text(Paths.delivery) {
            switch String(decoding: text, as: UTF8.self) {
            case "delivered": delivery = .delivered
            case "failed": delivery = .failed
            case "pending": delivery = .pending
            case "logged": delivery = .logged
            default: throw Fault(.unknownDelivery, Paths.delivery.text)
            }
        }
        return Answer(
            status: status, code: code, provider: provider, delivery: delivery, cost: try minorUnits(Paths.cost),
            reference: try name(Paths.reference))
    }

    private func httpStatus() throws {
        switch value(Paths.httpStatus) {
        case nil: throw Fault(.missingField, "http_status")
        case .number(let digits):
            guard case .whole(let status) = ReadValues.scaled(digits, decimals: 0), status <= 999 else { fallthrough }
        default: throw Fault(.badField, "http_status")
        }
    }

    private func unsetMode(_ path: String) throws -> Mode {
        switch rules.unsetMode {
        case .live: return .live
        case .test: return .test
        case .reject: throw Fault(.modeUnset, path)
        }
    }
}
