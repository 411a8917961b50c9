import Crypto
import Foundation
import LineParsing
import LineSamples
import Testing
import Vocabulary

/// The fields of an accepted record: services, status, mode, provider, destination.
@Suite struct ReadingTests {
    @Test(arguments: ["/transact", "/transact/", "/v2/transact", "/v10/transact/", "/v0/transact"])
    func endpointWithOrWithoutVersionAndSlash(_ endpoint: String) {
        #expect(outcome(Samples.call.with(#""/transact""#, #""\#(endpoint)""#)) == outcome(Samples.call))
    }

    @Test(
        arguments: [
            "", "/", "transact", "/Transact", "/transact//", "//transact", "/v/transact", "/v2.1/transact",
            "/v2transact",
            "/v2/v2/transact", "/api/transact", "/transact?x=1", "/transact/query/all", "/v2", "/v2/", "/transac",
        ])
    func anyOtherEndpointIsOther(_ endpoint: String) {
        #expect(outcome(Samples.call.with(#""/transact""#, #""\#(endpoint)""#)) == .other)
    }

    @Test func otherIsDecidedBeforeAnyOtherFieldIsLookedAt() {
        #expect(outcome(#"{"endpoint":"/balance","time":1,"app":[],"request":"{"}"#) == .other)
        #expect(outcome(#"{"endpoint":"/balance","app":1,"app":2}"#).code == .duplicateKey)
        let collect = Samples.call.with("send_otp", "collect")
        #expect(outcome(collect) == .other)
        #expect(
            outcome(collect.with(#""time":"2026-10-03T11:22:33.123Z","#, "").with(#""amount":0"#, #""amount":"x""#))
                == .other)
        #expect(outcome(Samples.call.with(#""request_type":"send_otp","#, "")) == .other)
        #expect(outcome(Samples.call.with(#""send_otp""#, "null")) == .other)
        #expect(outcome(Samples.query.with("send_otp", "collect")) == .other)
        #expect(outcome(Samples.query.with(#""request_type":"send_otp","#, "")).query != nil)
        #expect(outcome(Samples.query.with(#""send_otp""#, "null")).query != nil)
        let twice = #"{"endpoint":"/transact","request":{"request_type":"a","request_type":"b"}}"#
        #expect(outcome(twice).code == .duplicateKey)
    }

    @Test func aSourceOrServiceThatIsNotReadIsOther() {
        var rules = Samples.rules
        rules.services = ["send_otp"]
        #expect(outcome(Samples.paylink, rules) == .other)
        rules = Samples.rules
        rules.sources[.onepipe] = nil
        #expect(outcome(Samples.call, rules) == .other)
        #expect(outcome(Samples.query, rules) == .other)
        #expect(outcome(Samples.paylink, rules).call != nil)
        rules.sources[.paylink] = nil
        #expect(outcome(Samples.paylink, rules) == .other)
    }

    /// A source that no kind of records belongs to would never be read; and what is said of it must hold of its calls.
    @Test(arguments: Source.allCases) func everySourceIsReadAsItIsDescribed(_ source: Source) throws {
        let line =
            switch source {
            case .onepipe: Samples.call
            case .paylink: Samples.paylink
            }
        let call = try #require(outcome(line).call)
        #expect(call.profile.source == source)
        #expect(source.mayCarry(call.profile.service))
        #expect(source.onlyService ?? call.profile.service == call.profile.service)
        #expect(source.onlyProvider ?? call.profile.provider == call.profile.provider)
        #expect(source.onlyChannel ?? call.profile.channel == call.profile.channel)
        #expect((call.transactionKey != 0) == source.canBeQueried)
        #expect((call.costMinor != 0) == source.reportsCost)
        #expect(source.carriesMessage || call.segments == 1)
    }

    @Test func idsAreComparedByTheirBytes() throws {
        let composed = try #require(outcome(Samples.call.with("app-017", "caf\u{E9}")).call)
        let decomposed = try #require(outcome(Samples.call.with("app-017", "cafe\u{301}")).call)
        #expect(composed.profile.app != decomposed.profile.app)
        #expect(composed.key != decomposed.key)
        #expect(outcome(Samples.call.with("app-017", #"caf\u00e9"#)).call == composed)
    }

    @Test(
        arguments: [
            ("Successful", Status.successful), ("SUCCESSFUL", .successful), ("successful", .successful),
            ("Failed", .failed), ("fAILED", .failed), ("Pending", .pending), ("", .pending), ("Success", .pending),
            ("Successful ", .pending), ("WaitingForOTP", .pending),
        ])
    func onePipeStatus(_ word: String, _ status: Status) {
        #expect(outcome(Samples.call.with("Successful", word)).call?.profile.status == status)
    }

    @Test func withoutAResponseACallIsPending() throws {
        for line in [
            Samples.call.with(Samples.onePipeResponse, "null"),
            Samples.call.with(#","response":"# + Samples.onePipeResponse, ""),
            Samples.call.with(Samples.onePipeResponse, "{}"),
            Samples.call.with(Samples.onePipeResponse, #"{"status":null,"data":null}"#),
        ] {
            let call = try #require(outcome(line).call)
            #expect(call.profile.status == .pending)
            #expect(call.profile.provider == "Beeceptor")
            #expect(call.profile.delivery == Delivery.none)
            #expect(call.costMinor == 0)
        }
    }

    @Test func paylinkStatus() throws {
        func profile(_ status: String, _ response: String) -> CallProfile? {
            outcome(Samples.paylink.with(Samples.paylinkSuccess, response).with(":200,", ":\(status),")).call?.profile
        }
        #expect(profile("200", #"{"paymentSessionId":"x"}"#)?.status == .successful)
        #expect(profile("200.0", #"{"paymentSessionId":"x"}"#)?.status == .successful)
        #expect(profile("2e2", #""{\"paymentSessionId\":\"x\"}""#)?.status == .successful)
        for empty in [#"{"paymentSessionId":""}"#, #"{"paymentSessionId":null}"#, "{}"] {
            #expect(profile("200", empty)?.status == .failed)
            #expect(profile("200", empty)?.providerCode == "200")
        }
        #expect(profile("201", #"{"paymentSessionId":"x"}"#)?.status == .failed)
        #expect(profile("0", "{}")?.providerCode == "0")
        #expect(profile("99", "{}")?.providerCode == "99")
        #expect(profile("504", "null")?.status == .pending)
        #expect(profile("504", "null")?.providerCode == "")
    }

    @Test func paylinkWithoutAnIdIsKnownByItsBytes() throws {
        for line in [Samples.paylink.with(#""id":"ex-1","#, ""), Samples.paylink.with(#""id":"ex-1""#, #""id":null"#)] {
            let expected = SHA256.hash(data: Data(line.utf8)).map { String(format: "%02x", $0) }.joined()
            #expect(outcome(line).call?.ref.text == expected)
            #expect(outcome(line + "\r\n").call?.ref.text == expected)
            #expect(outcome(line + "\n").call?.ref.text == expected)
        }
    }

    @Test func mode() {
        func mode(_ mock: String, _ environment: String, _ unset: UnsetMode) -> Mode? {
            var rules = Samples.rules
            rules.unsetMode = unset
            let line = Samples.call.with(#""mock_mode":"live""#, #""mock_mode":\#(mock)"#)
                .with(#""http_status":200"#, #""environment":\#(environment)"#)
            return outcome(line, rules).call?.profile.mode
        }
        #expect(mode(#""LIVE""#, "null", .reject) == .live)
        #expect(mode(#""inspect""#, #""live""#, .live) == .test)
        #expect(mode(#""""#, #""live""#, .live) == .test)
        #expect(mode("null", #""LIVE""#, .reject) == .live)
        #expect(mode("null", #""Test""#, .live) == .test)
        #expect(mode("null", "null", .live) == .live)
        #expect(mode("null", #""""#, .test) == .test)
        #expect(mode("null", "null", .reject) == nil)
    }

    @Test func providerIsTheAnsweringOneIfItIsNamed() {
        func provider(_ answering: String) -> Identifier? {
            outcome(
                Samples.call.with(#""provider":"Beeceptor""#, #""provider":\#(answering)"#)
                    .with(#""auth_provider":"Beeceptor""#, #""auth_provider":"Asked""#)
            ).call?.profile.provider
        }
        #expect(provider(#""Answering""#) == "Answering")
        #expect(provider(#""""#) == "Asked")
        #expect(provider("null") == "Asked")
    }

    @Test func whatIsOptionalMayBeAbsent() throws {
        let line =
            #"{"time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/transact","environment":"live","#
            + #""request":{"request_ref":"r","request_type":"send_otp"}}"#
        let call = try #require(outcome(line).call)
        #expect(call.amountMinor == 0)
        #expect(call.transactionRef == "")
        #expect(call.transactionKey == 0)
        #expect(call.reference == "")
        #expect(
            call.profile
                == CallProfile(
                    source: .onepipe, app: "a", service: "send_otp", provider: "", channel: "", authType: "",
                    routeMode: "", mode: .live, status: .pending, delivery: .none, providerCode: "", destination: "",
                    response: .absent))
    }

    /// Only a response that is not there at all lets a further record answer (S2.22, S2.24).
    @Test(
        arguments: [
            (nil, .absent), ("null", .absent), ("{}", .present), (#""{}""#, .present), (#"{"status":null}"#, .present),
            (#"{"status":"Pending"}"#, .present), (#"{"status":"Failed"}"#, .present),
        ] as [(String?, Response)])
    func whetherAResponseCameIsKept(_ response: String?, _ expected: Response) throws {
        func line(_ head: String, _ request: String) -> String {
            head + #""environment":"live","request":"# + request + (response.map { #","response":"# + $0 } ?? "") + "}"
        }
        let onePipe = line(
            #"{"time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/transact","#,
            #"{"request_ref":"r","request_type":"send_otp"}"#)
        let paylink = line(
            #"{"id":"1","time":"2026-10-03T11:22:33Z","app":"a","endpoint":"/rest/pay/stcpay/sendOtp","#
                + #""http_status":500,"#, #"{"orderNumber":"o","total":5}"#)
        for line in [onePipe, paylink] {
            #expect(try #require(outcome(line).call).profile.kind.response == expected)
        }
    }

    @Test func aQuerySaysOnlyWhatItsAnswerSays() throws {
        let silent = try #require(outcome(Samples.query.with(Samples.onePipeResponse, "null")).query)
        #expect(silent.status == .pending)
        #expect(silent.delivery == Delivery.none)
        #expect(silent.costMinor == nil)
        #expect(silent.provider == "" && silent.providerCode == "" && silent.reference == "")
        #expect(outcome(Samples.query.with(#""cost":"1200""#, #""cost":0"#)).query?.costMinor == 0)
    }

    @Test(
        arguments: [
            ("234802343132", "234802"), ("+234 802-343-132", "234802"), ("00234802343132", "234802"),
            ("0802343132", "234802"), ("(0)802", "234802"), ("802343132", "802343"), ("", ""), ("no number", ""),
            ("12", "12"), ("0", "234"), ("00", ""), ("000802", "234802"), ("0000802", "008 02".filter(\.isNumber)),
            ("+00 44 20 7946", "442079"), ("٠٨٠", ""),
        ])
    func onePipeDestination(_ number: String, _ destination: String) {
        #expect(
            outcome(Samples.call.with("234802343132", number)).call?.profile.destination == Identifier(destination))
    }

    @Test(
        arguments: [
            ("966", "512345678", "966512"), ("+966", "0512345678", "966512"), ("00966", "512", "966512"),
            ("", "512345678", "966512"), ("1", "00512345678", "151234"), ("966", "", ""), ("966", "000", ""),
            ("966", "abc", ""), ("20", "1", "201"),
        ])
    func paylinkDestination(_ code: String, _ number: String, _ destination: String) {
        let line = Samples.paylink.with(#""966""#, #""\#(code)""#).with("512345678", number)
        #expect(outcome(line).call?.profile.destination == Identifier(destination))
    }

    @Test func paylinkDestinationWithoutACodeTakesTheSourcesOwn() {
        let line = Samples.paylink.with(#""stcpayMobileCountryCode":"966","#, "")
        #expect(outcome(line).call?.profile.destination == "966512")
        #expect(outcome(Samples.paylink.with(#""stcpayMobile":"512345678","#, "")).call?.profile.destination == "")
    }
}
