import LineParsing
import LineSamples
import Testing
import Vocabulary

/// The examples of the two interface documents, read field by field.
@Suite struct DocumentExampleTests {
    @Test func onePipeCallFieldByField() throws {
        let call = try #require(outcome(Samples.call).call)
        #expect(call.timeNanoseconds == 1_791_026_553_123_000_000)
        #expect(call.ref == "ref-0001")
        #expect(call.transactionRef == "tx-0001")
        #expect(call.reference == "000022200225154318222333334432")
        #expect(call.amountMinor == 0)
        #expect(call.costMinor == 1200)
        #expect(call.segments == 1)
        #expect(
            call.profile
                == CallProfile(
                    source: .onepipe, app: "app-017", service: "send_otp", provider: "Beeceptor", channel: "sms",
                    authType: "bank.account", routeMode: "", mode: .live, status: .successful, delivery: .delivered,
                    providerCode: "00", destination: "234802"))
        #expect(call.key == Key.call(source: .onepipe, app: "app-017", ref: "ref-0001"))
        #expect(call.transactionKey == Key.transaction(app: "app-017", ref: "tx-0001"))
    }

    @Test func paylinkSuccessFieldByField() throws {
        let call = try #require(outcome(Samples.paylink).call)
        #expect(call.ref == "ex-1")
        #expect(call.transactionRef == "16791237111116")
        #expect(call.reference == "")
        #expect(call.amountMinor == 1000)
        #expect(call.costMinor == 0)
        #expect(call.transactionKey == 0)
        #expect(
            call.profile
                == CallProfile(
                    source: .paylink, app: "app-017", service: "stcpay_send_otp", provider: "stcpay", channel: "stcpay",
                    authType: "", routeMode: "", mode: .live, status: .successful, delivery: .none, providerCode: "",
                    destination: "966512"))
    }

    @Test func paylinkFailureHasTheHTTPStatusAsCode() throws {
        let line = Samples.paylink.with(Samples.paylinkSuccess, Samples.paylinkFailure)
            .with(#""http_status":200"#, #""http_status":500"#)
        let profile = try #require(outcome(line).call).profile
        #expect(profile.status == .failed)
        #expect(profile.providerCode == "500")
    }

    @Test func theFailuresTimestampIsTheFactItIs() throws {
        // 1679566267336 ms is 2023-03-23T10:11:07.336Z (worked examples).
        let line = Samples.call.with("2026-10-03T11:22:33.123Z", "2023-03-23T10:11:07.336Z")
        #expect(outcome(line).call?.timeNanoseconds == 1_679_566_267_336_000_000)
    }

    @Test func queryFieldByField() throws {
        let query = try #require(outcome(Samples.query).query)
        #expect(query.app == "app-017")
        #expect(query.ref == "q-1")
        #expect(query.transactionRef == "tx-0001")
        #expect(query.transactionKey == Key.transaction(app: "app-017", ref: "tx-0001"))
        #expect(query.status == .successful)
        #expect(query.delivery == .delivered)
        #expect(query.providerCode == "00")
        #expect(query.provider == "Beeceptor")
        #expect(query.costMinor == 1200)
        #expect(query.reference == "000022200225154318222333334432")
    }

    @Test func bodiesAsStringsAreTheSame() throws {
        let asStrings = Samples.envelope("/transact", Samples.onePipeRequest.quoted, Samples.onePipeResponse.quoted)
        #expect(outcome(asStrings) == outcome(Samples.call))
        let spaced = Samples.envelope("/transact", "\n \(Samples.onePipeRequest)\n".quoted, Samples.onePipeResponse)
        #expect(outcome(spaced) == outcome(Samples.call))
    }

    @Test func theLogIsNDJSONWhateverTheOrderOfKeys() throws {
        let line =
            #"{"response":\#(Samples.onePipeResponse),"request":\#(Samples.onePipeRequest),"#
            + #""endpoint":"\/v2\/transact\/","app":"\u0061pp-017","time":"2026-10-03T12:22:33.123+01:00","extra":[{"request":1}]}"#
        #expect(outcome(line) == outcome(Samples.call))
    }
}
