import Rules
import Store
import TestSupport
import Testing
import Vocabulary

@Suite("The rules of a closed month")
struct FrozenRulesTests {
    private func version(_ rules: String) throws -> RulesVersion {
        RulesVersion(
            period: try #require(Period("2026-10")), number: 1, bytes: Array(rules.utf8), edition: .first, closing: 1)
    }

    @Test func areThoseOfItsBytes() throws {
        let text = try SampleFiles.rules()
        let rules = try version(text).rules()
        #expect(rules.unsetMode == .live && rules.calendar.identifier == "Africa/Lagos")
        let other = try version(text.replacing("unset_mode: live", with: "unset_mode: test")).rules()
        #expect(other.unsetMode == .test)
    }

    @Test(arguments: ["", "version: 2\n", "no: {rules"])
    func areMissedByNameWhereTheyAreDamaged(text: String) throws {
        let version = try version(text)
        let error = #expect(throws: UnreadableRules.self) { try version.rules() }
        #expect(error?.description == "the rules frozen with 2026-10 can't be read")
    }
}

@Suite("The words of exceptions")
struct ExceptionWordsTests {
    private func detail(_ code: ExceptionCode, provider: Identifier = "") -> String {
        let kind = CallKind(
            source: .onepipe, service: "send_otp", provider: provider, channel: "sms", authType: "", routeMode: "",
            mode: .live, status: .failed, delivery: .none)
        let row = ExceptionRow.unrated(code, app: "shop", kind, reference: "r", file: "f", line: 7)
        #expect(row.code == code.rawValue && row.app == "shop" && row.reference == "r" && row.line == 7)
        return row.detail
    }

    @Test func sayWhatTheRulesDoNotName() {
        #expect(detail(.noTariff) == "no tariff matches a Failed call of send_otp by sms")
        #expect(detail(.unknownApp) == "the rules name no app shop")
        #expect(detail(.unknownProvider, provider: "bee") == "the rules name no provider bee")
        #expect(detail(.unknownProvider) == "the log names no provider")
    }

    @Test func nameTheFieldsThatDiffer() {
        let row = ExceptionRow.conflictingDuplicate(
            differingIn: ["amount", "cost"], app: "shop", reference: "r", file: "f", line: 7)
        #expect(row.code == "conflicting_duplicate" && row.detail == "differs in amount, cost")
    }
}
