/// Writes the body of a OnePipe request, member by member as the interface documents it.
extension Simulator {
    func writeRequest(of call: OnePipeCall, into out: inout LineBuffer, random: inout SplitMix64) {
        out.byte(0x7B)
        for member in order(4, &random) {
            switch member {
            case 0:
                if let fault = call.fault, fault.is(.missingField), fault.variant % 3 == 2 { continue }
                out.literal("\"request_ref\":\"")
                out.hex(call.query ?? call.reference)
                out.literal("\",")
            case 1: out.literal("\"request_type\":\"send_otp\",")
            case 2:
                out.literal("\"auth\":")
                writeAuth(of: call, into: &out, random: &random)
                out.byte(0x2C)
            default:
                out.literal("\"transaction\":")
                if call.query == nil {
                    writeTransaction(of: call, into: &out, random: &random)
                } else {
                    out.literal("{\"transaction_ref\":\"txn-")
                    out.hex(call.transactionReference)
                    out.literal("\"}")
                }
                out.byte(0x2C)
            }
        }
        out.replaceLast(with: 0x7D)
    }

    private func writeAuth(of call: OnePipeCall, into out: inout LineBuffer, random: inout SplitMix64) {
        out.byte(0x7B)
        for member in order(4, &random) {
            switch member {
            case 0:
                out.literal("\"type\":\"")
                out.literal(call.auth.word)
                out.literal("\",")
            case 1:
                out.literal("\"secure\":\"FAKESECRET")
                writeSecret(78, into: &out, random: &random)
                out.literal("==\",")
            case 2:
                out.literal("\"auth_provider\":\"")
                out.provider(cast.providers[call.provider])
                out.literal("\",")
            default:
                if call.hasRouteMode {
                    out.literal("\"route_mode\":\"direct\",")
                } else {
                    out.literal("\"route_mode\":null,")
                }
            }
        }
        out.replaceLast(with: 0x7D)
    }

    private func writeTransaction(of call: OnePipeCall, into out: inout LineBuffer, random: inout SplitMix64) {
        let padding = onePipePadding > 0 ? random.below(2 * onePipePadding + 1) : 0
        out.byte(0x7B)
        for member in order(8, &random) {
            switch member {
            case 0: writeMockMode(of: call, into: &out)
            case 1:
                out.literal("\"transaction_ref\":\"txn-")
                out.hex(call.transactionReference)
                out.literal("\",")
            case 2:
                out.literal("\"transaction_desc\":\"")
                out.literal(Self.descriptions[call.form % Self.descriptions.count])
                writeFiller(padding / 2, into: &out, random: &random)
                out.literal("\",")
            case 3: out.literal("\"transaction_ref_parent\":null,")
            case 4: writeAmount(of: call, into: &out)
            case 5:
                out.literal("\"customer\":")
                writeCustomer(of: call, into: &out, random: &random)
                out.byte(0x2C)
            case 6:
                out.literal("\"meta\":")
                writeMeta(app: call.app, padding: padding - padding / 2, into: &out, random: &random)
                out.byte(0x2C)
            default:
                out.literal("\"details\":")
                writeDetails(of: call, into: &out, random: &random)
                out.byte(0x2C)
            }
        }
        out.replaceLast(with: 0x7D)
    }

    private static let descriptions: [StaticString] = [
        "A random transaction", "Airtime", "Demo order", "School fees, first term", "Monthly rent of the demo flat",
        "Fare",
    ]

    private func writeMockMode(of call: OnePipeCall, into out: inout LineBuffer) {
        switch call.mode {
        case .live:
            if call.form < 20 { out.literal("\"mock_mode\":\"Live\",") } else { out.literal("\"mock_mode\":\"live\",") }
        case .test:
            if call.form < 500 {
                out.literal("\"mock_mode\":\"inspect\",")
            } else {
                out.literal("\"mock_mode\":\"test\",")
            }
        case .liveByEnvironment, .testByEnvironment, .unset: out.literal("\"mock_mode\":null,")
        }
    }

    private func writeAmount(of call: OnePipeCall, into out: inout LineBuffer) {
        switch call.fault?.kind {
        case .badField: out.literal("\"amount\":\"12.50\",")
        case .outOfRange: out.literal("\"amount\":-1200,")
        default:
            switch call.form {
            case 20: out.literal("\"amount\":\"0\",")
            case 21: out.literal("\"amount\":0.0,")
            default: out.literal("\"amount\":0,")
            }
        }
    }

    private func writeCustomer(of call: OnePipeCall, into out: inout LineBuffer, random: inout SplitMix64) {
        let firstName = PersonalData.firstNames[random.below(PersonalData.firstNames.count)]
        let surname = PersonalData.surnames[random.below(PersonalData.surnames.count)]
        out.byte(0x7B)
        for member in order(5, &random) {
            switch member {
            case 0:
                var reference = call.number
                reference.form = .bare
                out.literal("\"customer_ref\":\"")
                out.number(reference)
            case 1:
                out.literal("\"firstname\":\"")
                out.literal(firstName)
            case 2:
                out.literal("\"surname\":\"")
                out.literal(surname)
            case 3:
                out.literal("\"email\":\"")
                out.literal(surname)
                out.digits(random.next(), width: 3)
                out.byte(0x40)
                out.literal(PersonalData.mailDomains[random.below(PersonalData.mailDomains.count)])
            default:
                out.literal("\"mobile_no\":\"")
                out.number(call.number)
            }
            out.literal("\",")
        }
        out.replaceLast(with: 0x7D)
    }

    private func writeDetails(of call: OnePipeCall, into out: inout LineBuffer, random: inout SplitMix64) {
        out.byte(0x7B)
        for member in order(4, &random) {
            switch member {
            case 0: if call.isUSSD { out.literal("\"type\":\"ussd\",") } else { out.literal("\"type\":\"sms\",") }
            case 1:
                out.literal("\"app_name\":\"")
                out.literal(cast.apps[call.app].name)
                out.literal("\",")
            case 2:
                out.literal("\"expiry_mins\":")
                out.decimal(UInt64(cast.apps[call.app].expiryMinutes))
                out.byte(0x2C)
            default:
                guard let message = call.message else {
                    out.literal("\"message\":null,")
                    continue
                }
                out.literal("\"message\":\"")
                out.literal(message.json)
                out.literal("\",")
            }
        }
        out.replaceLast(with: 0x7D)
    }
}
