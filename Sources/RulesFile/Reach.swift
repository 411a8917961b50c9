import Money
import Rules
import Vocabulary

/// The calls that a tariff's match, currency and window let through, in a form in which two can be compared.
///
/// Where the rules know all there is (apps, services, providers, sources, words), a list that names all of it is the
/// same as no list.
struct Reach: Hashable {
    private var sources: Set<Source>
    private var apps: Set<Identifier>?
    private var services: Set<Identifier>?
    private var providers: Set<Identifier>?
    private var statuses: Set<Status>?
    private var deliveries: Set<Delivery>?
    private var channels: Set<Identifier>?
    private var authTypes: Set<Identifier>?
    private var routeModes: Set<Identifier>?
    private var providerCodes: Set<Identifier>?
    private var destinations: Set<String>?
    /// The first day, and the first day no more.
    var first: CivilDate
    var end: CivilDate
    /// Why no call gets through at all.
    private(set) var nothing: String?

    /// What the rules know all of.
    struct World {
        let apps: Set<Identifier>
        let services: Set<Identifier>
        let providers: Set<Identifier>
        /// The provider of Paylink's calls, if the rules have it.
        let paylinkProvider: Identifier?
        /// The currency of each source that a service comes through.
        let currencies: [Source: Currency]

        init(_ rules: Rules) {
            apps = Set(rules.apps.map(\.id))
            services = Set(rules.services)
            providers = Set(rules.parties.filter { $0.role == .provider }.map(\.id))
            paylinkProvider = rules.provider(named: "stcpay")?.id
            let served = Set(rules.services.map { $0 == Resolver.paylinkService ? Source.paylink : .onepipe })
            currencies = rules.sources.filter { served.contains($0.key) }.mapValues(\.currency)
        }
    }

    init(_ tariff: Tariff, _ world: World) {
        let match = tariff.match
        let matched = Set(match.sources ?? Source.allCases).intersection(world.currencies.keys)
        let possible = matched.filter { Self.isPossible($0, match, world) }
        sources = possible.filter { tariff.currency == nil || world.currencies[$0] == tariff.currency }
        apps = Self.narrowed(match.apps, world.apps)
        services = Self.narrowed(match.services, world.services)
        providers = Self.narrowed(match.providers, world.providers)
        let final = Set(Status.allCases.filter(\.isFinal))
        statuses = Self.narrowed(match.statuses?.filter(\.isFinal), final)
        deliveries = Self.narrowed(match.deliveries, Set(Delivery.allCases))
        channels = match.channels.map { Set($0) }
        authTypes = match.authTypes.map { Set($0) }
        routeModes = match.routeModes.map { Set($0) }
        providerCodes = match.providerCodes.map { Set($0) }
        destinations = match.destinations.map { Set($0) }
        first = tariff.window.from ?? CivilDate(daysSinceEpoch: .min)
        end = tariff.window.until ?? CivilDate(daysSinceEpoch: .max)
        if statuses == [] {
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

    /// Whether every call of `other` gets through here too.
    func covers(_ other: Reach) -> Bool {
        first <= other.first && end >= other.end && other.sources.isSubset(of: sources)
            && Self.holds(apps, other.apps) && Self.holds(services, other.services)
            && Self.holds(providers, other.providers) && Self.holds(statuses, other.statuses)
            && Self.holds(deliveries, other.deliveries) && Self.holds(channels, other.channels)
            && Self.holds(authTypes, other.authTypes) && Self.holds(routeModes, other.routeModes)
            && Self.holds(providerCodes, other.providerCodes) && holdsDestinations(of: other)
    }

    private func holdsDestinations(of other: Reach) -> Bool {
        guard let destinations else { return true }
        guard let theirs = other.destinations else { return false }
        return theirs.allSatisfy { prefix in destinations.contains { prefix.hasPrefix($0) } }
    }

    private static func holds<Value>(_ mine: Set<Value>?, _ theirs: Set<Value>?) -> Bool {
        guard let mine else { return true }
        return theirs?.isSubset(of: mine) ?? false
    }

    private static func narrowed<Value: Hashable>(_ values: [Value]?, _ all: Set<Value>) -> Set<Value>? {
        guard let values else { return nil }
        let set = Set(values)
        return set.count >= all.count && set.isSuperset(of: all) ? nil : set
    }

    /// Whether a call of this source can pass the match: Paylink's calls are all of one service, channel and provider.
    private static func isPossible(_ source: Source, _ match: Match, _ world: World) -> Bool {
        switch source {
        case .onepipe:
            return match.services.map { $0.contains { $0 != Resolver.paylinkService } } ?? true
        case .paylink:
            return (match.services?.contains(Resolver.paylinkService) ?? true)
                && (match.channels?.contains("stcpay") ?? true)
                && (match.providers.map { providers in world.paylinkProvider.map(providers.contains) ?? false } ?? true)
        }
    }
}
