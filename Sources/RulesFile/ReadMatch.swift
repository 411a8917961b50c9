import Rules
import Vocabulary

/// Reads `match`: which calls a tariff takes.
extension RulesBuilder {
    func readMatch(_ node: YAMLNode?) -> Match {
        var match = Match()
        guard let node else { return match }
        let fields = fields(node, at: node.place)
        match.apps = references(fields.node("app"), appNames)
        match.sources = words(fields.node("source"), Source.self)
        match.services = fields.node("service").map { items($0).compactMap { service($0) } }
        match.providers = fields.node("provider").map { items($0).compactMap { provider($0) } }
        match.statuses = words(fields.node("status"), Status.self)
        match.deliveries = words(fields.node("delivery"), Delivery.self)
        match.destinations = fields.node("destination").map { items($0).compactMap(\.text) }
        for key in MatchKey.allCases {
            if let texts = Match.texts(of: key) { match[keyPath: texts] = identifiers(fields.node(key.rawValue)) }
        }
        if let sources = fields.node("source") { checkSources(sources) }
        return match
    }

    private func words<Word: RawRepresentable<String>>(_ node: YAMLNode?, _ type: Word.Type) -> [Word]? {
        node.map { items($0).compactMap { $0.text.flatMap { Word(rawValue: $0) } } }
    }

    private func checkSources(_ node: YAMLNode) {
        guard let sources = root.node("sources") else { return }
        let written = fields(sources, at: sources.place)
        for item in items(node) {
            guard let text = item.text, !written.has(text) else { continue }
            faults.report(item.place, "source \(quoted(text)) is not in 'sources'", "add it there, or remove it here")
        }
    }

    private func service(_ node: YAMLNode) -> Identifier? {
        guard let text = node.text else { return nil }
        let service = Identifier(text)
        guard let serviceNames, !serviceNames.contains(service) else { return service }
        faults.report(
            node.place, "service \(quoted(text)) is not in 'services'",
            faults.suggestion(for: text, among: serviceTexts, called: "services"))
        return nil
    }

    /// The provider with this id or alias, ignoring letter case.
    private func provider(_ node: YAMLNode) -> Identifier? {
        guard let text = node.text, let partyNames else { return nil }
        let name = Identifier(text)
        if let id = providersByName[name.lowercased] { return id }
        if partyNames.contains(name) {
            guard let role = roles[name] else { return name }
            faults.report(
                node.place, "party \(quoted(text)) has the role \(role.rawValue), not provider",
                "name a party with the role provider")
            return nil
        }
        faults.report(
            node.place, "unknown provider \(quoted(text))",
            faults.suggestion(for: text, among: providerTexts, called: "providers"))
        return nil
    }
}
