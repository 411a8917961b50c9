import Crypto
import Vocabulary

/// A call through Paylink (S1.23).
enum PaylinkCall: RecordKind {
    static var source: Source { .paylink }
    static var endpoint: StaticString { "/rest/pay/stcpay/sendOtp" }
    static let fields = FieldSet.envelope.union(
        FieldSet(.stcCountryCode, .stcMobile, .orderNumber, .total, .paymentSession))

    /// The service of every call, and its provider, which is also its channel (S1.24).
    fileprivate static let service = source.onlyService ?? .none
    fileprivate static let provider = source.onlyProvider ?? .none

    static func standing(
        _ parser: inout LogParser, _ source: SourceSettings, isReadable: Bool
    ) throws(Rejection) -> ServiceList.Standing {
        source.standing ?? .other
    }

    static func read(
        _ line: Text, _ parser: inout LogParser, _ source: SourceSettings, _ faults: BodyFaults,
        _ chunk: inout ParsedChunk
    ) throws(Rejection) {
        try parser.paylinkCall(line, source, faults, &chunk)
    }
}

extension LogParser {
    fileprivate mutating func paylinkCall(
        _ line: Text, _ source: SourceSettings, _ faults: BodyFaults, _ chunk: inout ParsedChunk
    ) throws(Rejection) {
        let time = try time()
        let app = try requiredName(.app)
        let httpStatus = try httpStatus()
        var ref = try name(.id)
        let environment = try environment()
        let mode = if let environment { environment } else { try unsetMode(.environment) }
        try bodies(faults)

        let country = try text(.stcCountryCode)
        let number = try text(.stcMobile)
        let orderNumber = try name(.orderNumber)
        let amount = try majorUnits(.total, decimals: source.minorDigits)
        let hasSession = try text(.paymentSession)?.isEmpty == false

        let status: Status
        if scanner.fields[.response] == nil {
            status = .pending
        } else {
            status = httpStatus == 200 && hasSession ? .successful : .failed
        }
        // Without an id, the hash of the whole line identifies the call.
        if ref.isEmpty { ref = memory.hex(SHA256.hash(data: line.raw)) }
        let nothing = Text(start: nil, count: 0)
        let name = memory.copy(PaylinkCall.provider)
        let service = memory.copy(PaylinkCall.service)
        let kind = kind(.paylink, service, name, name, nothing, nothing, mode, status, .none)
        let destination = Destination.paylink(country: country, number: number, countryCode: source.countryCode)
        chunk.calls.append(
            CallRow(
                lineOffset: UInt32(chunk.lines), app: self.number(ofApp: app), kind: kind,
                destination: destination.number, timeNanoseconds: time,
                key: Key.call(source: .paylink, app: app.raw, ref: ref.raw), transactionKey: 0, amountMinor: amount,
                costMinor: 0, segments: 1, ref: chunk.keep(ref), transactionRef: chunk.keep(orderNumber),
                reference: .empty, providerCode: status == .failed ? chunk.keep(memory.decimal(httpStatus)) : .empty))
    }
}

extension Destination {
    /// The destination of Paylink's two fields: the country code, or else the source's own, and then the number, both
    /// without their leading zeros. Empty if the number has no digits. O(bytes).
    fileprivate static func paylink(country: Text?, number: Text?, countryCode: Destination) -> Destination {
        var national = Destination()
        if let number { national.appendSignificant(number) }
        guard national.count > 0 else { return Destination() }
        var result = Destination()
        if let country { result.appendSignificant(country) }
        if result.count == 0 { result.append(countryCode) }
        result.append(national)
        return result
    }
}
