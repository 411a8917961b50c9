import Rules
import Testing
import Vocabulary

/// Which calls a `match` is for (S3.20, S3.21).
@Suite("What a match takes")
struct MatchTests {
    /// Live calls of every source, status and delivery, with and without texts.
    static let profiles: [CallProfile] = {
        var profiles: [CallProfile] = []
        for source in Source.allCases {
            for status in Status.allCases {
                for delivery in Delivery.allCases {
                    for (text, destination) in [("", ""), ("a", "234803")] as [(Identifier, Identifier)] {
                        profiles.append(
                            CallProfile(
                                source: source, app: text, service: "send_otp", provider: text, channel: text,
                                authType: text, routeMode: text, mode: .live, status: status, delivery: delivery,
                                providerCode: text, destination: destination))
                    }
                }
            }
        }
        return profiles
    }()

    /// Gives a match one more key, with which it takes none of `profiles`.
    static func refuse(_ key: MatchKey, _ match: inout Match) {
        switch key {
        case .app: match.apps = ["other"]
        case .source: match.sources = []
        case .service: match.services = ["other"]
        case .provider: match.providers = ["other"]
        case .status: match.statuses = []
        case .delivery: match.deliveries = []
        case .destination: match.destinations = ["999999"]
        case .channel, .authType, .routeMode, .providerCode:
            if let texts = Match.texts(of: key) { match[keyPath: texts] = ["other"] }
        }
    }

    @Test func whatHasNoKeyTakesEveryCall() {
        for profile in Self.profiles {
            #expect(Match().firstMismatch(profile, provider: nil) == nil)
            #expect(Match().firstMismatch(profile, provider: "a") == nil)
        }
    }

    /// A key that matching ignored would let calls through unnoticed.
    @Test(arguments: MatchKey.allCases)
    func everyKeyIsOfAFieldAndRefuses(key: MatchKey) throws {
        let field = try #require(CallField(rawValue: key.rawValue))
        var match = Match()
        Self.refuse(key, &match)
        #expect(match.wanted(key) != nil && MatchKey.allCases.allSatisfy { $0 == key || match.wanted($0) == nil })
        for profile in Self.profiles {
            #expect(match.firstMismatch(profile, provider: "p") == key)
            #expect(profile[field] != nil && profile.value(key, provider: nil) == profile[field]?.text)
        }
    }

    /// Of two keys that refuse a call, the one that comes first in the list is named, so that `explain` always names
    /// the same one.
    @Test func theFirstKeyThatRefusesIsNamed() {
        let keys = MatchKey.allCases
        for (first, a) in keys.enumerated() {
            for b in keys[(first + 1)...] {
                var match = Match()
                Self.refuse(b, &match)
                Self.refuse(a, &match)
                #expect(Self.profiles.allSatisfy { match.firstMismatch($0, provider: "p") == a }, "\(a) and \(b)")
            }
        }
    }

    /// All prefixes and all destinations of up to three digits, of two.
    @Test func aDestinationIsAPrefix() {
        var texts = [""]
        for length in 1...3 {
            texts += texts.filter { $0.count == length - 1 }.flatMap { [$0 + "1", $0 + "2"] }
        }
        var profile = Self.profiles[0]
        for prefix in texts where !prefix.isEmpty {
            var match = Match()
            match.destinations = ["9", prefix]
            for destination in texts {
                profile.destination = Identifier(destination)
                let isTaken = match.firstMismatch(profile, provider: nil) == nil
                #expect(isTaken == destination.hasPrefix(prefix), "\(destination) by \(prefix)")
            }
        }
    }

    /// `provider` compares the party that the name was resolved to, not the name itself.
    @Test func aProviderIsAParty() {
        var match = Match()
        match.providers = ["p", "q"]
        var profile = Self.profiles[0]
        profile.provider = "p"
        #expect(match.firstMismatch(profile, provider: nil) == .provider)
        #expect(match.firstMismatch(profile, provider: "other") == .provider)
        #expect(match.firstMismatch(profile, provider: "q") == nil)
    }
}
