import Testing
import Vocabulary

/// The one list of call fields, and what is derived from it.
struct CallFieldTests {
    /// Every field has its own text, so that mixing up two fields is noticed.
    private static let kind = CallKind(
        source: .paylink, service: "s", provider: "p", channel: "c", authType: "a", routeMode: "r", mode: .test,
        status: .failed, delivery: .logged)

    @Test func aKindHasItsFieldsAndNoOthers() {
        for field in CallField.allCases {
            #expect((Self.kind[field] != nil) == CallField.ofKind.contains(field), "\(field)")
        }
        let profile = CallProfile(Self.kind, app: "app", providerCode: "00", destination: "234")
        #expect(profile[.app] == "app" && profile[.providerCode] == "00" && profile[.destination] == "234")
        #expect(CallField.ofKind.allSatisfy { profile[$0] == Self.kind[$0] })
    }

    @Test func aKindIsMadeAgainFromItsTexts() {
        #expect(CallKind { Self.kind[$0] ?? .none } == Self.kind)
        #expect(CallKind { $0 == .status ? "other" : Self.kind[$0] ?? .none } == nil)
        let words: Set<CallField> = [.source, .mode, .status, .delivery]
        #expect(CallField.textsOfKind == CallField.ofKind.filter { !words.contains($0) })
    }

    /// All except app and source: these belong to the identity, which duplicates have in common.
    @Test func theBillingFieldsAreAllButThoseOfTheIdentity() {
        #expect(Set(CallField.billing) == Set(CallField.allCases).subtracting([.app, .source]))
        #expect(Set(CallField.billing).count == CallField.billing.count)
    }
}
