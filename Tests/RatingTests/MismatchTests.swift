import Money
import Rules
import Testing
import Vocabulary

@testable import Rating

/// `explain` says why an entry was not chosen. These tests compare that with rating, for every small case.
@Suite("The reason why a tariff does not match")
struct MismatchTests {
    static let usd = Currency(code: "USD")!

    static func tariff(_ id: String, _ currency: Currency?, _ match: Match, _ window: Window) -> Tariff {
        Tariff(
            id: Identifier(id), currency: currency, description: id, match: match, window: window, unit: .call,
            charge: currency == nil ? .free : .percentage(rate: .zero, fixed: nil, min: nil, max: nil),
            discount: .zero, minimumMinor: nil, split: "s", line: 1)
    }

    /// Returns every match with at most two of these keys.
    static func matches() -> [Match] {
        let keys: [(inout Match) -> Void] = [
            { $0.apps = ["app"] }, { $0.apps = ["other"] }, { $0.sources = [.paylink] }, { $0.services = ["send_otp"] },
            { $0.providers = ["p"] }, { $0.providers = ["q"] }, { $0.channels = ["sms", "ussd"] },
            { $0.authTypes = ["card"] }, { $0.routeModes = [""] }, { $0.statuses = [.failed] },
            { $0.deliveries = [.delivered, .none] }, { $0.providerCodes = ["00"] }, { $0.destinations = ["234", "1"] },
        ]
        var matches = [Match()]
        for first in keys.indices {
            for second in first..<keys.count {
                var match = Match()
                keys[first](&match)
                keys[second](&match)
                matches.append(match)
            }
        }
        return matches
    }

    static func profiles() -> [CallProfile] {
        var profiles: [CallProfile] = []
        for source in Source.allCases {
            for status in Status.allCases {
                for (channel, destination) in [("sms", "234803"), ("ussd", ""), ("voice", "1212"), ("sms", "23")] {
                    for provider in ["p", "P", "nobody"] {
                        profiles.append(
                            CallProfile(
                                source: source, app: "app", service: "send_otp", provider: Identifier(provider),
                                channel: Identifier(channel), authType: status == .failed ? "card" : "",
                                routeMode: "", mode: .live, status: status, delivery: .none,
                                providerCode: status == .successful ? "00" : "06",
                                destination: Identifier(destination)))
                    }
                }
            }
        }
        return profiles
    }

    static func rules(_ tariffs: [Tariff]) -> Rules {
        let eur = Currency(code: "EUR")!
        return Rules(
            calendar: LocalCalendar(identifier: "UTC")!, services: ["send_otp"], unsetMode: .live, rounding: .halfUp,
            sources: [
                .onepipe: SourceRules(currency: usd, countryCode: "1", otpLength: 6),
                .paylink: SourceRules(currency: eur, countryCode: "1", otpLength: 6),
            ],
            invoice: InvoiceRules(
                issuer: "h", number: NumberFormat("I{year}{sequence}")!,
                creditNoteNumber: NumberFormat("C{year}{sequence}")!, dueDays: 1, taxes: [:]),
            taxes: [],
            parties: [Party(id: "p", role: .provider, name: ""), Party(id: "q", role: .provider, name: "")],
            apps: [App(id: "app", name: ""), App(id: "other", name: "")], tariffs: tariffs, income: tariffs, fees: [],
            splits: [])
    }

    @Test func agreesWithRating() throws {
        let day = CivilDate(daysSinceEpoch: 100)
        let windows = [
            Window(), Window(from: day), Window(until: day), Window(from: day.adding(days: 1)),
            Window(from: day.adding(days: -1), until: day.adding(days: 1)),
        ]
        for match in Self.matches() {
            for window in windows {
                let tariffs = [
                    Self.tariff("first", nil, match, window), Self.tariff("second", Self.usd, match, Window()),
                ]
                let rules = Self.rules(tariffs)
                for profile in Self.profiles() {
                    let classification = Classification(of: profile, under: rules)
                    guard classification.canTakeIncome, let currency = rules.sources[profile.source]?.currency else {
                        continue
                    }
                    let reasons = tariffs.map {
                        $0.firstMismatch(profile, provider: classification.provider, on: day, sourceCurrency: currency)
                    }
                    let taken = reasons.firstIndex { $0 == nil }
                    #expect(classification.outcome(on: day).tariff == taken)
                    #expect(classification.incomeEntry(on: day) == taken)
                    for (tariff, reason) in zip(tariffs, reasons) {
                        guard let reason else { continue }
                        let words = tariff.words(for: reason, profile, provider: classification.provider, on: day)
                        #expect(!words.isEmpty)
                    }
                }
            }
        }
    }

    @Test func words() {
        var match = Match()
        match.destinations = ["234", "1"]
        let day = CivilDate(daysSinceEpoch: 20_000)
        let profile = CallProfile(
            source: .onepipe, app: "app", service: "send_otp", provider: "p", channel: "", authType: "", routeMode: "",
            mode: .live, status: .successful, delivery: .none, providerCode: "", destination: "233245")
        func words(_ tariff: Tariff) -> String? {
            tariff.firstMismatch(profile, provider: "p", on: day, sourceCurrency: Self.usd).map {
                tariff.words(for: $0, profile, provider: "p", on: day)
            }
        }
        #expect(
            words(Self.tariff("t", Self.usd, match, Window())) == "destination 233245 has none of the prefixes 234, 1")
        match.destinations = ["234"]
        #expect(words(Self.tariff("t", Self.usd, match, Window())) == "destination 233245 has none of the prefixes 234")
        match = Match()
        match.channels = ["sms"]
        #expect(words(Self.tariff("t", Self.usd, match, Window())) == "no channel, where sms is wanted")
        #expect(
            words(Self.tariff("t", Self.usd, Match(), Window(from: day.adding(days: 1))))
                == "window from 2024-10-05; the call is of 2024-10-04")
        #expect(
            words(Self.tariff("t", Currency(code: "EUR"), Match(), Window())) == "currency EUR is not the source's USD")
    }
}
