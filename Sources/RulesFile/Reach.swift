import Money
import Rules
import Vocabulary

/// The calls that a tariff's match, currency and window let through, in a form that can be compared.
///
/// The rules know all apps, services, providers, sources and words there are. So a list that names all of them is the
/// same as no list.
struct Reach: Hashable {
    private var sources: Set<Source>
    /// The values of each key that narrows the calls, except sources and destinations.
    private var allowed: [MatchKey: Set<Identifier>] = [:]
    private var destinations: Set<String>?
    /// The first day, and the first day after the window.
    var first: CivilDate
    var end: CivilDate
    /// The reason why no call gets through; `nil` if a call can.
    private(set) var nothing: String?

    /// All that exists, as far as the rules know it.
    struct World {
        let apps: Set<Identifier>
        let services: Set<Identifier>
        let providers: Set<Identifier>
        /// The provider of sources whose calls are all of one, if the rules have it.
        let onlyProviders: [Source: Identifier]
        /// The currency of each source that a service comes through.
        let currencies: [Source: Currency]

        init(_ rules: Rules) {
            apps = Set(rules.apps.map(\.id))
            services = Set(rules.services)
            providers = Set(rules.parties.filter { $0.role == .provider }.map(\.id))
            var onlyProviders: [Source: Identifier] = [:]
            for source in Source.allCases {
                onlyProviders[source] = source.onlyProvider.flatMap { rules.provider(named: $0)?.id }
            }
            self.onlyProviders = onlyProviders
            currencies = rules.sources.filter { rules.services.contains(where: $0.key.mayCarry) }.mapValues(\.currency)
        }
    }

    init(_ tariff: Tariff, _ world: World) {
        let match = tariff.match
        let matched = Set(match.sources ?? Source.allCases).intersection(world.currencies.keys)
        let possible = matched.filter { Self.isPossible($0, match, world) }
        sources = possible.filter { tariff.currency == nil || world.currencies[$0] == tariff.currency }
        allowed[.app] = Self.narrowed(match.apps, world.apps)
        allowed[.service] = Self.narrowed(match.services, world.services)
        allowed[.provider] = Self.narrowed(match.providers, world.providers)
        let final = Status.allCases.filter(\.isFinal)
        allowed[.status] = Self.narrowed(
            Self.words(match.statuses?.filter(\.isFinal)), Set(final.map { Identifier($0.rawValue) }))
        allowed[.delivery] = Self.narrowed(
            Self.words(match.deliveries), Set(Delivery.allCases.map { Identifier($0.rawValue) }))
        for key in MatchKey.allCases {
            if let texts = Match.texts(of: key) { allowed[key] = match[keyPath: texts].map { Set($0) } }
        }
        destinations = match.destinations.map { Set($0) }
        first = tariff.window.from ?? CivilDate(daysSinceEpoch: .min)
        end = tariff.window.until ?? CivilDate(daysSinceEpoch: .max)
        if allowed[.status] == [] {
            nothing = "pending calls are not rated"
        } else if matched.isEmpty {
            nothing = "no service of 'services' comes through its source"
        } else if possible.isEmpty {
            nothing = "its source has no such service, channel or provider"
        } else if sources.isEmpty, let currency = tariff.currency {
            nothing = "its calls are not in \(currency.code)"
        }
    }

    var withoutWindow: Reach {
        var reach = self
        reach.first = CivilDate(daysSinceEpoch: 0)
        reach.end = reach.first
        return reach
    }

    /// The same for calls however they ended.
    var withoutOutcome: Reach {
        var reach = self
        for key in [MatchKey.status, .delivery, .providerCode] { reach.allowed[key] = nil }
        return reach
    }

    /// Whether every call of `other` gets through here too.
    func covers(_ other: Reach) -> Bool {
        first <= other.first && end >= other.end && other.sources.isSubset(of: sources)
            && allowed.allSatisfy { key, mine in other.allowed[key]?.isSubset(of: mine) ?? false }
            && holdsDestinations(of: other)
    }

    /// Whether some call can get through both.
    func meets(_ other: Reach) -> Bool {
        nothing == nil && other.nothing == nil && first < other.end && other.first < end
            && !sources.isDisjoint(with: other.sources)
            && allowed.allSatisfy { key, mine in other.allowed[key].map { !mine.isDisjoint(with: $0) } ?? true }
            && sharesDestinations(with: other)
    }

    /// Whether calls that get through can have a cost.
    var mayHaveCost: Bool { sources.contains(where: \.reportsCost) }

    private func sharesDestinations(with other: Reach) -> Bool {
        guard let destinations, let theirs = other.destinations else { return true }
        return destinations.contains { mine in theirs.contains { $0.hasPrefix(mine) || mine.hasPrefix($0) } }
    }

    private func holdsDestinations(of other: Reach) -> Bool {
        guard let destinations else { return true }
        guard let theirs = other.destinations else { return false }
        return theirs.allSatisfy { prefix in destinations.contains { prefix.hasPrefix($0) } }
    }

    private static func words(_ words: [some RawRepresentable<String>]?) -> [Identifier]? {
        words.map { $0.map { Identifier($0.rawValue) } }
    }

    private static func narrowed(_ values: [Identifier]?, _ all: Set<Identifier>) -> Set<Identifier>? {
        guard let values else { return nil }
        let set = Set(values)
        return set.count >= all.count && set.isSuperset(of: all) ? nil : set
    }

    /// Whether a call of this source can pass the match. All calls of some sources have the same service, channel and
    /// provider.
    private static func isPossible(_ source: Source, _ match: Match, _ world: World) -> Bool {
        let hasService = match.services?.contains(where: source.mayCarry) ?? true
        let hasChannel = source.onlyChannel.map { match.channels?.contains($0) ?? true } ?? true
        guard let providers = match.providers, source.onlyProvider != nil else { return hasService && hasChannel }
        return hasService && hasChannel && world.onlyProviders[source].map(providers.contains) ?? false
    }
}
