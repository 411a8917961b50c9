public import Rules
public import Vocabulary

/// What rating makes of a call.
public enum Outcome: Hashable, Sendable {
    /// Billed by the tariff at this position of the rules.
    case rated(tariff: Int)
    /// Matched by a free tariff: counted, with no line.
    case free(tariff: Int)
    case test
    case pending
    /// Live and final, but the rules can't bill it: listed among the exceptions.
    case unrated(ExceptionCode)

    /// The tariff that took the call, billed or free.
    public var tariff: Int? {
        switch self {
        case .rated(let tariff), .free(let tariff): tariff
        case .test, .pending, .unrated: nil
        }
    }
}

/// Which tariff and which income entry a call of one profile takes (S3.22 to S3.28).
///
/// Everything but the day is decided here once for a profile; the day then picks the first candidate whose window
/// holds, so that a rule is tested against the time of the call, never of the run.
public struct Classification: Sendable {
    /// The party that the logged provider name means.
    public let provider: Identifier?
    /// What keeps a live final call from being rated that is unknown to the rules.
    public let unknown: Unknown
    private let fixed: Outcome?
    private let tariffs: [Candidate]
    private let income: [Candidate]

    /// What of a call the rules do not name.
    public struct Unknown: Hashable, Sendable {
        public var app: Bool
        public var provider: Bool
    }

    private struct Candidate {
        let position: Int
        let window: Window
        let isFree: Bool
    }

    /// - Complexity: O(tariffs). For many calls see `Classifier`.
    public init(of profile: CallProfile, under rules: Rules) {
        let entries = Classifier.Entries(tariffs: rules.tariffs.indices, income: rules.income.indices)
        self.init(
            of: profile, under: rules, isKnownApp: rules.apps.contains { $0.id == profile.app },
            tariffs: entries.tariffs, income: entries.income)
    }

    /// - Parameters:
    ///   - tariffs, income: positions of the entries that may match, ascending. They are read in place: a tariff is big to
    ///     copy.
    init(
        of profile: CallProfile, under rules: Rules, isKnownApp: Bool, tariffs tariffPositions: [Int],
        income incomePositions: [Int]
    ) {
        let provider = rules.provider(named: profile.provider)?.id
        self.provider = provider
        let isSettled = profile.mode == .live && profile.status.isFinal
        unknown = Unknown(app: isSettled && !isKnownApp, provider: isSettled && provider == nil)
        if profile.mode == .test {
            fixed = .test
        } else if profile.status == .pending {
            fixed = .pending
        } else if !isKnownApp {
            fixed = .unrated(.unknownApp)
        } else if provider == nil {
            fixed = .unrated(.unknownProvider)
        } else {
            fixed = nil
        }
        guard fixed == nil, let source = rules.sources[profile.source] else {
            tariffs = []
            income = []
            return
        }
        func candidates(_ entries: [Tariff], _ positions: [Int]) -> [Candidate] {
            positions.compactMap { position in
                guard entries[position].currency == nil || entries[position].currency == source.currency,
                    entries[position].match.matches(profile, provider: provider)
                else { return nil }
                return Candidate(
                    position: position, window: entries[position].window, isFree: entries[position].charge == .free)
            }
        }
        tariffs = candidates(rules.tariffs, tariffPositions)
        income = candidates(rules.income, incomePositions)
    }

    /// What becomes of a call of this profile on a local day.
    public func outcome(on day: CivilDate) -> Outcome {
        if let fixed { return fixed }
        guard let first = tariffs.first(where: { $0.window.contains(day) }) else { return .unrated(.noTariff) }
        return first.isFree ? .free(tariff: first.position) : .rated(tariff: first.position)
    }

    /// The income entry that a call of this profile takes on a local day; none is no fault.
    public func incomeEntry(on day: CivilDate) -> Int? {
        income.first { $0.window.contains(day) }?.position
    }
}

extension Match {
    /// Whether a call of this profile is meant; `provider` is the party it was resolved to.
    @inline(__always)
    public func matches(_ profile: CallProfile, provider: Identifier?) -> Bool {
        firstMismatch(profile, provider: provider) == nil
    }
}
