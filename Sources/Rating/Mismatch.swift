public import Money
public import Rules
public import Vocabulary

/// The first reason why a tariff does not take a call (S3.19 to S3.23). `explain` shows it for each entry that was
/// passed over.
public enum Mismatch: Hashable, Sendable {
    /// The call's source has another currency than the tariff.
    case currency(tariff: Currency, source: Currency)
    case key(MatchKey)
    /// The window opens later, on this day.
    case before(CivilDate)
    /// The window had ended; this is the first day after it.
    case after(CivilDate)
}

extension Tariff {
    /// The first reason why this entry does not take a call of a profile on a local day; `nil` if it would take it.
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
