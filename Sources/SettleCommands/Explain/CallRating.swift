import Ledger
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// Explains which entries of the rules a call takes, and why it does not take the entries before them.
struct CallRating {
    let call: KnownCall
    let day: CivilDate
    let rules: RulesInForce
    let outcome: Outcome
    private let classification: Classification

    init(call: KnownCall, day: CivilDate, rules: RulesInForce) {
        self.call = call
        self.day = day
        self.rules = rules
        classification = Classification(of: call.profile, under: rules.rules)
        outcome = classification.outcome(on: day)
    }

    var verdict: String {
        switch outcome {
        case .rated(let position): "rated by \(rules.rules.tariffs[position].id)"
        case .free(let position): "free by \(rules.rules.tariffs[position].id)"
        case .test: "test"
        case .pending: "pending"
        case .unrated(let code): "unrated: \(code.rawValue)"
        }
    }

    func facts() throws -> [Fact] {
        [
            Fact("rules", rules.name),
            Fact("outcome", verdict),
            Fact("rule", outcome.tariff.map { rules.place(rules.rules.tariffs[$0].line) } ?? ""),
            Fact("reason", reason),
        ]
    }

    /// The tariff that bills the call.
    var ratedBy: Identifier? {
        if case .rated(let position) = outcome { rules.rules.tariffs[position].id } else { nil }
    }

    private var reason: String {
        let profile = call.profile
        switch outcome {
        case .test: return "its mode is test: it is counted and never rated"
        case .pending: return "it has no final status: it is carried until an answer becomes known"
        case .unrated(.unknownApp): return "the rules name no app \(profile.app): nothing is matched"
        case .unrated(.unknownProvider):
            return profile.provider.isEmpty
                ? "the log names no provider: nothing is matched"
                : "the rules name no provider \(profile.provider): nothing is matched"
        case .unrated: return "no tariff takes it"
        case .free: return "a free tariff takes it: it is counted, with no line"
        case .rated: return "the first tariff that takes it and holds on \(day)"
        }
    }

    /// Every tariff up to the one taken; those before it with the first reason why they do not match.
    var tariffs: Table {
        table(
            key: "tariffs", title: "Tariffs, in the order of the rules: the first that takes the call rates it",
            rules.rules.tariffs, taken: outcome.tariff)
    }

    /// The same for `income`. A call need not match an income entry.
    var income: Table {
        table(
            key: "income", title: "Income entries: what the provider collected itself, matched independently",
            rules.rules.income, taken: incomePosition)
    }

    private var incomePosition: Int? { classification.canTakeIncome ? classification.incomeEntry(on: day) : nil }

    var incomeEntry: Tariff? { incomePosition.map { rules.rules.income[$0].terms(of: call.profile.app) } }

    private func table(key: String, title: String, _ entries: [Tariff], taken: Int?) -> Table {
        var table = Table(key: key, title: title, columns: ["entry", "rule", "verdict", "reason"])
        guard classification.canTakeIncome, let currency = rules.rules.sources[call.profile.source]?.currency else {
            return table
        }
        for (position, entry) in entries.enumerated() {
            let mismatch = entry.firstMismatch(
                call.profile, provider: classification.provider, on: day, sourceCurrency: currency)
            table.rows.append([
                .text(entry.id.text), .text(rules.place(entry.line)), .text(position == taken ? "takes it" : "no"),
                .text(
                    mismatch.map { entry.words(for: $0, call.profile, provider: classification.provider, on: day) }
                        ?? MatchWords.conditions(entry)),
            ])
            if position == taken { break }
        }
        return table
    }
}
