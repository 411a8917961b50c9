import Money
import Rules
import Vocabulary

/// Reads parties, apps and taxes.
extension RulesBuilder {
    /// The names with a meaning of their own under `to`. No party may have them as its id.
    static let reservedNames = ["provider", "iso", "settlement"]
    /// The most bytes of an app's encoded id: it becomes part of file names, and file systems allow 255 bytes for
    /// these.
    private static let appIDEncodedLengthMax = 200

    func readParties() -> [Party] {
        var parties: [Party] = []
        for (key, value) in entries(root.node("parties")) {
            let id = Identifier(key.text ?? "")
            if Self.reservedNames.contains(where: { Identifier($0) == id }) {
                faults.report(
                    key.place, "a party can't have the id \(quoted(id.text))",
                    "in a split it means \(id == "settlement" ? "a pool" : "whoever has that role"); write another id")
            }
            let fields = fields(value, at: key.place)
            let role = fields.word("role", Role.self)
            roles[id] = role
            if role == .provider { readProviderNames(id, key, fields) }
            if let role, role != .provider, let aliases = fields.node("aliases") {
                doubts.append(
                    (
                        aliases.place, "the aliases of a party with the role \(role.rawValue) are never used",
                        "remove them: only providers are named in logs"
                    ))
            }
            if let role, role != .provider, let statement = fields.node("statement") {
                doubts.append(
                    (
                        statement.place, "the statement of a party with the role \(role.rawValue) is never used",
                        "remove it: only statements of providers are reconciled"
                    ))
            }
            guard let role, let name = fields.text("name") else { continue }
            parties.append(
                Party(
                    id: id, role: role, name: name, taxID: fields.text("tax_id"),
                    address: texts(fields.node("address")),
                    account: fields.text("account"), aliases: identifiers(fields.node("aliases")) ?? [],
                    statement: fields.node("statement").map(readStatement)))
        }
        return parties
    }

    private func readStatement(_ node: YAMLNode) -> StatementRules {
        let fields = fields(node, at: node.place)
        var columns: [Identifier: String] = [:]
        for key in ["reference", "request_ref", "time", "status", "cost"] {
            guard let column = fields.node(key), let text = column.text else { continue }
            let name = Identifier(text)
            guard name != Identifier(StatementRules.noColumn) else {
                if key == "cost" {
                    faults.report(
                        column.place, "a statement without costs can't be reconciled",
                        "name the column that has the provider's costs")
                }
                continue
            }
            if let other = columns[name] {
                faults.report(
                    column.place, "column \(quoted(text)) is already the column of \(other)",
                    "name another column, or write 'none' if the statement has no \(key)")
            }
            columns[name] = key
        }
        var statuses: [Identifier: Status] = [:]
        for (key, value) in entries(fields.node("statuses")) where !bad.contains(value.id) {
            statuses[Identifier(key.text ?? "")] = value.text.flatMap { Status(rawValue: $0) }
        }
        return StatementRules(
            reference: fields.text("reference"), requestRef: fields.text("request_ref"), time: fields.text("time"),
            status: fields.text("status"), cost: fields.text("cost"),
            unit: fields.word("unit", StatementRules.Unit.self), statuses: statuses)
    }

    /// Reads the names of a provider, and refuses a name that could mean another provider too.
    private func readProviderNames(_ id: Identifier, _ key: YAMLNode, _ fields: Fields) {
        for node in [key] + (fields.node("aliases").map { items($0) } ?? []) {
            let name = Identifier(node.text ?? "")
            if let other = providersByName[name.lowercased], other != id {
                faults.report(
                    node.place,
                    "\(quoted(name.text)) already means provider \(quoted(other.text)), ignoring letter case",
                    "give each provider its own names")
            } else {
                providersByName[name.lowercased] = id
            }
        }
    }

    func readApps() -> [App] {
        var apps: [App] = []
        for (key, value) in entries(root.node("apps")) {
            let id = Identifier(key.text ?? "")
            if id.percentEncoded.utf8.count > Self.appIDEncodedLengthMax {
                faults.report(
                    key.place, "the id of the app is too long",
                    "it becomes a file name: write at most \(Self.appIDEncodedLengthMax) bytes, where each outside "
                        + "A–Z a–z 0–9 . _ - counts as 3")
            }
            let fields = fields(value, at: key.place)
            if !fields.has("iso") { appsWithoutISO.append(id) }
            let isos = readDatedNames(fields.node("iso"), partyNames, "an ISO") { node, iso in
                guard let role = roles[iso], role != .iso else { return }
                faults.report(
                    node.place, "party \(quoted(iso.text)) has the role \(role.rawValue), not iso",
                    "name a party with the role iso, or remove the key")
            }
            let taxes = readDatedNames(fields.node("tax"), taxNames, "a tax") { _, _ in }
            guard let name = fields.text("name") else { continue }
            apps.append(
                App(
                    id: id, name: name, isos: isos, taxID: fields.text("tax_id"),
                    address: texts(fields.node("address")), taxes: taxes))
        }
        return apps
    }

    func readTaxes() -> [Tax] {
        entries(root.node("taxes")).compactMap { key, value in
            let fields = fields(value, at: key.place)
            let rates = fields.rate("rate").map { [Tax.DatedRate($0)] } ?? fields.node("rates").map(readRates)
            guard let name = fields.text("name"), let rates else { return nil }
            return Tax(id: Identifier(key.text ?? ""), name: name, rates: rates)
        }
    }

    /// Reads rates with dates. All but the first need a `from`, and these must ascend.
    private func readRates(_ node: YAMLNode) -> [Tax.DatedRate] {
        var rates: [Tax.DatedRate] = []
        var before: CivilDate?
        for (index, item) in items(node).enumerated() {
            let fields = fields(item, at: item.place)
            let from = fields.date("from")
            if index > 0, !fields.has("from") {
                faults.report(
                    fields.place, "missing key 'from' in a rate after the first",
                    "add 'from': the first day on which the rate is in force")
            } else if let from, let before, from <= before, let node = fields.node("from") {
                faults.report(
                    node.place, "rates out of order: from \(from) comes after \(before)",
                    "write the rates in the order of their days, each day once")
            }
            before = from ?? before
            if let rate = fields.rate("rate") { rates.append(Tax.DatedRate(rate, from: from)) }
        }
        return rates
    }

    private func texts(_ node: YAMLNode?) -> [String] {
        node.map { items($0).compactMap(\.text) } ?? []
    }
}
