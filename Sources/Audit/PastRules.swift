import Money
import Rules
import RulesFile
import Vocabulary

/// The rules of a period that was billed before, as far as the given folders show them: those that first billed it, then
/// each correction (S7.25).
struct PastRules: Sendable {
    /// The position in the chain of the folder that first billed the period.
    var position: Int
    /// Version 1 first. `nil` where a version can't be read.
    var versions: [Rules?]
    /// The SHA-256 of each.
    var digests: [String]

    /// Those that hold now; `nil` if they can't be read.
    var newest: Rules? { versions[versions.count - 1] }

    /// The newest version that has an entry, and where in it: tariffs, then fees; or income entries.
    func place(of id: Identifier, isIncome: Bool = false) -> Int? {
        versions.reversed().lazy.compactMap { $0?.place(of: id, isIncome: isIncome) }.first
    }

    /// The descriptions that an invoiced entry has in any version.
    func descriptions(of id: Identifier) -> [String] {
        versions.compactMap { $0?.tariff(id)?.description ?? $0?.fee(id)?.description }
    }

    /// The taxes that an app's lines bear in a currency, by each version whose tax has a rate then.
    func taxes(of app: Identifier, in currency: Currency, _ period: Period) -> [(id: Identifier, rate: String)] {
        versions.compactMap { rules in
            guard let tax = rules?.tax(of: app, in: currency, on: period.lastDay),
                let rate = tax.rate(on: period.lastDay)
            else {
                return nil
            }
            return (tax.id, rate.text)
        }
    }
}

/// A correction that a folder is the first to bill by, as its manifest states it.
struct StatedCorrection: Sendable {
    var facts: ManifestFacts.Correction
    /// Of the rules that it replaces.
    var replaces: String
    /// `nil` if the folder has no such file, or it has faults.
    var rules: Rules?
}

extension Folder {
    /// The corrections that the manifest states.
    func statedCorrections() -> [StatedCorrection] {
        (manifest?["corrections"]?.items ?? []).compactMap { node in
            guard let facts = ManifestFacts.Correction(node, rhythm) else { return nil }
            let read = bytes(facts.file).flatMap { RulesReader.read(bytes: $0, name: facts.file).rules }
            return StatedCorrection(facts: facts, replaces: node["replaces"]?.text ?? "", rules: read)
        }
    }

    /// The periods that the manifest states to be billed for the first time, under the folder's own rules.
    var statedPassedOver: [Period] {
        (manifest?["passed_over"]?.items ?? []).compactMap { $0.text.flatMap { Period($0, rhythm) } }
    }

    /// The manifest's `passed_over` as it may be: of the stated periods, those before the last closed one that no folder
    /// before has billed, in order, each once. Which of them have calls only the logs say.
    func possiblePassedOver() -> JSONNode {
        let last = earlier.keys.max()
        // Without the folders before, what they billed is not known.
        let possible = Set(statedPassedOver).filter { passed in
            earlier[passed] == nil && !wasBilledBefore(passed)
                && (last.map { passed < $0 } ?? period.map { passed < $0 } ?? false)
        }
        return .array(possible.sorted().map { .string($0.description) })
    }

    private func wasBilledBefore(_ period: Period) -> Bool {
        // Its own manifest makes this folder the last in the chain so far.
        past[period].map { $0.position < chainPosition } ?? false
    }

    /// The manifest's `corrections` as they may be: of the stated ones, those that follow the versions known so far, by
    /// period, then version. Reason and note are what somebody stated.
    func possibleCorrections() -> JSONNode {
        var next: [Period: (number: Int, sha256: String)] = [:]
        for (period, past) in past {
            let before = past.versions.count - corrections.filter { $0.facts.period == period }.count
            guard before > 0 else { continue }
            next[period] = (before + 1, past.digests[before - 1])
        }
        var possible: [JSONNode] = []
        let sorted = corrections.sorted { ($0.facts.period, $0.facts.version) < ($1.facts.period, $1.facts.version) }
        for correction in sorted {
            let facts = correction.facts
            guard ManifestFacts.Correction.reasons.contains(facts.reason) else { continue }
            let name = "rules-\(facts.period).\(facts.version).yaml"
            let sha256 = seals[Identifier(name)]?.sha256 ?? facts.sha256
            let known = next[facts.period]
            if let known, known.number != facts.version { continue }
            // Without the folders before, the version before is not known.
            let replaces = known?.sha256 ?? correction.replaces
            possible.append(
                .object([
                    ("period", .string(facts.period.description)), ("version", .integer(Int64(facts.version))),
                    ("reason", .string(facts.reason)), ("note", .string(facts.note)), ("replaces", .string(replaces)),
                    ("rules", .object([("file", .string(name)), ("sha256", .string(sha256))])),
                ]))
            if known != nil { next[facts.period] = (facts.version + 1, sha256) }
        }
        return .array(possible)
    }
}

extension ManifestFacts.Correction {
    static let reasons: Set = [
        "price_error", "split_error", "rules_missing", "tax_error", "agreement", "other",
    ]
}
