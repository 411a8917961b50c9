import Documents
import Money
import Rating
import Rules
import Settlement
import Vocabulary

/// Explains how a charge was shared, level by level.
struct SplitTable {
    let charge: Charge
    let rules: RulesInForce
    let trace: SplitTrace

    init(_ charge: Charge, _ rules: RulesInForce) throws {
        self.charge = charge
        self.rules = rules
        trace = try Splitter(rules.rules).trace(of: charge)
    }

    private var currency: Currency { charge.currency }

    /// - Parameter party: the party whose rows are marked.
    func blocks(marking party: Identifier? = nil) -> [Sheet.Block] {
        let split = rules.rules.split(charge.split)
        // The difference of two amounts may not fit into an amount (64 bits).
        let off = Int128(trace.amountMinor) - Int128(trace.baseMinor)
        let isShort = trace.nodes.contains { $0.take == .shortfall }
        let providers = charge.parts.count > 1 || charge.parts.contains { $0.costMinor != 0 } ? charge.parts : []
        let parts = providers.map { "\($0.provider) \($0.units.grouped), cost \(currency.text(minor: $0.costMinor))" }
        let facts = [
            Fact("split", charge.split.text),
            Fact("rule", .optional(split.map { rules.place($0.line) })),
            Fact("charge", .amount(charge.amountMinor, currency)),
            Fact("off_the_top", off == 0 ? .none : .decimal(currency.text(minor: off))),
            Fact("base", .amount(trace.baseMinor, currency)),
            Fact(
                "shortfall",
                .optional(
                    !isShort
                        ? nil
                        : charge.dated.count > 1
                            ? "what goes off the top exceeds a part of the charge: its shares are 0, one bears the rest"
                            : "what goes off the top exceeds the charge: all shares are 0, one bears the rest")),
            Fact(
                "divided",
                .optional(
                    charge.dated.count > 1
                        ? "by the units of \(charge.dated.count) parts, since the split or the ISO changes" : nil)),
            Fact("units_by_provider", .optional(parts.isEmpty ? nil : parts.joined(separator: "; "))),
        ]
        return [.facts(key: "split", title: "How the charge is shared", facts), .table(table(marking: party))]
    }

    private func table(marking party: Identifier?) -> Table {
        var table = Table(
            key: "steps", title: "Step by step; odd: a minor unit got by the largest remainder",
            columns: ["step", "take", "to", "as", "exact", "amount", "odd", "mark"])
        var counters: [Int] = []
        for node in trace.nodes {
            counters = Array(counters.prefix(node.depth + 1))
            if counters.count == node.depth + 1 { counters[node.depth] += 1 } else { counters.append(1) }
            let isMarked = party.map { node.target == .party($0) } ?? false
            table.rows.append([
                .text(counters.map(String.init).joined(separator: ".")), .text(words(node)), .text(target(node)),
                .optional(standing(node)),
                .fraction(node.exact, currency), .amount(node.amountMinor, currency),
                node.oddMinor == 0 || node.limit != nil
                    ? .none : .decimal((node.oddMinor > 0 ? "+" : "") + currency.text(minor: node.oddMinor)),
                .mark(isMarked),
            ])
        }
        return table
    }

    private func words(_ node: SplitNode) -> String {
        let of = currency.text(minor: node.ofMinor)
        let percent = DecimalFormat.text(scaled: Int128(node.weight), decimals: 6, leastDecimals: 0) + "%"
        switch node.take {
        case .cost: return "off the top: the provider's cost"
        case .perUnit(let price): return "off the top: \(node.weight.grouped) × \(price.text)"
        case .share: return "\(percent) of \(of)\(held(node))"
        case .remaining: return "the remaining \(percent) of \(of)\(held(node))"
        case .byUnits: return "\(node.weight.grouped) of \(node.whole.grouped) units, of \(of)"
        case .byCost:
            return "cost \(currency.text(minor: node.weight)) of \(currency.text(minor: node.whole))"
        case .shortfall: return "shortfall"
        case .days(let first, let end):
            return
                "\(first) to \(end.adding(days: -1)): \(node.weight.grouped) of \(node.whole.grouped) units, of \(of)"
        }
    }

    /// What the limits of shares do to a share.
    private func held(_ node: SplitNode) -> String {
        guard node.movedMinor != 0 else { return "" }
        if let limit = node.limit { return ", held at \(limit.text)" }
        let moved = currency.text(minor: abs(node.movedMinor))
        let isMore = (node.movedMinor > 0) == (node.ofMinor >= 0)
        return isMore ? ", and \(moved) that limits leave" : ", less \(moved) that limits take"
    }

    private func target(_ node: SplitNode) -> String {
        switch node.target {
        case .party(let party): party.text
        case .providers: "the providers, by \(node.take == .cost ? "their costs" : "their units")"
        case .settlement: "settlement account, shared in turn"
        case .dated(let iso): "by the split of these days" + (iso.map { "; ISO \($0)" } ?? "")
        }
    }

    private func standing(_ node: SplitNode) -> String? {
        switch node.standing {
        case nil: nil
        case .iso: "the app's ISO"
        case .otherwise: "the app has no ISO"
        case .provider: "provider"
        }
    }

    /// The parties' shares, summed over all steps.
    func shares() throws -> Table {
        let shares = try Splitter(rules.rules).shares(of: charge)
        return SharesTable.of(shares, currency, rules.rules)
    }
}

enum SharesTable {
    static func of(_ shares: [Share], _ currency: Currency, _ rules: Rules) -> Table {
        var table = Table(
            key: "shares", title: "Shares",
            columns: ["party", "role", "name", "exact", "amount"])
        for share in shares where share.amountMinor != 0 || share.exact != .zero {
            let party = rules.party(share.party)
            table.rows.append([
                .text(share.party.text), .text(party?.role.rawValue ?? ""), .text(party?.name ?? ""),
                .fraction(share.exact, currency), .amount(share.amountMinor, currency),
            ])
        }
        return table
    }
}

extension Fraction {
    /// Up to 12 decimals, then `…` if there are more.
    func shown(_ currency: Currency) -> String {
        let ends = (Power.ofTen(12 - currency.minorDigits) * 1) % denominator == 0
        return text(currency) + (ends ? "" : "…")
    }
}
