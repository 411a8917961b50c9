/// One HTTP exchange of the gateway, ready to be written as a line.
enum Exchange: Sendable {
    case onePipe(OnePipeCall)
    case paylink(PaylinkCall)
    case other(OtherExchange)

    var app: Int {
        switch self {
        case .onePipe(let call): call.app
        case .paylink(let call): call.app
        case .other(let exchange): exchange.app
        }
    }

    /// The prefix of its id. It differs by interface, so ids of two logs with one interface each are different.
    var idPrefix: StaticString { if case .paylink = self { "px-" } else { "ex-" } }

    var fault: Fault? {
        switch self {
        case .onePipe(let call): call.fault
        case .paylink(let call): call.fault
        case .other: nil
        }
    }

    /// Whether its bodies are written as strings.
    var bodiesAsString: Bool {
        switch self {
        case .onePipe(let call): call.bodiesAsString
        case .paylink(let call): call.bodiesAsString
        case .other: false
        }
    }

    var answer: OnePipeCall.Answer {
        switch self {
        case .onePipe(let call): call.answer
        case .paylink(let call): call.isPending ? .null : .object
        case .other: .object
        }
    }

    var httpStatus: Int {
        switch self {
        case .onePipe(let call): call.answer == .object ? 200 : 504
        case .paylink(let call): call.httpStatus
        case .other: 200
        }
    }

    /// The `environment` of the envelope, if it has one.
    var environment: StaticString? {
        switch self {
        case .onePipe(let call):
            switch call.mode {
            case .liveByEnvironment: "live"
            case .testByEnvironment: "test"
            default: nil
            }
        case .paylink(let call): call.isModeUnset ? nil : call.isTest ? "test" : "live"
        case .other: nil
        }
    }
}

/// An exchange that is not billed: another endpoint, or another service of `/transact`.
struct OtherExchange: Sendable {
    var app: Int
    var reference: UInt64
    var kind: Int

    var endpoint: StaticString {
        switch kind {
        case 0: "/health"
        case 1: "/rest/pay/addInvoice"
        case 2: "/v2/transact/options"
        default: "/transact"
        }
    }

    var service: StaticString {
        switch kind {
        case 3: "disburse"
        case 4: "collect"
        default: "lookup_nuban"
        }
    }
}

extension Simulator {
    func writeEndpoint(of exchange: Exchange, into out: inout LineBuffer) {
        switch exchange {
        case .onePipe(let call):
            if cast.apps[call.app].versionedPath { out.literal("/v2") }
            out.literal("/transact")
            if call.query != nil { out.literal("/query") }
            if cast.apps[call.app].slashedPath { out.byte(0x2F) }
        case .paylink: out.literal("/rest/pay/stcpay/sendOtp")
        case .other(let other): out.literal(other.endpoint)
        }
    }

    func writeRequest(of other: OtherExchange, into out: inout LineBuffer) {
        switch other.kind {
        case 0: out.literal("{}")
        case 1:
            out.literal("{\"amount\":10.5,\"callBackUrl\":\"https://shop.example/back\",\"orderNumber\":\"A-")
            out.hex(other.reference)
            out.literal("\"}")
        default:
            out.literal("{\"request_ref\":\"")
            out.hex(other.reference)
            out.literal("\",\"request_type\":\"")
            out.literal(other.service)
            out.literal("\",\"auth\":null,\"transaction\":{\"mock_mode\":\"live\",\"amount\":150000}}")
        }
    }
}
