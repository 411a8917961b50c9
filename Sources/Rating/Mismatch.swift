public import Money
public import Rules
public import Vocabulary

/// A key of `match`, in the words of the rules file, in the order in which they are looked at.
public enum MatchKey: String, CaseIterable, Sendable, Hashable {
    case app, source, service, provider, channel
    case authType = "auth_type"
    case routeMode = "route_mode"
    case status, delivery
    case providerCode = "provider_code"
    case destination
}

/// The first reason why a tariff does not take a call (contract 3): what `explain` says of each entry that was passed
/// over.
public enum Mismatch: Hashable, Sendable {
    /// The call's source has another currency than the tariff.
    case currency(tariff: Currency, source: Currency)
    case key(MatchKey)
    /// The window opens only on a later day.
    case before(CivilDate)
    /// The window was over by that day.
    case after(CivilDate)
}

extension Match {
    /// The first key that is not for a call of this profile; `nil` where the call is meant.
    ///
    /// - Parameter provider: the party that the logged provider name means.
    /// - Complexity: O(values of the keys); nothing is allocated. Inlined, it need not be given a copy of every list.
    @inline(__always)
    public func firstMismatch(_ profile: CallProfile, provider: Identifier?) -> MatchKey? {
        func refuses<T: Equatable>(_ wanted: [T]?, _ value: T) -> Bool {
            wanted.map { !$0.contains(value) } ?? false
        }
        if refuses(apps, profile.app) { return .app }
        if refuses(sources, profile.source) { return .source }
        if refuses(services, profile.service) { return .service }
        if let providers, !(provider.map { providers.contains($0) } ?? false) { return .provider }
        if refuses(channels, profile.channel) { return .channel }
        if refuses(authTypes, profile.authType) { return .authType }
        if refuses(routeModes, profile.routeMode) { return .routeMode }
        if refuses(statuses, profile.status) { return .status }
        if refuses(deliveries, profile.delivery) { return .delivery }
        if refuses(providerCodes, profile.providerCode) { return .providerCode }
        if let destinations,
            !destinations.contains(where: { profile.destination.text.utf8.starts(with: $0.utf8) })
        {
            return .destination
        }
        return nil
    }

    /// The values that a key allows, as the rules have them; `nil` where the key is left out.
    public func wanted(_ key: MatchKey) -> [String]? {
        switch key {
        case .app: apps?.map(\.text)
        case .source: sources?.map(\.rawValue)
        case .service: services?.map(\.text)
        case .provider: providers?.map(\.text)
        case .channel: channels?.map(\.text)
        case .authType: authTypes?.map(\.text)
        case .routeMode: routeModes?.map(\.text)
        case .status: statuses?.map(\.rawValue)
        case .delivery: deliveries?.map(\.rawValue)
        case .providerCode: providerCodes?.map(\.text)
        case .destination: destinations
        }
    }
}

extension CallProfile {
    /// What a call of this profile has for a key of `match`.
    ///
    /// - Parameter provider: the party that the logged provider name means.
    public func value(_ key: MatchKey, provider: Identifier?) -> String {
        switch key {
        case .app: app.text
        case .source: kind.source.rawValue
        case .service: kind.service.text
        case .provider: (provider ?? kind.provider).text
        case .channel: kind.channel.text
        case .authType: kind.authType.text
        case .routeMode: kind.routeMode.text
        case .status: kind.status.rawValue
        case .delivery: kind.delivery.rawValue
        case .providerCode: providerCode.text
        case .destination: destination.text
        }
    }
}

extension Tariff {
    /// The first reason why this entry does not take a call of a profile on a local day; `nil` where it would.
    ///
    /// - Parameter sourceCurrency: the currency that the rules give the call's source.
    public func firstMismatch(
        _ profile: CallProfile, provider: Identifier?, on day: CivilDate, sourceCurrency: Currency
    ) -> Mismatch? {
        if let currency, currency != sourceCurrency { return .currency(tariff: currency, source: sourceCurrency) }
        if let key = match.firstMismatch(profile, provider: provider) { return .key(key) }
        if let from = window.from, day < from { return .before(from) }
        if let until = window.until, day >= until { return .after(until) }
        return nil
    }

    /// A mismatch in words, for instance `destination 233245 has none of the prefixes 234`.
    public func words(
        for mismatch: Mismatch, _ profile: CallProfile, provider: Identifier?, on day: CivilDate
    ) -> String {
        switch mismatch {
        case .currency(let tariff, let source):
            return "currency \(tariff) is not the source's \(source)"
        case .before(let from):
            return "window from \(from); the call is of \(day)"
        case .after(let until):
            return "window until \(until), which is not in it; the call is of \(day)"
        case .key(let key):
            let value = profile.value(key, provider: provider)
            let wanted = match.wanted(key) ?? []
            let subject = value.isEmpty ? "no \(key.rawValue)" : "\(key.rawValue) \(value)"
            let list = wanted.joined(separator: ", ")
            if key == .destination {
                return value.isEmpty
                    ? "no destination, where the prefix \(list) is wanted"
                    : "\(subject) has none of the prefixes \(list)"
            }
            if value.isEmpty { return "\(subject), where \(list) is wanted" }
            return wanted.count == 1 ? "\(subject) is not \(list)" : "\(subject) is none of \(list)"
        }
    }
}
