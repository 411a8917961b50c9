/// One Paylink `sendOtp` call with all its values, decided before it is written.
struct PaylinkCall: Sendable {
    enum Outcome: Sendable {
        case session
        /// HTTP 200 without a session id, which is a failure too.
        case emptySuccess
        /// HTTP 400, 401, 404 or 500.
        case error(Int)
        case nothing
    }

    var index: Int
    var app: Int
    var time: Int64
    var texts: SplitMix64
    var number: MobileNumber
    /// The form of the country code: plain, with `+`, or with `00`.
    var countryForm = 0
    var totalHalalas: Int64 = 0
    var form = 0
    var outcome = Outcome.session
    var isTest = false
    var isModeUnset = false
    var bodiesAsString = false
    var hasId = true
    var fault: Fault?

    var httpStatus: Int {
        switch outcome {
        case .session, .emptySuccess: 200
        case .error(let status): status
        case .nothing: 504
        }
    }

    var isPending: Bool { if case .nothing = outcome { true } else { false } }

    /// Returns the call as a second record with another outcome.
    func conflicting() -> PaylinkCall {
        var other = self
        if case .session = outcome { other.outcome = .error(500) } else { other.outcome = .session }
        return other
    }
}

extension Simulator {
    /// Decides Paylink call number `index`.
    func paylinkCall(_ index: Int, time: Int64) -> PaylinkCall {
        var random = SplitMix64(seed: plan.seed, stream: UInt64(index))
        let app = cast.paylinkApp(index, random: &random)
        var call = PaylinkCall(
            index: index, app: app, time: time, texts: random,
            number: MobileNumber(weights: cast.saudiNetworks, random: &random))
        call.countryForm = random.below(100)
        call.form = random.below(1000)
        call.totalHalalas =
            plan.uniqueTotals ? 100 + Int64(index) : Self.totals[min(random.below(Self.totals.count), random.below(40))]
        call.isModeUnset = random.perMille(plan.modeUnsetPerMille)
        call.isTest = random.perMille(plan.testPerMille) && !call.isModeUnset
        call.bodiesAsString = random.perMille(plan.bodiesAsStringPerMille)
        call.hasId = !random.perMille(10)
        if random.perMille(plan.pendingPerMille) {
            call.outcome = .nothing
        } else if random.perMille(60) {
            let status = [400, 400, 400, 401, 404, 404, 500, 500][random.below(8)]
            call.outcome = random.perMille(30) ? .emptySuccess : .error(status)
        }
        return call
    }

    /// The usual totals, in halalas, most frequent first.
    private static let totals: [Int64] = [
        1000, 4999, 2500, 9900, 5000, 19_950, 10_000, 1500, 7999, 25_000, 3450, 12_075, 50_000, 8625, 29_990, 575,
        11_500,
        1999, 149_900, 34_500, 6325, 20_000, 45_080, 99_999, 230, 100_000, 17_250, 3999, 57_510, 299_900,
    ]

    func writeRequest(of call: PaylinkCall, into out: inout LineBuffer, random: inout SplitMix64) {
        out.byte(0x7B)
        for member in order(4, &random) {
            switch member {
            case 0:
                out.literal("\"stcpayMobileCountryCode\":\"")
                if call.countryForm == 0 { out.byte(0x2B) } else if call.countryForm == 1 { out.literal("00") }
                out.literal("966\",")
            case 1:
                out.literal("\"stcpayMobile\":\"")
                if call.number.form == .local { out.byte(0x30) }
                writeSubscriber(of: call, into: &out)
                out.literal("\",")
            case 2:
                // 14 digits. The last ten differ for each call of a log.
                out.literal("\"orderNumber\":\"1679")
                out.digits((UInt64(call.index) &* 7919 &+ 1_237_111_116) % 10_000_000_000, width: 10)
                out.literal("\",")
            default:
                out.literal("\"total\":")
                writeTotal(of: call, into: &out)
                out.byte(0x2C)
            }
        }
        out.replaceLast(with: 0x7D)
    }

    private func writeSubscriber(of call: PaylinkCall, into out: inout LineBuffer) {
        out.digits(call.number.network.prefix, width: call.number.network.prefixDigits)
        out.literal(call.number.network.fixed)
        out.digits(UInt64(call.number.tail), width: call.number.network.freeDigits)
    }

    /// Writes a total in riyals, usually in its shortest form, sometimes with trailing zeros or an exponent.
    private func writeTotal(of call: PaylinkCall, into out: inout LineBuffer) {
        switch call.fault?.kind {
        case .badField: return out.literal("10.505")
        case .outOfRange: return out.literal(call.index % 2 == 0 ? "-10" : "92233720368547758.08")
        default: break
        }
        let riyals = UInt64(call.totalHalalas / 100)
        let halalas = UInt64(call.totalHalalas % 100)
        if halalas == 0 && riyals % 10 == 0 && riyals > 0 && call.form < 3 {
            out.decimal(riyals / 10)
            return out.literal("e1")
        }
        out.decimal(riyals)
        if halalas == 0 && call.form >= 50 { return }
        out.byte(0x2E)
        if halalas % 10 == 0 && call.form >= 30 {
            out.digits(halalas / 10, width: 1)
        } else {
            out.digits(halalas, width: 2)
        }
    }

    func writeResponse(to call: PaylinkCall, into out: inout LineBuffer, random: inout SplitMix64) {
        guard case .error(let status) = call.outcome else {
            return writeSuccess(to: call, into: &out, random: &random)
        }
        out.byte(0x7B)
        for member in order(4, &random) {
            switch member {
            case 0:
                out.literal("\"timestamp\":")
                out.decimal(UInt64(call.time + 40))
            case 1:
                out.literal("\"status\":")
                out.decimal(UInt64(status))
            case 2:
                switch status {
                case 400: out.literal("\"error\":\"Bad Request\"")
                case 401: out.literal("\"error\":\"Unauthorized\"")
                case 404: out.literal("\"error\":\"Not Found\"")
                default: out.literal("\"error\":\"Internal Server Error\"")
                }
            default: out.literal("\"path\":\"/rest/pay/stcpay/sendOtp\"")
            }
            out.byte(0x2C)
        }
        out.replaceLast(with: 0x7D)
    }

    private func writeSuccess(to call: PaylinkCall, into out: inout LineBuffer, random: inout SplitMix64) {
        out.byte(0x7B)
        for member in order(5, &random) {
            switch member {
            case 0:
                out.literal("\"stcMobile\":\"")
                writeSubscriber(of: call, into: &out)
            case 1:
                if case .emptySuccess = call.outcome {
                    out.literal("\"paymentSessionId\":null,")
                    continue
                }
                out.literal("\"paymentSessionId\":\"fa4e5e551d")
                out.digits(random.next(), width: 14)
            case 2:
                out.literal("\"signature\":\"RkFLRVNJR0")
                writeSecret(10, into: &out, random: &random)
                out.literal("****")
            case 3:
                out.literal("\"stcpayMobile\":\"")
                writeSubscriber(of: call, into: &out)
            default:
                out.literal("\"signedBase64Data\":\"RkFLRURBVE")
                writeSecret(80, into: &out, random: &random)
                out.literal("****")
            }
            out.literal("\",")
        }
        out.replaceLast(with: 0x7D)
    }
}
