/// Writes the body of a OnePipe response, to a call or to a query.
extension Simulator {
    func writeResponse(to call: OnePipeCall, into out: inout LineBuffer, random: inout SplitMix64) {
        out.byte(0x7B)
        for member in order(3, &random) {
            switch member {
            case 0:
                out.literal("\"status\":\"")
                writeStatus(of: call, into: &out)
                out.literal("\",")
            case 1:
                out.literal("\"message\":\"")
                writePrompt(of: call, into: &out)
                out.literal("\",")
            default:
                out.literal("\"data\":")
                writeData(of: call, into: &out, random: &random)
                out.byte(0x2C)
            }
        }
        out.replaceLast(with: 0x7D)
    }

    private func writeStatus(of call: OnePipeCall, into out: inout LineBuffer) {
        switch call.status {
        case .successful:
            switch call.form {
            case 30: out.literal("SUCCESSFUL")
            case 31: out.literal("successful")
            default: out.literal("Successful")
            }
        case .failed: if call.form < 10 { out.literal("FAILED") } else { out.literal("Failed") }
        case .pending:
            if call.form < 200 {
                out.literal("WaitingForOTP")
            } else if call.form < 400 {
                out.literal("Processing")
            } else {
                out.literal("Pending")
            }
        }
    }

    private func writePrompt(of call: OnePipeCall, into out: inout LineBuffer) {
        switch call.status {
        case .successful: out.literal("Please enter the OTP sent to ")
        case .failed: out.literal("OTP could not be sent to ")
        case .pending: out.literal("Waiting for the OTP sent to ")
        }
        out.masked(call.number)
    }

    private func writeData(of call: OnePipeCall, into out: inout LineBuffer, random: inout SplitMix64) {
        let code = code(of: call)
        out.byte(0x7B)
        for member in order(5, &random) {
            switch member {
            case 0:
                out.literal("\"provider_response_code\":\"")
                out.literal(code.code)
                out.literal("\",")
            case 1:
                out.literal("\"provider\":\"")
                if call.provider == 0 && call.form > 994 {
                    out.literal("BCPTR")
                } else {
                    out.provider(cast.providers[call.provider])
                }
                out.literal("\",")
            case 2:
                guard call.status == .failed else {
                    out.literal("\"errors\":null,")
                    continue
                }
                out.literal("\"errors\":[")
                writeError(code, into: &out)
                out.literal("],")
            case 3:
                guard call.status == .failed else {
                    out.literal("\"error\":null,")
                    continue
                }
                out.literal("\"error\":")
                writeError(code, into: &out)
                out.byte(0x2C)
            default:
                out.literal("\"provider_response\":")
                writeProviderResponse(of: call, into: &out, random: &random)
                out.byte(0x2C)
            }
        }
        out.replaceLast(with: 0x7D)
    }

    private func writeError(_ failure: ResponseCode, into out: inout LineBuffer) {
        out.literal("{\"code\":\"")
        out.literal(failure.code)
        out.literal("\",\"message\":\"")
        out.literal(failure.text)
        out.literal("\"}")
    }

    private func code(of call: OnePipeCall) -> ResponseCode {
        let codes =
            switch call.status {
            case .successful: ResponseCode.successes
            case .pending: ResponseCode.pending
            case .failed: ResponseCode.failures
            }
        let inUse = plan.profile == .month ? codes.count : call.status == .failed ? 4 : 1
        return codes[call.codeRound % inUse]
    }

    private func writeProviderResponse(of call: OnePipeCall, into out: inout LineBuffer, random: inout SplitMix64) {
        out.byte(0x7B)
        for member in order(7, &random) {
            switch member {
            case 0: writeDelivery(of: call, into: &out)
            case 1: writeCost(of: call, into: &out)
            case 2:
                out.literal("\"expires_on\":\"")
                let expiry = call.time + Int64(cast.apps[call.app].expiryMinutes) * 60_000
                out.clock(expiry, dateSeparator: 0x2D, middle: 0x2D, timeSeparator: 0x2D)
                out.literal("\",")
            case 3:
                guard call.isUSSD else {
                    out.literal("\"ussd_code\":null,")
                    continue
                }
                out.literal("\"ussd_code\":\"*347*022*2*")
                out.digits(call.reference >> 8, width: 5)
                out.literal("#\",")
            case 4:
                out.literal("\"prompt_message\":\"")
                writePrompt(of: call, into: &out)
                out.literal("\",")
            case 5:
                if call.status == .failed && call.delivery == .none {
                    out.literal("\"reference\":null,")
                    continue
                }
                out.literal("\"reference\":\"0000222")
                out.clock(call.time, dateSeparator: 0, middle: 0, timeSeparator: 0)
                out.digits(call.reference >> 4, width: 11)
                out.literal("\",")
            default:
                guard plan.randomMeta else {
                    out.literal("\"meta\":{\"field_key\":\"field_value\"},")
                    continue
                }
                out.literal("\"meta\":")
                writeMeta(app: call.app, padding: 0, into: &out, random: &random)
                out.byte(0x2C)
            }
        }
        out.replaceLast(with: 0x7D)
    }

    private func writeDelivery(of call: OnePipeCall, into out: inout LineBuffer) {
        if call.fault?.kind == .unknownDelivery { return out.literal("\"delivery_status\":\"queued\",") }
        switch call.delivery {
        case .delivered: out.literal("\"delivery_status\":\"delivered\",")
        case .failed: out.literal("\"delivery_status\":\"failed\",")
        case .pending: out.literal("\"delivery_status\":\"pending\",")
        case .logged: out.literal("\"delivery_status\":\"logged\",")
        case .none: out.literal("\"delivery_status\":null,")
        }
    }

    /// Writes the cost: digits as text, as documented. One provider writes numbers, a few of them with `.0`.
    private func writeCost(of call: OnePipeCall, into out: inout LineBuffer) {
        if call.cost == 0 && call.form < 500 { return out.literal("\"cost\":null,") }
        let isText = call.provider != 1
        out.literal("\"cost\":")
        if isText { out.byte(0x22) }
        out.decimal(UInt64(call.cost))
        if isText { out.byte(0x22) } else if call.form < 10 { out.literal(".0") }
        out.byte(0x2C)
    }
}
