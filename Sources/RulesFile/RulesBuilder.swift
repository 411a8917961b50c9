import Money
import Rules
import Vocabulary

/// Makes rules from a tree that passed `ShapeCheck`: it resolves every name, and finds the faults that no single value
/// shows.
///
/// Reading goes on after each fault. A part that can't be made is left out, and incomplete rules are not handed out.
final class RulesBuilder {
    let faults: FaultList
    let bad: Set<Int>
    let root: Fields

    /// `nil` if the section itself is missing or refused; names that refer to it are then not checked.
    private(set) var partyNames: Names?
    private(set) var appNames: Names?
    private(set) var taxNames: Names?
    private(set) var splitNames: Names?
    private(set) var serviceNodes: [YAMLNode]?
    private(set) var serviceNames: Set<Identifier>?

    /// The names to suggest for a mistyped one.
    private(set) lazy var recipientTexts: [String] = {
        var seen: Set<String> = []
        let all = (partyNames?.texts ?? []) + Role.allCases.map(\.rawValue) + ["settlement"]
        return all.filter { seen.insert($0).inserted }
    }()
    private(set) lazy var serviceTexts = (serviceNodes ?? []).compactMap(\.text)
    private(set) lazy var providerTexts: [String] = {
        let providers = holders[.provider] ?? []
        let known = Set(providers)
        return (providers + providersByName.keys.filter { !known.contains($0) }.sorted()).map(\.text)
    }()

    /// The role of each party that has a readable one.
    var roles: [Identifier: Role] = [:]
    /// The parties of a role, in the order of the file.
    private(set) lazy var holders = Dictionary(
        grouping: partyNames?.order ?? [], by: { roles[$0] })
    /// Whether every party has a readable role. Only then can a message say that nobody has a certain role.
    private(set) lazy var allRolesKnown = (partyNames?.order ?? []).allSatisfy { roles[$0] != nil }
    /// The id of each provider, by its ids and aliases in lower case.
    var providersByName: [Identifier: Identifier] = [:]
    /// Apps that name no ISO.
    var appsWithoutISO: [Identifier] = []
    var issuer: Identifier?
    /// The places of the ids of tariffs, income and fees.
    var entryPlaces: [Identifier: Place] = [:]
    /// The places where tariffs and income entries name their counter, by their ids.
    var counterPlaces: [Identifier: Place] = [:]
    /// Where each split is used, in the order of the file.
    var uses: [Identifier: [SplitUse]] = [:]
    /// The currencies in which tariffs and fees are invoiced, with each place that names one.
    var invoiced: [(currency: Currency, place: Place)] = []
    /// Doubts about single values, found while reading; they become warnings.
    var doubts: [(place: Place, message: String, hint: String)] = []

    init(_ node: YAMLNode, bad: Set<Int>, _ faults: FaultList) {
        self.faults = faults
        self.bad = bad
        root = Fields(node, at: .start, bad)
        partyNames = names("parties", "party", "parties")
        appNames = names("apps", "app", "apps")
        taxNames = names("taxes", "tax", "taxes")
        splitNames = root.has("splits") ? names("splits", "split", "splits") : Names([], "split", "splits")
        serviceNodes = root.node("services").map { items($0) }
        serviceNames = serviceNodes.map { Set($0.map { Identifier($0.text ?? "") }) }
    }

    /// Reads everything.
    ///
    /// - Returns: the rules; `nil` or incomplete rules if there is a fault.
    func rules() -> Rules? {
        let parties = readParties()
        let taxes = readTaxes()
        let apps = readApps()
        let sources = readSources()
        let services = readServices(sources: sources)
        let invoice = readInvoice()
        let tariffs = readTariffs("tariffs", .tariff)
        let income = readTariffs("income", .income)
        let fees = readFees()
        let splits = readSplits()
        checkInvoicedCurrencies()
        guard faults.faults.isEmpty, let zone = root.text("time_zone"), let invoice else { return nil }
        guard let calendar = LocalCalendar(identifier: zone, rhythm: rhythm) else {
            faults.report(
                root.node("time_zone")?.place ?? .start,
                "the system's time zone database does not have \(quoted(zone))",
                "install the time zone database (tzdata), or write another zone")
            return nil
        }
        return Rules(
            calendar: calendar, services: services, unsetMode: root.word("unset_mode", UnsetMode.self) ?? .reject,
            rounding: root.word("rounding", Rounding.self) ?? .halfUp, sources: sources, invoice: invoice, taxes: taxes,
            parties: parties, apps: apps, tariffs: tariffs, income: income, fees: fees, splits: splits)
    }

    func fields(_ node: YAMLNode, at place: Place) -> Fields { Fields(node, at: place, bad) }

    /// The items of a list, or the one value in place of a list. Refused items are left out.
    func items(_ node: YAMLNode) -> [YAMLNode] {
        guard case .sequence(let items) = node.content else { return [node] }
        return items.filter { !bad.contains($0.id) }
    }

    /// The pairs of a mapping, without those whose key was refused.
    func entries(_ node: YAMLNode?) -> [(key: YAMLNode, value: YAMLNode)] {
        guard case .mapping(let pairs)? = node?.content else { return [] }
        return pairs.filter { !bad.contains($0.key.id) }
    }

    func identifiers(_ node: YAMLNode?) -> [Identifier]? {
        node.map { items($0).map { Identifier($0.text ?? "") } }
    }

    /// The name that `node` holds. If it is not one of `names`, it is reported, and the result is `nil`.
    func reference(_ node: YAMLNode?, _ names: Names?) -> Identifier? {
        guard let node, let text = node.text else { return nil }
        let id = Identifier(text)
        guard let names, !names.contains(id) else { return id }
        faults.report(
            node.place, "unknown \(names.singular) \(quoted(text))",
            faults.suggestion(for: text, among: names.texts, called: names.plural))
        return nil
    }

    private func names(_ key: String, _ singular: String, _ plural: String) -> Names? {
        root.node(key).map { Names(entries($0), singular, plural) }
    }
}

/// A tariff, income entry or fee that uses a split.
struct SplitUse {
    enum Stream: String {
        case tariff
        case income
        case fee
    }

    var stream: Stream
    var id: Identifier
    /// Where the split is named.
    var place: Place
    /// The apps that the entry is for; `nil` means all.
    var apps: [Identifier]?
    /// `nil` if it was left out or refused.
    var currency: Currency?
}
