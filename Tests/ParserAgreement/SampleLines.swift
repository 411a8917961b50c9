import LineParsing
import Simulation

/// Good lines of every kind, to be mutated: lines as gateways write them, and lines that test what a line may be.
package struct SampleLines: Sendable {
    /// Several logs; each has consecutive lines of one gateway.
    let logs: [[[UInt8]]]
    let all: [[UInt8]]
    /// Lines that no gateway would write.
    let odd: [[UInt8]]

    /// - Parameter calls: the number of calls in each log.
    package init(seed: UInt64, calls: Int = 400) {
        var plans: [SimulationPlan] = []
        for kind in 0..<7 {
            var plan = SimulationPlan(.samples, seed: seed &+ UInt64(kind), calls: calls, year: 2026, month: 10)
            plan.malformedPerTenThousand = 200
            plan.otherPerMille = 20
            plan.blankPerTenThousand = 50
            switch kind {
            case 0: plan.onePipePerMille = 1000
            case 1: plan.shuffledKeys = true
            case 2: plan.randomMeta = true
            case 3: plan.onePipePerMille = 0
            case 4: (plan.queriesPerMille, plan.pendingPerMille) = (500, 300)
            case 5: plan.bodiesAsStringPerMille = 500
            default: (plan.modeUnsetPerMille, plan.uniqueTotals, plan.onePipeLineBytes) = (200, true, 2500)
            }
            plans.append(plan)
        }
        logs = plans.map(Self.lines)
        all = Array(logs.joined())
        odd = Self.odd.map { Array($0.utf8) }
    }

    private static func lines(_ plan: SimulationPlan) -> [[UInt8]] {
        do {
            let simulator = try Simulator(plan)
            var buffer = LineBuffer()
            for number in 0..<simulator.blocks { _ = simulator.block(number, into: &buffer) }
            return buffer.bytes.split(separator: 10, omittingEmptySubsequences: false).dropLast().map(Array.init)
        } catch {
            preconditionFailure("the plan is sound: \(error)")
        }
    }

    private static let odd: [String] = [
        "{}", " { } ", "[]", "null", "", " ", #"{"endpoint":"/x"}"#, #"{"endpoint":"/transact"}"#,
        // Few members, much white space, keys with escapes.
        #"{"time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/transact","#
            + #""request":{"request_ref":"r","request_type":"send_otp","transaction":{"mock_mode":"live"}}}"#,
        #" { "time" : "2026-10-03T11:22:33Z" , "app" : "a" , "endpoint" : "/v2/transact/" , "response" : null , "#
            + #""request" : { "request_ref" : "r" , "request_type" : "send_otp" , "transaction" : { } } } "#,
        #"{"\u0074ime":"2026-10-03T11:22:33Z","\u0061pp":"\u00e9","endpoint":"\/transact","request":"#
            + #"{"request\u005fref":"r\ud83d\ude00","request_type":"send\u005fotp","auth":{"type":null,"type2":{}}}}"#,
        #"{"time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/transact/query","request":"#
            + #"{"request_ref":"q","transaction":{"transaction_ref":"t"}},"response":"#
            + #"{"status":"FAILED","data":{"provider":"P","provider_response":{"cost":1.20e2}}}}"#,
        #"{"time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/transact","request":"#
            + #""{\"request_ref\":\"r\",\"request_type\":\"send_otp\",\"x\":\"\\u00e9\\n\"}","response":"{}"}"#,
        #"{"time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/rest/pay/stcpay/sendOtp","http_status":200,"#
            + #""request":{"total":10.5,"stcpayMobile":"05"},"response":{"paymentSessionId":"s"}}"#,
        // Empty objects at the end of the line.
        #"{"time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/rest/pay/stcpay/sendOtp","http_status":200,"#
            + #""environment":"live","request":{"total":10.5,"stcpayMobile":"05"},"response":{}}"#,
        #"{"time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/transact","request":{}}"#,
        // Members that open several objects at once, empty objects, and values of all types in ignored places.
        #"{"request":{"transaction":{"details":{"type":"sms","message":"{otp} "#
            + String(repeating: "€uro ", count: 40)
            + #""},"customer":{"mobile_no":"0802"}},"auth":{},"request_ref":"r","request_type":"send_otp"},"#
            + #""x":[1,-2.5e-3,"a",null,true,false,{"y":[[],{}]}],"time":"2026-10-03T11:22:33Z","app":"a","#
            + #""endpoint":"/transact","response":{"data":{"provider_response":{"delivery_status":"logged"}}}}"#,
        // The deepest allowed nesting, and a long line.
        #"{"endpoint":"/transact","deep":"# + String(repeating: "[", count: 63) + String(repeating: "]", count: 63)
            + "}",
        #"{"endpoint":"/x","long":""# + String(repeating: "abcdefgh\\n", count: 8_000) + #""}"#,
        #"{"endpoint":"/x","keys":{"#
            + (0..<500).map { #""key\#($0)":\#($0)"# }.joined(separator: ",") + "}}",
        "{" + (0..<300).map { #""key\#($0)":"value""# }.joined(separator: ",") + #","endpoint":"/x"}"#,
    ]

    /// A line of exactly `count` bytes.
    static func line(ofBytes count: Int, filler: UInt8) -> [UInt8] {
        let head = Array(#"{"endpoint":"/x","long":""#.utf8)
        let tail = Array(#""}"#.utf8)
        return head + [UInt8](repeating: filler, count: max(0, count - head.count - tail.count)) + tail
    }
}
