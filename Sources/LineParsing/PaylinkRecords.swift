import Crypto
import Vocabulary

/// Reads the records of the Paylink interface.
extension LogParser {
    mutating func paylinkCall(
        _ line: Text, _ requestFault: Rejection?, _ responseFault: Rejection?, _ chunk: inout ParsedChunk
    ) throws(Rejection) {
        let time = try time()
        let app = try requiredName(.app)
        let httpStatus = try httpStatus()
        var ref = try name(.id)
        let environment = try environment()
        let mode = if let environment { environment } else { try unsetMode(.environment) }
        try bodies(requestFault, responseFault)

        let country = try text(.stcCountryCode)
        let number = try text(.stcMobile)
        let orderNumber = try name(.orderNumber)
        let amount = try majorUnits(.total, decimals: rules.paylink?.minorDigits ?? 2)
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
        let name = memory.copy(Interface.paylinkProvider)
        let service = memory.copy(Interface.paylinkService)
        let kind = kind(.paylink, service, name, name, nothing, nothing, mode, status, .none)
        let destination = Destination.paylink(country: country, number: number, countryCode: paylinkCountryCode)
        chunk.calls.append(
            CallRow(
                lineOffset: UInt32(chunk.lines), app: self.number(ofApp: app), kind: kind,
                destination: destination.number, timeNanoseconds: time,
                key: Key.call(source: .paylink, app: app.raw, ref: ref.raw), transactionKey: 0, amountMinor: amount,
                costMinor: 0, segments: 1, ref: chunk.keep(ref), transactionRef: chunk.keep(orderNumber),
                reference: .empty, providerCode: status == .failed ? chunk.keep(memory.decimal(httpStatus)) : .empty))
    }
}
