public import Rules
public import Vocabulary

/// The result of rating one call.
public enum Outcome: Hashable, Sendable {
    /// Billed by the tariff at this position of the rules.
    case rated(tariff: Int)
    /// Taken by a free tariff: counted, but without a line.
    case free(tariff: Int)
    case test
    case pending
    /// Live and final, but the rules can't bill it: listed among the exceptions.
    case unrated(ExceptionCode)

    /// The tariff that took the call, whether billed or free.
    public var tariff: Int? {
        switch self {
        case .rated(let tariff), .free(let tariff): tariff
        case .test, .pending, .unrated: nil
        }
    }
}

/// The tariffs and income entries that calls of one profile can take (S3.22 to S3.28).
///
/// Everything except the day is decided once for a profile. The day of a call then picks the first candidate whose
/// window contains it, so the time of the call decides, never the time of the run.
public struct Classification: Sendable {
    /// The party that the logged provider name means.
    public let provider: Identifier?
    /// Tells which unknown names keep a live and final call from being rated.
    public let unknown: Unknown
    private let fixed: Outcome?
    private let tariffs: [Candidate]
    private let income: [Candidate]

    /// Whether the rules do not name a call's app, or its provider.
    public struct Unknown: Hashable, Sendable {
        public var app: Bool
        public var provider: Bool
    }

    private struct Candidate {
        let position: Int
        let window: Window
        let isFree: Bool
    }

    /// - Complexity: O(tariffs). For many calls, use `Classifier`.
    public init(of profile: CallProfile, under rules: Rules) {
        let entries = Classifier.Entries(tariffs: rules.tariffs.indices, income: rules.income.indices)
        self.init(
            of: profile, under: rules, isKnownApp: rules.apps.contains { $0.id == profile.app },
            tariffs: entries.tariffs, income: entries.income)
    }

    /// - Parameters:
    ///   - tariffs, income: positions of the entries that may match, ascending. The entries are read in place, because
    ///     a tariff is large to copy.
    init(
        of profile: CallProfile, under rules: Rules, isKnownApp: Bool, tariffs tariffPositions: [Int],
        income incomePositions: [Int]
    ) {
        let provider = rules.provider(named: profile.provider)?.id
        self.provider = provider
        let isLiveAndFinal = profile.mode == .live && profile.status.isFinal
        unknown = Unknown(app: isLiveAndFinal && !isKnownApp, provider: isLiveAndFinal && provider == nil)
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
                    position: position, window: entries[position].window,
                    isFree: entries[position].charge(of: profile.app) == .free)
            }
        }
        tariffs = candidates(rules.tariffs, tariffPositions)
        income = candidates(rules.income, incomePositions)
    }

    /// The outcome of a call of this profile on a local day.
    public func outcome(on day: CivilDate) -> Outcome {
        if let fixed { return fixed }
        guard let first = tariffs.first(where: { $0.window.contains(day) }) else { return .unrated(.noTariff) }
        return first.isFree ? .free(tariff: first.position) : .rated(tariff: first.position)
    }

    /// The income entry that a call of this profile takes on a local day. A call need not have one.
    public func incomeEntry(on day: CivilDate) -> Int? {
        income.first { $0.window.contains(day) }?.position
    }
}

extension Match {
    /// Whether a call of this profile matches; `provider` is the party that the logged provider name means.
    @inline(__always)
    public func matches(_ profile: CallProfile, provider: Identifier?) -> Bool {
        firstMismatch(profile, provider: provider) == nil
    }
}

extension Classification {
    /// Whether calls can take an income entry: they are live and final, and their app and provider are known.
    public var canTakeIncome: Bool {
        // A missing tariff does not matter here, because income is matched independently.
        switch outcome(on: CivilDate(daysSinceEpoch: 0)) {
        case .rated, .free, .unrated(.noTariff): true
        default: false
        }
    }
}
