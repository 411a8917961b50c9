public import Vocabulary

/// A key of `match`, as the rules file writes it. Each is a `CallField`; keys are compared in the order of the cases.
///
/// **To add a match key** for a field of calls that has few values, such as another text of the request:
/// 1. `Vocabulary/CallProfile.swift`: the field of `CallKind`, and `CallField` with its lists.
/// 2. `LineParsing/Field.swift`: where the field stands in a line.
/// 3. `LineParsing/OnePipeRecords.swift` (and `PaylinkRecords.swift`): what a record takes for it.
/// 4. `LedgerFile/Schema.swift`: a step that gives the table `kind` its column, and the view `transactions`.
/// 5. This file: the case, the property of `Match`, and the code that handles all cases. The compiler finds that code,
///    except `firstMismatch`.
/// 6. `RulesFile/Shape+Tariffs.swift`: what the key takes, and its line of documentation.
///
/// Everything else follows: storing, duplicates and their messages, the reader of the rules and its warnings, `explain`
/// and `verify`. Two kinds of keys need more:
/// * For a field of many values, such as `provider_code`, change `Distinctions` and `PeriodClasses` too: the roll-up
///   must tell its values apart.
/// * For a key with a column in `usage.csv`, change the usage row in `Rating` and its table in `Documents` too, and in
///   `Audit` the row's reader and `UsageChecks`, which lists the keys that the file tells.
public enum MatchKey: String, CaseIterable, Sendable, Hashable {
    case app, source, service, provider, channel
    case authType = "auth_type"
    case routeMode = "route_mode"
    case status, delivery
    case providerCode = "provider_code"
    case destination
}

/// The calls that a tariff takes: a list of values for each key, or `nil` for all calls.
///
/// Letter case matters except for `provider`.
public struct Match: Sendable, Hashable {
    public var apps: [Identifier]?
    public var sources: [Source]?
    public var services: [Identifier]?
    /// Party ids, resolved from ids or aliases.
    public var providers: [Identifier]?
    public var channels: [Identifier]?
    public var authTypes: [Identifier]?
    public var routeModes: [Identifier]?
    public var statuses: [Status]?
    public var deliveries: [Delivery]?
    public var providerCodes: [Identifier]?
    /// Prefixes of 1 to 6 digits.
    public var destinations: [String]?

    public init() {}
}

extension Match {
    /// The first key that does not match a call of this profile; `nil` if the call matches.
    ///
    /// - Parameter provider: the party that the logged provider name means.
    /// - Complexity: O(values of the keys), without allocation. It is inlined, and names every key itself, so that it
    ///   copies no list.
    @inlinable @inline(__always)
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

    /// The list of a key whose values are texts that must equal the logged text; `nil` for all other keys.
    public static func texts(of key: MatchKey) -> WritableKeyPath<Match, [Identifier]?>? {
        switch key {
        case .channel: \.channels
        case .authType: \.authTypes
        case .routeMode: \.routeModes
        case .providerCode: \.providerCodes
        case .app, .source, .service, .provider, .status, .delivery, .destination: nil
        }
    }

    /// The values that a key allows, as text; `nil` if the match leaves the key out.
    public func wanted(_ key: MatchKey) -> [String]? {
        switch key {
        case .app: apps?.map(\.text)
        case .source: sources?.map(\.rawValue)
        case .service: services?.map(\.text)
        case .provider: providers?.map(\.text)
        case .status: statuses?.map(\.rawValue)
        case .delivery: deliveries?.map(\.rawValue)
        case .destination: destinations
        case .channel, .authType, .routeMode, .providerCode:
            Self.texts(of: key).flatMap { self[keyPath: $0] }?.map(\.text)
        }
    }
}

extension CallProfile {
    /// The value of a call of this profile for a key of `match`.
    ///
    /// - Parameter provider: the party that the logged provider name means.
    public func value(_ key: MatchKey, provider: Identifier?) -> String {
        if key == .provider, let provider { return provider.text }
        return CallField(rawValue: key.rawValue).flatMap { self[$0] }?.text ?? ""
    }
}
