import Foundation
import Testing

@testable import Simulation

@Suite("Lines have the shapes of the two interfaces")
struct ShapeTests {
    static let variants: [SimulationPlan] = {
        var plain = Log.plan()
        plain.malformedPerTenThousand = 0
        var wild = plain
        wild.shuffledKeys = true
        wild.randomMeta = true
        wild.uniqueTotals = true
        wild.onePipeLineBytes = 9000
        var strings = plain
        strings.bodiesAsStringPerMille = 1000
        strings.randomMeta = true
        var month = Log.plan(.month)
        month.malformedPerTenThousand = 0
        (month.apps, month.networks, month.providers) = (100_000, 1000, 100)
        return [plain, wild, strings, month]
    }()

    @Test("every line parses, and its bodies have all members", arguments: variants)
    func members(_ plan: SimulationPlan) throws {
        let log = try Log(plan)
        var seen: Set<String> = []
        for line in try log.objects() {
            let endpoint = try #require(line["endpoint"] as? String)
            #expect(line["time"] is String && line["app"] is String && line["http_status"] is Int)
            let request = try #require(try Log.body(line["request"]))
            let response = try Log.body(line["response"])
            if endpoint.contains("sendOtp") {
                seen.insert("paylink")
                try check(paylink: request, response)
            } else if endpoint.contains("query") {
                seen.insert("query")
                #expect(Set(request.keys) == ["request_ref", "request_type", "auth", "transaction"])
                #expect(request[path: "transaction", "transaction_ref"] is String)
                try check(answer: response)
            } else if request["request_type"] as? String == "send_otp" {
                seen.insert("transact")
                check(onePipe: request)
                try check(answer: response)
            } else {
                seen.insert("other")
            }
        }
        #expect(seen == ["paylink", "query", "transact", "other"])
    }

    private func check(onePipe request: [String: Any]) {
        #expect(Set(request.keys) == ["request_ref", "request_type", "auth", "transaction"])
        #expect(keys(request["auth"]) == ["type", "secure", "auth_provider", "route_mode"])
        let transaction: Set = [
            "mock_mode", "transaction_ref", "transaction_desc", "transaction_ref_parent", "amount", "customer", "meta",
            "details",
        ]
        #expect(keys(request["transaction"]) == transaction)
        let customer: Set = ["customer_ref", "firstname", "surname", "email", "mobile_no"]
        #expect(keys(request[path: "transaction", "customer"]) == customer)
        let details: Set = ["type", "app_name", "expiry_mins", "message"]
        #expect(keys(request[path: "transaction", "details"]) == details)
        let secret = request[path: "auth", "secure"] as? String
        #expect(secret?.hasPrefix("FAKESECRET") == true && secret?.count == 90)
    }

    private func check(answer response: [String: Any]?) throws {
        guard let response else { return }
        #expect(Set(response.keys) == ["status", "message", "data"])
        let data: Set = ["provider_response_code", "provider", "errors", "error", "provider_response"]
        #expect(keys(response["data"]) == data)
        let provider: Set = [
            "delivery_status", "cost", "expires_on", "ussd_code", "prompt_message", "reference", "meta",
        ]
        #expect(keys(response[path: "data", "provider_response"]) == provider)
        let failed = (response["status"] as? String)?.lowercased() == "failed"
        #expect((response[path: "data", "error"] != nil) == failed)
    }

    private func check(paylink request: [String: Any], _ response: [String: Any]?) throws {
        #expect(Set(request.keys) == ["stcpayMobileCountryCode", "stcpayMobile", "orderNumber", "total"])
        #expect((request["orderNumber"] as? String)?.count == 14)
        guard let response else { return }
        let failure: Set = ["timestamp", "status", "error", "path"]
        let success: Set = ["stcMobile", "paymentSessionId", "signature", "stcpayMobile", "signedBase64Data"]
        #expect(Set(response.keys) == (response["error"] == nil ? success : failure))
    }

    private func keys(_ value: Any?) -> Set<String>? { (value as? [String: Any]).map { Set($0.keys) } }

    @Test("members are in the documents' order")
    func order() throws {
        var plan = Log.plan(calls: 200)
        plan.onePipePerMille = 1000
        plan.bodiesAsStringPerMille = 0
        plan.malformedPerTenThousand = 0
        let names = [
            "id", "time", "app", "endpoint", "http_status", "request", "request_ref", "request_type", "auth", "type",
            "secure", "auth_provider", "route_mode", "transaction", "mock_mode", "transaction_ref", "transaction_desc",
            "transaction_ref_parent", "amount", "customer", "customer_ref", "firstname", "surname", "email",
            "mobile_no",
            "meta", "details", "type", "app_name", "expiry_mins", "message", "response",
        ]
        for line in try Log(plan).lines.map({ String(decoding: $0, as: UTF8.self) }) where line.contains("\"customer\"")
        {
            var rest = line[...]
            for name in names where line.contains("\"response\"") || name != "response" {
                let place = try #require(rest.range(of: "\"\(name)\":"), "\(name) in \(line)")
                rest = rest[place.upperBound...]
            }
        }
    }

    @Test("personal data is made up, and listed", arguments: SimulationPlan.Profile.allCases)
    func personal(_ profile: SimulationPlan.Profile) throws {
        var plan = Log.plan(profile)
        plan.malformedPerTenThousand = 0
        let numbers = profile == .month ? PersonalData.numbers(networks: plan.networks) : PersonalData.numbers
        for line in try Log(plan).objects() {
            guard let request = try Log.body(line["request"]) else { continue }
            if let customer = request[path: "transaction", "customer"] as? [String: Any] {
                #expect(PersonalData.names.contains(customer["firstname"] as? String ?? ""))
                #expect(PersonalData.names.contains(customer["surname"] as? String ?? ""))
                let email = customer["email"] as? String ?? ""
                #expect(PersonalData.domains.contains { email.hasSuffix($0) })
                let digits = (customer["mobile_no"] as? String ?? "").filter(\.isNumber)
                #expect(numbers.contains { digits.contains($0) })
                let message = request[path: "transaction", "details", "message"] as? String
                #expect(message == nil || PersonalData.phrases.contains { message?.contains($0) == true })
            } else if let number = request["stcpayMobile"] as? String {
                #expect(numbers.contains { number.contains($0) })
            }
        }
        #expect(personalData.allSatisfy { $0.utf8.count >= 5 })
    }
}
