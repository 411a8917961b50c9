/// Writes the gateway's own members around request and response, including their faults.
extension Simulator {
    /// The maximum bytes of a line, other than one that is too long on purpose.
    var lineBytesMax: Int { 16_384 + 4 * plan.onePipeLineBytes }

    /// Writes one line with its line end.
    ///
    /// - Parameter id: the number in its `id`; `nil` for a line without one.
    func writeLine(_ exchange: Exchange, id: UInt64?, time: Int64, into out: inout LineBuffer) {
        out.reserve(lineBytesMax)
        let begin = out.count
        let fault = exchange.fault
        var random = texts(of: exchange)
        let isLocal = random.perMille(10)
        out.byte(0x7B)
        for member in order(8, &random) {
            switch member {
            case 0:
                guard let id else { continue }
                out.literal("\"id\":\"")
                out.literal(exchange.idPrefix)
                out.digits(id, width: 12)
                out.literal("\",")
            case 1:
                if let fault, fault.is(.missingField), fault.variant % 3 == 0 { continue }
                out.literal("\"time\":\"")
                if let fault, fault.is(.badField), fault.variant % 2 == 0 {
                    out.literal("2026-02-30T25:61:00Z")
                } else if isLocal {
                    out.local(time, utcOffsetMinutes: plan.utcOffsetMinutes)
                } else {
                    out.utc(time)
                }
                out.literal("\",")
            case 2:
                if let fault, fault.is(.missingField), fault.variant % 3 == 1 { continue }
                writeApp(of: exchange, into: &out)
                if let fault, fault.is(.duplicateKey) { writeApp(of: exchange, into: &out) }
            case 3:
                out.literal("\"endpoint\":\"")
                writeEndpoint(of: exchange, into: &out)
                out.literal("\",")
            case 4:
                if let fault, fault.is(.missingField), fault.variant % 3 == 2, case .paylink = exchange { continue }
                out.literal("\"http_status\":")
                out.digits(UInt64(exchange.httpStatus), width: 3)
                out.byte(0x2C)
            case 5:
                guard let environment = exchange.environment else { continue }
                out.literal("\"environment\":\"")
                out.literal(environment)
                out.literal("\",")
            case 6:
                out.literal("\"request\":")
                writeRequest(of: exchange, into: &out, random: &random)
                out.byte(0x2C)
            default: writeResponse(to: exchange, into: &out, random: &random)
            }
        }
        out.replaceLast(with: 0x7D)
        if let fault { spoil(lineFrom: begin, with: fault, in: &out) }
        out.byte(0x0A)
    }

    private func writeApp(of exchange: Exchange, into out: inout LineBuffer) {
        out.literal("\"app\":\"app-")
        out.digits(UInt64(cast.apps[exchange.app].number), width: cast.appDigits)
        out.literal("\",")
    }

    private func writeRequest(of exchange: Exchange, into out: inout LineBuffer, random: inout SplitMix64) {
        let mark = out.count
        switch exchange {
        case .onePipe(let call): writeRequest(of: call, into: &out, random: &random)
        case .paylink(let call): writeRequest(of: call, into: &out, random: &random)
        case .other(let other): writeRequest(of: other, into: &out)
        }
        if exchange.bodiesAsString { out.quote(from: mark) }
    }

    private func writeResponse(to exchange: Exchange, into out: inout LineBuffer, random: inout SplitMix64) {
        switch exchange.answer {
        case .absent: return
        case .null: out.literal("\"response\":null,")
        case .object:
            out.literal("\"response\":")
            let mark = out.count
            switch exchange {
            case .onePipe(let call): writeResponse(to: call, into: &out, random: &random)
            case .paylink(let call): writeResponse(to: call, into: &out, random: &random)
            case .other: out.literal("{\"status\":\"Successful\"}")
            }
            if exchange.bodiesAsString { out.quote(from: mark) }
            out.byte(0x2C)
        }
    }

    private func texts(of exchange: Exchange) -> SplitMix64 {
        switch exchange {
        case .onePipe(let call): call.texts
        case .paylink(let call): call.texts
        case .other(let other): SplitMix64(seed: other.reference)
        }
    }

    /// Gives a valid line, before its line end, a fault that concerns the line as a whole.
    private func spoil(lineFrom begin: Int, with fault: Fault, in out: inout LineBuffer) {
        switch fault.kind {
        case .notJSON:
            switch fault.variant % 3 {
            case 0: out.truncate(to: out.count - 1)
            case 1:
                out.replaceLast(with: 0x2C)
                out.byte(0x7D)
            default: out.truncate(to: begin + (plan.shuffledKeys ? 9 : 40))
            }
        case .notUTF8:
            out.replaceLast(with: 0x2C)
            out.literal("\"agent\":\"caf")
            out.byte(0xE9)
            out.literal("\"}")
        case .tooDeep:
            out.replaceLast(with: 0x2C)
            out.literal("\"trace\":")
            for _ in 0..<64 { out.byte(0x5B) }
            for _ in 0..<64 { out.byte(0x5D) }
            out.byte(0x7D)
        case .tooLong:
            out.spaces(1 << 20)
            out.reserve(1)
        default: break
        }
    }
}
