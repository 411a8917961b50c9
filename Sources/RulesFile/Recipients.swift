import Rules
import Vocabulary

/// Resolves the names in `to`, `otherwise` and `shortfall`: a name means the party with this id, else a role.
extension RulesBuilder {
    /// - Parameters:
    ///   - otherwise: who gets the share if nobody has the role; `nil` if it could not be read.
    ///   - isOptional: whether the file has an `otherwise`, readable or not.
    ///   - isShortfall: whether the name bears a shortfall, which can't have an `otherwise`.
    func recipient(
        _ node: YAMLNode, otherwise: Identifier?, isOptional: Bool = false, isShortfall: Bool = false,
        _ needs: inout SplitNeeds
    ) -> Recipient? {
        guard let text = node.text else { return nil }
        let name = Identifier(text)
        guard let partyNames else { return nil }
        if partyNames.contains(name) {
            if isOptional {
                doubts.append((node.place, "'otherwise' never applies to a named party", "remove it, or name a role"))
            }
            return .party(name)
        }
        guard let role = Role(rawValue: text) else {
            reportUnknown(node, text)
            return nil
        }
        let holders = holders[role] ?? []
        if holders.isEmpty, allRolesKnown, !isOptional {
            faults.report(
                node.place, "no party has the role \(text)",
                "add a party with that role, or name "
                    + (isShortfall ? "a party that bears the shortfall" : "in 'otherwise' who takes its place"))
            return nil
        }
        switch role {
        case .provider:
            needs.provider.append(node.place)
            return .provider
        case .iso:
            if !isOptional { needs.iso.append((node.place, isShortfall)) }
            return .iso(otherwise: otherwise)
        case .host, .onepipe:
            if holders.count > 1 {
                reportSeveral(node, text, holders)
                return nil
            }
            return (holders.first ?? otherwise).map { .party($0) }
        }
    }

    /// Resolves `otherwise`: a party, or a role that exactly one party has.
    ///
    /// A role of the call or app is refused, because a call or app may again have nobody in that role.
    func otherwise(_ node: YAMLNode) -> Identifier? {
        guard let text = node.text, let partyNames else { return nil }
        let name = Identifier(text)
        if partyNames.contains(name) { return name }
        if Self.reservedNames.contains(where: { Identifier($0) == name }) {
            faults.report(
                node.place, "\(quoted(text)) can't be used in 'otherwise'",
                "name a party, or the role host or onepipe")
            return nil
        }
        guard let role = Role(rawValue: text) else {
            reportUnknown(node, text)
            return nil
        }
        let holders = holders[role] ?? []
        if holders.count > 1 { reportSeveral(node, text, holders) }
        if holders.isEmpty, allRolesKnown {
            faults.report(
                node.place, "no party has the role \(text)", "name a party")
        }
        return holders.count == 1 ? holders[0] : nil
    }

    /// Checks that each tariff, income entry and fee that uses the split has the recipients that the split names.
    ///
    /// A fee has no calls and so no provider; `iso` is the ISO of the app.
    func checkUses(of split: Identifier, _ needs: SplitNeeds) {
        let uses = uses[split] ?? []
        if !needs.provider.isEmpty {
            for use in uses where use.stream == .fee {
                faults.report(
                    use.place,
                    "split \(quoted(split.text)) names 'provider', but a fee has no calls and so no provider",
                    "use a split that names only parties and the roles host, onepipe and iso")
            }
        }
        guard !needs.iso.isEmpty, !appsWithoutISO.isEmpty else { return }
        let without = Set(appsWithoutISO)
        for use in uses {
            let first = use.apps.map { apps in apps.first { without.contains($0) } } ?? appsWithoutISO.first
            guard let app = first else { continue }
            for (place, isShortfall) in needs.iso {
                faults.report(
                    place,
                    "app \(quoted(app.text)) has no ISO, but \(use.stream.rawValue) \(quoted(use.id.text)) needs "
                        + "one here",
                    "give the app an 'iso', or name "
                        + (isShortfall ? "a party that bears the shortfall" : "in 'otherwise' who takes its place"))
            }
            return
        }
    }

    private func reportUnknown(_ node: YAMLNode, _ text: String) {
        faults.report(
            node.place, "no party or role is called \(quoted(text))",
            faults.suggestion(for: text, among: recipientTexts, called: "parties and roles"))
    }

    private func reportSeveral(_ node: YAMLNode, _ text: String, _ holders: [Identifier]) {
        faults.report(
            node.place, "several parties have the role \(text)",
            "name one of them: \(holders.map(\.text).joined(separator: ", "))")
    }
}
